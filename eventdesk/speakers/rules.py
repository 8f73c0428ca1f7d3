"""Roles of speakers, files that can be uploaded as material, and availability."""

import io
import re
import struct
import zlib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_, clean_line, search_key
from eventdesk.programme.rules.times import moment

SPEAKER_ROLES = {"speaker": N_("Speaker"), "moderator": N_("Moderator"), "organiser": N_("Organiser of the session")}
MAX_MATERIAL_BYTES = 20 * 1000 * 1000
"""The maximum size of a file in bytes."""
MAX_MATERIALS = 30
"""The maximum number of files of a session."""

MAX_AVAILABILITY_SLOTS = 40
"""The maximum number of availability slots of a person in an event."""

MAX_ARCHIVE_DIRECTORY = 1_000_000
"""The maximum size in bytes of the list of names in a ZIP file: about twenty thousand files."""

_OPEN_XML = {"ppt": "presentationml.presentation", "word": "wordprocessingml.document", "xl": "spreadsheetml.sheet"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
EXTENSIONS = {
    "application/pdf": ".pdf",
    f"{_OFFICE}presentationml.presentation": ".pptx",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "text/plain": ".txt",
}
"""The media types that are accepted, with their file extensions."""


def media_type(content: bytes) -> str:
    """Return the media type of a file, determined from its content.

    Raises Invalid for an empty file, a file that is too large, and all other types: web pages, drawings and programs
    could run in a reader's browser.
    """
    if not content:
        raise Invalid("file", N_("This file is empty. Choose another file"))
    if len(content) > MAX_MATERIAL_BYTES:
        raise Invalid("file", N_("Choose a file of up to %(max)s MB"), max=MAX_MATERIAL_BYTES // 1_000_000)
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    kind = _office_type(content) if content.startswith(b"PK\x03\x04") else _text_type(content)
    if kind is None:
        raise Invalid("file", N_("Choose a PDF, PPTX, DOCX, XLSX, ODP, ODT, ODS, PNG, JPEG or plain text file"))
    return kind


def _office_type(content: bytes) -> str | None:
    """Return the media type of an Office Open XML (ISO 29500-2) or OpenDocument (ODF 1.3, part 2) package, or None.

    Only the list of names is read and no content is unpacked, so that a ZIP bomb does no harm.
    """
    from zipfile import BadZipFile, ZipFile

    if not _has_short_directory(content):
        return None
    try:
        with ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            if "[Content_Types].xml" in names:
                return _open_xml_type(names)
            if "mimetype" not in names or package.getinfo("mimetype").file_size > 99:
                return None
            kind = package.read("mimetype").decode("ascii", "replace")
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error, struct.error):
        return None
    return kind if kind in EXTENSIONS and "opendocument" in kind else None


def _has_short_directory(content: bytes) -> bool:
    """Return whether the list of names of a ZIP file is short (APPNOTE 4.3.16) and the file is not a ZIP64."""
    tail = content[-66_000:]
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or b"PK\x06\x07" in tail:
        return False
    return int.from_bytes(tail[end + 12 : end + 16], "little") <= MAX_ARCHIVE_DIRECTORY


def _open_xml_type(names: list[str]) -> str | None:
    if any("vbaProject" in name for name in names):
        return None
    folders = {name.partition("/")[0] for name in names}
    return next((_OFFICE + kind for folder, kind in _OPEN_XML.items() if folder in folders), None)


def _text_type(content: bytes) -> str | None:
    """Return text/plain for UTF-8 text that does not begin like a web page or drawing, else None."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if text.lstrip().startswith("<") or re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        return None
    return "text/plain"


def file_name(name: str, kind: str) -> str:
    """Return a safe name for downloads: the last part of `name`, with the extension of the media type."""
    last = clean_line(name).replace("\\", "/").rpartition("/")[2]
    stem = PurePosixPath(re.sub(r'["<>:|?*\u202a-\u202e\u2066-\u2069]', "", last).lstrip(". ")).stem
    extension = EXTENSIONS[kind]
    stem = stem[: 120 - len(extension)].rstrip(". ") or "material"
    return stem + extension


def is_same_person(name: str, organisation: str, known_name: str, known_organisation: str) -> bool:
    """Return whether a typed speaker is a known one: the same name, and not two different organisations."""
    if search_key(name) != search_key(known_name):
        return False
    return not organisation or not known_organisation or search_key(organisation) == search_key(known_organisation)


def availability_slot(day: date, starts: time | None, ends: time | None, timezone: str) -> tuple[datetime, datetime]:
    """Return start and end of an availability slot in UTC; without times, it starts or ends with the day.

    Midnight is the start or end of the day, even if clocks change then. Raises Invalid if one of the times does not exist
    or is ambiguous, or if the end is not after the start.
    """
    starts_at, ends_at = _midnight(day, timezone), _midnight(day + timedelta(days=1), timezone)
    if starts and starts != time(0):
        starts_at = moment(day, starts, timezone, field="starts")
    if ends and ends != time(0):
        ends_at = moment(day, ends, timezone, field="ends")
    check_availability_slot(starts_at, ends_at)
    return starts_at, ends_at


def _midnight(day: date, timezone: str) -> datetime:
    """Return when a day begins, even if clocks skip midnight on that day."""
    return datetime.combine(day, time(0), ZoneInfo(timezone)).astimezone(UTC)


def check_availability_slot(starts_at: datetime, ends_at: datetime) -> None:
    """Raise Invalid unless the end is after the start."""
    if ends_at <= starts_at:
        raise Invalid("ends", N_("The end must be after the start"))
