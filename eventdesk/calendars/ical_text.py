"""Texts and addresses on their way into a calendar file, and what an entry says in them.

Nobody can repair a calendar file that another program refuses, and one control character in one title
makes some of them refuse the whole feed. So whatever was typed becomes text that every reader takes.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

from eventdesk.calendars.calendar_entry import ENGLISH_LABELS, CalendarEntry, EntryStatus, Labels

_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls other than tab and line feed; halves of surrogate pairs, which UTF-8 cannot write; and the
# code points that are no characters and that XML readers (xCal) refuse.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
# A link longer than this is cut off by some browsers and mail programs on its way to Google.
_LINKED_DESCRIPTION = 1000


def calendar_text(text: str) -> str:
    """The text with line feeds as its only line breaks and without any other control character.

    What comes through our forms is clean already (`core.text`); this is for what did not, and it is quick.
    """
    if text.isprintable():
        return text.strip()
    return _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text)).strip()


def calendar_line(text: str) -> str:
    """The text on one line."""
    return _SPACES.sub(" ", calendar_text(text)).strip()


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11) of text that is clean."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


@lru_cache(maxsize=2048)
def web_address(address: str) -> str:
    """The http or https address in ASCII, or nothing where it is anything else (`javascript:`, a typo)."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or not address.isprintable() or "\\" in address:
        return ""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")


def summary(entry: CalendarEntry, words: Labels = ENGLISH_LABELS) -> str:
    """The title; it begins with "Cancelled", "Waiting list" or the like, since some calendars do not show STATUS."""
    title = calendar_line(entry.title)
    match entry.status:
        case EntryStatus.CANCELLED:
            return words.cancelled.replace("{title}", title)
        case EntryStatus.TENTATIVE:
            return (words.waiting if entry.waits else words.uncertain).replace("{title}", title)
        case _:
            return title


def place(entry: CalendarEntry, words: Labels = ENGLISH_LABELS) -> str:
    """Where it is, never empty: some programs (Giggity) leave out an event without a place."""
    if location := calendar_line(entry.location):
        return location
    return words.online if entry.is_online else words.place_unknown


def description(entry: CalendarEntry, words: Labels = ENGLISH_LABELS) -> str:
    """The seat, the text, who speaks, and where to read more, in paragraphs."""
    organiser = calendar_line(entry.organiser)
    speakers = [name for name in map(calendar_line, entry.speakers) if name]
    online_address = web_address(entry.online_address)
    url = web_address(entry.url)
    paragraphs = [
        calendar_line(entry.seat_note),
        calendar_text(entry.description),
        "\n".join([f"{words.speakers}:", *speakers]) if speakers else "",
        f"{words.organiser}: {organiser}" if organiser else "",
        f"{words.join}: {online_address}" if online_address else "",
        f"{words.more}: {url}" if url else "",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def google_calendar_url(entry: CalendarEntry, words: Labels = ENGLISH_LABELS) -> str:
    """The address that offers the entry to the visitor's own Google Calendar.

    The parameters are those of Google's "event templates"; `dates` is in UTC, `ctz` the zone to show.
    """
    details = description(entry, words)
    if len(details) > _LINKED_DESCRIPTION:
        details = details[: _LINKED_DESCRIPTION - 1].rstrip() + "…"
    return "https://calendar.google.com/calendar/render?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": summary(entry, words),
            "dates": f"{_compact(entry.starts_at)}/{_compact(entry.ends_at)}",
            "ctz": entry.timezone,
            "location": place(entry, words),
            "details": details,
        }
    )


def _compact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
