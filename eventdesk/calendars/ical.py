"""Entries as an iCalendar file (RFC 5545, with the calendar properties of RFC 7986).

The only module that imports icalendar, and only when a file is requested. Three things are done here instead of by that
library: escaping TEXT, since icalendar 7 reads the two characters `\\N` in "C:\\New" as a line break; writing the values
and lines of events, since its types and its folding, character by character, take four fifths of the time; and time
zones, which come from `timezones`, since its own are lists of RDATE, which Outlook misreads, with a COMMENT, which libical
refuses.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from eventdesk.calendars.calendar_entry import ENGLISH_LABELS, CalendarEntry, EntryStatus, Labels
from eventdesk.calendars.ical_text import (
    calendar_line,
    calendar_text,
    description,
    escaped,
    location,
    summary,
    web_address,
)
from eventdesk.calendars.timezones import Observance, observances

if TYPE_CHECKING:
    from icalendar import Calendar, Component, Event, Timezone

PRODUCT = "-//eventdesk//eventdesk//EN"
_LINE_OCTETS = 75
_UTC_NAMES = frozenset({"UTC", "Etc/UTC"})
# Further ahead the rules of time zones are unknown, and further back they are guesses: times there are written in UTC.
_YEARS_WITH_RULES = range(1971, 2100)


class _Value:
    """A value as written in the file, with its parameters: a faster replacement for icalendar's own types."""

    __slots__ = ("params", "value")

    def __init__(self, value: str, params: str = "") -> None:
        self.value = value
        self.params = params

    def to_ical(self) -> str:
        """Return the value, before folding."""
        return self.value


