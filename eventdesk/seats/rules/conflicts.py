"""Who gets a free seat: quotas with fall-through, limits, and the order of the queue. Values in, answer out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


@dataclass(frozen=True)
class OtherSeat:
    """A seat that somebody has in another session of the event."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    day: date | None
    """At the place of the event."""


@dataclass(frozen=True)
class SeatLimits:
    """How many seats anybody may have; None: as many as they like."""

    max_seats_per_person: int | None = None
    most_a_day: int | None = None
    max_per_organisation: int | None = None


class LimitReason(Enum):
    """Why somebody cannot take a seat just now, though one is free."""

    OVERLAP = "overlap"
    MOST_SEATS = "max_seats_per_person"
    MOST_A_DAY = "most_a_day"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class SeatConflict:
    """An obstacle, with the title of the session that is in the way, if it is one."""

    obstacle: LimitReason
    title: str = ""


def overlapping_seat(
    held: Iterable[OtherSeat], starts_at: datetime | None, ends_at: datetime | None
) -> OtherSeat | None:
    """Return the first of the seats held that shares some time with a session, or None."""
    if starts_at is None or ends_at is None:
        return None
    found = [
        one for one in held if one.starts_at and one.ends_at and one.starts_at < ends_at and one.ends_at > starts_at
    ]
    return min(found, key=lambda one: one.starts_at or starts_at, default=None)


def seat_conflict(
    held: Iterable[OtherSeat],
    limits: SeatLimits,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    day: date | None,
    of_organisation: int,
    overlaps_count: bool = True,
) -> SeatConflict | None:
    """Return why somebody who holds these other seats cannot take one more in a session, or None.

    `day`: the session's, at the place of the event; `of_organisation`: seats that their organisation has in it.
    """
    seats = list(held)
    if overlaps_count and (other := overlapping_seat(seats, starts_at, ends_at)):
        return SeatConflict(LimitReason.OVERLAP, other.title)
    if limits.max_seats_per_person is not None and len(seats) >= limits.max_seats_per_person:
        return SeatConflict(LimitReason.MOST_SEATS)
    if limits.most_a_day is not None and day and sum(one.day == day for one in seats) >= limits.most_a_day:
        return SeatConflict(LimitReason.MOST_A_DAY)
    if limits.max_per_organisation is not None and of_organisation >= limits.max_per_organisation:
        return SeatConflict(LimitReason.ORGANISATION)
    return None
