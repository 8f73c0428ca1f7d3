"""What a calendar file says about one appointment, before it is a file."""

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

    `uid` never changes while the thing exists, and `sequence` grows with each change that matters to
    somebody who wrote the appointment down. `speakers` are ready to print, "Name, Organisation", and
    hold no addresses: calendar files are passed on.
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
    # Only in files for people who are registered.
    online_address: str = ""
    categories: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    organiser: str = ""
    status: EntryStatus = EntryStatus.CONFIRMED
    seat_note: str = ""
    # Whether it is a waiting list that makes it tentative.
    waits: bool = True
    # Whether the reader is taken at that time: so for a seat, not for all of a programme at once.
    busy: bool = True


class Labels(NamedTuple):
    """The few words that are added to an entry's own; views hand them over translated.

    `cancelled`, `waiting` and `uncertain` hold one `{title}`, `moderator` one `{name}`, `seat_waiting` one `{number}`.
    """

    cancelled: str = "Cancelled: {title}"
    waiting: str = "Waiting list: {title}"
    uncertain: str = "Not certain yet: {title}"
    talks: str = "Talks"
    speakers: str = "Speakers"
    moderator: str = "{name} (moderator)"
    organiser: str = "Organiser"
    online: str = "Online"
    join: str = "Join online"
    more: str = "More"
    place_unknown: str = "Place to be announced"
    seat_confirmed: str = "Your seat is confirmed."
    seat_waiting: str = "You are on the waiting list, number {number}."
    seat_given_back: str = "You gave this seat back."
    seat_ended: str = "You have no seat in this session."
    seat_asked: str = "You asked for a seat; the organisers decide."
    seat_invited: str = "You are invited; take a seat if you want to come."
    seat_held: str = "Your seat is held until you confirm your address."
    seat_offered: str = "A seat is offered to you; take it if you want to come."


ENGLISH_LABELS = Labels()