def to_ics(
    name: str,
    entries: Iterable[CalendarEntry],
    *,
    about: str = "",
    url: str = "",
    source: str = "",
    refresh: timedelta = timedelta(hours=1),
    labels: Labels = ENGLISH_LABELS,
) -> bytes:
    """Return one calendar file of all the entries, in the order given: the same bytes for the same entries.

    Calendar programs show `name` and `about`; `url` is the page of the calendar, `source` the address of the file, and
    `refresh` how often it is worth fetching. There is no METHOD: the file is a feed, not an invitation. Raises ValueError
    where two entries share a UID, and `zoneinfo.ZoneInfoNotFoundError` for an unknown time zone.
    """
    # Imported here, since it takes a fifth of a second, for which no start should wait.
    from icalendar import Calendar, vDuration

    entries = list(entries)
    uids = {entry.uid for entry in entries}
    if len(uids) != len(entries):
        raise ValueError("Two entries of one calendar share a UID.")

    calendar = Calendar()
    _add_text(calendar, "VERSION", "2.0")
    _add_text(calendar, "PRODID", PRODUCT)
    _add_text(calendar, "CALSCALE", "GREGORIAN")
    for property_name in ("NAME", "X-WR-CALNAME"):
        _add_text(calendar, property_name, calendar_line(name))
    for property_name in ("DESCRIPTION", "X-WR-CALDESC"):
        _add_text(calendar, property_name, calendar_text(about))
    _add_address(calendar, "URL", url)
    _add_address(calendar, "SOURCE", source, "VALUE=URI")
    calendar.add("REFRESH-INTERVAL", refresh, {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(refresh))
    if entries:
        calendar["LAST-MODIFIED"] = _time(max(entry.last_modified for entry in entries))

    calendar.subcomponents.extend(_timezones(entries))
    calendar.subcomponents.extend(_event(entry, labels) for entry in entries)
    return _serialised(calendar)


def _event(entry: CalendarEntry, labels: Labels) -> "Event":
    from icalendar import Event

    event = Event()
    _add_text(event, "UID", calendar_line(entry.uid))
    _add_text(event, "SEQUENCE", str(entry.sequence))
    # In a file without METHOD, DTSTAMP is when the entry was last revised (RFC 5545, 3.8.7.2). With the present moment
    # an unchanged calendar would not stay the same to the byte.
    event["DTSTAMP"] = event["LAST-MODIFIED"] = _time(entry.last_modified)
    event["CREATED"] = _time(entry.created)
    starts_at, ends_at = _local_times(entry)
    event["DTSTART"] = _time(starts_at)
    if ends_at > starts_at:
        event["DTEND"] = _time(ends_at)
    _add_text(event, "SUMMARY", summary(entry, labels))
    _add_text(event, "DESCRIPTION", description(entry, labels))
    _add_text(event, "LOCATION", location(entry, labels))
    _add_address(event, "URL", entry.url)
    # A quoted parameter may hold anything but a quotation mark (RFC 5545, 3.2).
    label = calendar_line(labels.join).replace('"', "'")
    _add_address(event, "CONFERENCE", entry.online_address, f'VALUE=URI;FEATURE=VIDEO;LABEL="{label}"')
    _add_text(event, "CATEGORIES", *(calendar_line(category) for category in entry.categories))
    _add_text(event, "CONTACT", calendar_line(entry.organiser))
    _add_text(event, "STATUS", entry.status.value)
    takes_time = entry.busy and entry.status is not EntryStatus.CANCELLED
    _add_text(event, "TRANSP", "OPAQUE" if takes_time else "TRANSPARENT")
    return event


def _add_text(component: "Component", name: str, *texts: str) -> None:
    """Add a property unless all its texts are empty; several texts are a list (CATEGORIES)."""
    if values := [escaped(text) for text in texts if text]:
        component[name] = _Value(",".join(values))


def _add_address(component: "Component", name: str, address: str, params: str = "") -> None:
    """Add a property if its address is an http or https one."""
    if safe := web_address(address):
        component[name] = _Value(safe, params)


def _time(moment: datetime) -> _Value:
    """Return a DATE-TIME (RFC 5545, 3.3.5): with TZID where the moment is in a `ZoneInfo`, otherwise in UTC."""
    if isinstance(moment.tzinfo, ZoneInfo):
        return _Value(f"{moment:%Y%m%dT%H%M%S}", f"TZID={moment.tzinfo.key}")
    return _Value(f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}Z")


def _local_times(entry: CalendarEntry) -> tuple[datetime, datetime]:
    """Return start and end as written in the file: in the entry's zone, or in UTC where that would be ambiguous.

    A local time in the hour that an autumn night has twice means its first occurrence (RFC 5545, 3.3.5), but libical and
    ical.js read it as the second. UTC is unambiguous.
    """
    starts_at, ends_at = (moment.astimezone(UTC) for moment in (entry.starts_at, entry.ends_at))
    if entry.timezone in _UTC_NAMES:
        return starts_at, ends_at
    zone = ZoneInfo(entry.timezone)
    local = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if all(_is_plain(moment) for moment in local):
        return local
    return starts_at, ends_at


def _is_plain(moment: datetime) -> bool:
    """Return whether the local time occurs once, in a year whose rules are known."""
    once = moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()
    return once and moment.year in _YEARS_WITH_RULES


def _timezones(entries: Sequence[CalendarEntry]) -> list["Timezone"]:
    """Return a VTIMEZONE for each zone of the entries' times, ordered by name."""
    years: dict[str, set[int]] = {}
    for entry in entries:
        for moment in _local_times(entry):
            if isinstance(moment.tzinfo, ZoneInfo):
                years.setdefault(entry.timezone, set()).add(moment.year)
    return [_timezone(name, observances(name, min(seen), max(seen))) for name, seen in sorted(years.items())]


def _timezone(name: str, changes: Iterable[Observance]) -> "Timezone":
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

    timezone = Timezone()
    timezone.add("TZID", name)
    for change in changes:
        observance = TimezoneDaylight() if change.daylight else TimezoneStandard()
        observance.add("DTSTART", change.starts)
        observance.add("TZOFFSETFROM", change.offset_from)
        observance.add("TZOFFSETTO", change.offset_to)
        observance.add("TZNAME", change.name)
        if rule := change.rule:
            recurrence = {"FREQ": "YEARLY", "BYMONTH": rule.month, "BYDAY": f"{rule.ordinal}{rule.weekday}"}
            observance.add("RRULE", vRecur(recurrence))
        timezone.add_component(observance)
    return timezone


def _serialised(calendar: "Calendar") -> bytes:
    """Return the lines of the calendar, folded and ended as RFC 5545, 3.1 requires."""
    return b"".join(_folded(_line(name, value)) for name, value in calendar.property_items())


def _line(name: str, value: Any) -> str:
    """Return one property on one line; some of icalendar's types return text, most return octets."""
    params = getattr(value, "params", "")
    if params and not isinstance(params, str):
        params = params.to_ical().decode()
    written = value if isinstance(value, bytes) else value.to_ical()
    if isinstance(written, bytes):
        written = written.decode()
    return f"{name};{params}:{written}" if params else f"{name}:{written}"


def _folded(line: str) -> bytes:
    """Return the line in pieces of at most 75 octets, cut neither within a character nor within an escape."""
    octets = line.encode()
    if len(octets) <= _LINE_OCTETS:
        return octets + b"\r\n"
    pieces = []
    start, room = 0, _LINE_OCTETS
    while start + room < len(octets):
        end = start + room
        while octets[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        # The RFC allows it, but some readers stumble over half an escape: an odd run of backslashes ends in one.
        run = end - start - len(octets[start:end].rstrip(b"\\"))
        end -= run % 2
        pieces.append(octets[start:end])
        # The space that begins a continued line counts.
        start, room = end, _LINE_OCTETS - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + b"\r\n"
