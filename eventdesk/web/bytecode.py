"""The cache of compiled templates in the data folder, so that not every process compiles them."""

from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class TemplateBytecode(FileSystemBytecodeCache):
    """Jinja's bytecode files in a folder that only its owner can access, since Python executes what is in them.

    Pages also work if nothing can be stored. Jinja compares each file with the text of its template.
    """

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the bytecode of a template, unless the disk is full or read-only."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
