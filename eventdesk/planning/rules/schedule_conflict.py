"""A conflict of a schedule, its kinds, and the values of a session that the checks need."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ConflictKind(StrEnum):
    """What is wrong."""

    ROOM_DOUBLE_BOOKED = "room_double_booked"
    SPEAKER_DOUBLE_BOOKED = "speaker_double_booked"
    SPEAKER_UNAVAILABLE = "speaker_unavailable"
    OVERBOOKED = "overbooked"
    """More seats are reserved than the room has."""
    OUTSIDE_EVENT = "outside_event"
    """The session is not within the days of the event."""
    ROOM_TOO_SMALL = "room_too_small"
    """More seats can be reserved than the room has."""
    SHORT_BREAK = "short_break"
    """A speaker has a shorter break between two sessions than the event asks for."""
    OVERLAPPING_ATTENDEES = "overlapping_attendees"
    """The same people have seats in two sessions at the same time."""


WARNINGS = frozenset(
    {
        ConflictKind.OUTSIDE_EVENT,
        ConflictKind.ROOM_TOO_SMALL,
        ConflictKind.SHORT_BREAK,
        ConflictKind.OVERLAPPING_ATTENDEES,
    }
)
"""Kinds that can be intended; all others mean that something cannot take place as scheduled."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What the checks need to know of one session; without times it is not scheduled yet."""

    id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    code: str = ""
    where: str = ""
    room_id: int | None = None
    room_seats: int | None = None
    seats: int | None = None
    """Seats that can be reserved; None if no reservation is needed."""
    taken: int = 0
    """Seats that are reserved."""
    people: Sequence[tuple[int, str]] = ()
    """Id and name of the people who appear in it, in any role, also in its talks."""
    holders: Collection[Hashable] = ()
    """The people with a seat in it, each once; sets are compared fastest."""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleConflict:
    """A conflict or warning for the organiser. `message` contains `subject` and all of `params`."""

    kind: ConflictKind
    sessions: tuple[int, ...]
    """The ids of one or two sessions; their titles are `one` and `other` of the params."""
    codes: tuple[str, ...]
    """The codes of the same sessions."""
    subject: str
    """The room or the speaker in question; empty if it is the session itself."""
    message: str
    params: dict[str, object] = field(default_factory=dict, hash=False)
    """Beside the titles: `day` (a date), `start` and `end` as in "14:00", and numbers."""
    at: datetime | None = None

    @property
    def is_warning(self) -> bool:
        """Whether it can be intended (WARNINGS)."""
        return self.kind in WARNINGS

    @property
    def text(self) -> str:
        """The sentence in English."""
        day = self.params.get("day")
        dates = {"day": f"{day.day} {day:%B}"} if isinstance(day, date) else {}
        return self.message % {"subject": self.subject, **self.params, **dates}


ScheduledSlot = tuple[datetime, datetime, Slot]
"""Start, end and session, for sessions that have a time."""
