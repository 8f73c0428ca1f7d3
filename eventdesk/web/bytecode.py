"""The compiled templates, stored in the data folder so that each is compiled once and not by every process."""

from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class TemplateBytecode(FileSystemBytecodeCache):
    """Jinja's files of bytecode in a folder that is made for its owner alone, since Python runs what is read there.

    A page is answered even where nothing can be stored. Jinja compares each file with its template's text.
    """

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the bytecode of one template, unless the disk is full or may not be written to."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
