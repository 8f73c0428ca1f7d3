"""Stored files: written to the data folder under the hash of their content."""

import hashlib
import os
import tempfile
from collections.abc import Collection
from pathlib import Path


def store(folder: Path, content: bytes) -> str:
    """Store `content` and return its key, the SHA-256 in hex; the same content is stored once.

    The file is complete on the disk before the key is returned, so a row never refers to half a file.
    Raises OSError when the disk is full.
    """
    key = hashlib.sha256(content).hexdigest()
    path = path_of(folder, key)
    if path.exists():
        return key
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return key


def answers_folder(data_dir: Path) -> Path:
    """Return the folder of files uploaded as answers. It is separate, so that each is deleted with its answer."""
    return data_dir / "answers"


def remove_unused(folder: Path, used: Collection[str], *, before: float) -> int:
    """Delete the stored files whose keys are not in `used` and that are older than `before` (seconds since 1970);
    return how many.
    """
    unused = [
        path
        for path in (folder / "files").glob("*/" + "?" * 64)
        if path.name not in used and path.stat().st_mtime < before
    ]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)


def path_of(folder: Path, key: str) -> Path:
    """Return the path of the file with this key."""
    return folder / "files" / key[:2] / key
