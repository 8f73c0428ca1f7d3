"""One appointment of a calendar, before it is written to a file."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class EntryStatus(StrEnum):
    """STATUS of an event, RFC 5545, 3.8.1.11."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class CalendarEntry(NamedTuple):
    """One appointment; all times are aware and in UTC, all texts are plain text.

    `uid` never changes, and `sequence` grows with each change that matters to people who have the appointment in their
    calendar. `speakers` are ready to print, "Name, Organisation", without addresses, since calendar files are passed on.
    """

    uid: str
    sequence: int
    created: datetime
    last_modified: datetime
    starts_at: datetime
    ends_at: datetime
    timezone: str
    title: str
    description: str = ""
    location: str = ""
    url: str = ""
    is_online: bool = False
    # Only in files of people who are registered.
    online_address: str = ""
    categories: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    organiser: str = ""
    status: EntryStatus = EntryStatus.CONFIRMED
    seat_note: str = ""
    # Whether it is tentative because of a waiting list.
    is_waiting: bool = True
    # Whether the reader is busy at that time: with a seat they are, with a whole programme they are not.
    busy: bool = True


class Labels(NamedTuple):
    """The texts that are added to an entry's own, translated by the views.

    `cancelled`, `waiting` and `uncertain` hold one `{title}`, `moderator` one `{name}`, `seat_waiting` one `{number}`.
    """

    cancelled: str = "Cancelled: {title}"
    waiting: str = "Waiting list: {title}"
    uncertain: str = "Not confirmed yet: {title}"
    talks: str = "Talks"
    speakers: str = "Speakers"
    moderator: str = "{name} (moderator)"
    organiser: str = "Organiser"
    online: str = "Online"
    join: str = "Join online"
    more: str = "More"
    location_unknown: str = "Location to be announced"
    seat_confirmed: str = "Your seat is confirmed."
    seat_waiting: str = "You are number {number} on the waiting list."
    seat_ended: str = "You have no seat in this session."
    seat_removed: str = "The organisers removed you from this session."
    seat_pending: str = "You requested a seat. The organisers have not decided yet."
    seat_invited: str = "You are invited. Reserve a seat if you want to attend."
    seat_on_hold: str = "Your seat is on hold until you confirm your email address."
    seat_offered: str = "A seat is available for you. Accept it if you want to attend."


ENGLISH_LABELS = Labels()
