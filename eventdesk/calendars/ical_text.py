"""The texts and addresses of an entry, in a form that every calendar program accepts.

One control character in one title makes some programs refuse a whole feed, and nobody there can repair it.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

from eventdesk.calendars.calendar_entry import ENGLISH_LABELS, CalendarEntry, EntryStatus, Labels

_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters but tab and line feed; halves of surrogate pairs, which UTF-8 cannot encode; and code points that
# are not characters, which XML readers (xCal) refuse.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
# Some browsers and email programs cut off a longer link.
_MAX_LINKED_DESCRIPTION = 1000


def calendar_text(text: str) -> str:
    """Return the text with line feeds as its only line breaks and without any other control character.

    What our forms accept is clean already (`core.text`); this is for imported text.
    """
    if text.isprintable():
        return text.strip()
    return _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text)).strip()


def calendar_line(text: str) -> str:
    """Return the text on one line."""
    return _SPACES.sub(" ", calendar_text(text)).strip()


def escaped(text: str) -> str:
    """Return clean text as a TEXT value (RFC 5545, 3.3.11)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


@lru_cache(maxsize=2048)
def web_address(address: str) -> str:
    """Return the http or https address in ASCII, or "" for anything else (`javascript:`, a typo)."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or not address.isprintable() or "\\" in address:
        return ""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")


def summary(entry: CalendarEntry, labels: Labels = ENGLISH_LABELS) -> str:
    """Return the title; "Cancelled" and the like precede it, since some calendars do not show STATUS."""
    title = calendar_line(entry.title)
    match entry.status:
        case EntryStatus.CANCELLED:
            return labels.cancelled.replace("{title}", title)
        case EntryStatus.TENTATIVE:
            return (labels.waiting if entry.is_waiting else labels.uncertain).replace("{title}", title)
        case _:
            return title


def location(entry: CalendarEntry, labels: Labels = ENGLISH_LABELS) -> str:
    """Return where it is, never empty: some programs (Giggity) leave out an event without a location."""
    if known := calendar_line(entry.location):
        return known
    return labels.online if entry.is_online else labels.location_unknown


def description(entry: CalendarEntry, labels: Labels = ENGLISH_LABELS) -> str:
    """Return the state of the seat, the abstract, the speakers and the links, in paragraphs."""
    organiser = calendar_line(entry.organiser)
    speakers = [name for name in map(calendar_line, entry.speakers) if name]
    online_address = web_address(entry.online_address)
    url = web_address(entry.url)
    paragraphs = [
        calendar_line(entry.seat_note),
        calendar_text(entry.description),
        "\n".join([f"{labels.speakers}:", *speakers]) if speakers else "",
        f"{labels.organiser}: {organiser}" if organiser else "",
        f"{labels.join}: {online_address}" if online_address else "",
        f"{labels.more}: {url}" if url else "",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def google_calendar_url(entry: CalendarEntry, labels: Labels = ENGLISH_LABELS) -> str:
    """Return the address at which Google Calendar offers to add the entry.

    The parameters are those of Google's "event templates"; `dates` is in UTC, `ctz` the zone to show.
    """
    details = description(entry, labels)
    if len(details) > _MAX_LINKED_DESCRIPTION:
        details = details[: _MAX_LINKED_DESCRIPTION - 1].rstrip() + "…"
    return "https://calendar.google.com/calendar/render?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": summary(entry, labels),
            "dates": f"{_compact(entry.starts_at)}/{_compact(entry.ends_at)}",
            "ctz": entry.timezone,
            "location": location(entry, labels),
            "details": details,
        }
    )


def _compact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
