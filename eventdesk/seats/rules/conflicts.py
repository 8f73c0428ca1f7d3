"""Why a person cannot take a seat, although one is free: overlaps and limits. Values in, answer out."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class OtherSeat(NamedTuple):
    """A seat that a person has in another session of the event."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    day: date | None
    """In the time zone of the event."""


class SeatLimits(NamedTuple):
    """How many seats one person or organisation may have; None: no limit."""

    max_seats_per_person: int | None = None
    max_seats_per_day: int | None = None
    max_per_organisation: int | None = None


class LimitReason(StrEnum):
    """Why a person cannot take a seat now."""

    OVERLAP = "overlap"
    MAX_SEATS = "max_seats_per_person"
    MAX_SEATS_A_DAY = "max_seats_per_day"
    ORGANISATION = "organisation"


class SeatConflict(NamedTuple):
    """The reason, with the title of the session that overlaps, if that is it."""

    reason: LimitReason
    title: str = ""


def overlapping_seat(
    other_seats: Iterable[OtherSeat], starts_at: datetime | None, ends_at: datetime | None
) -> OtherSeat | None:
    """Return the first of a person's other seats that overlaps with a session, or None."""
    if starts_at is None or ends_at is None:
        return None
    overlapping = [
        seat
        for seat in other_seats
        if seat.starts_at and seat.ends_at and seat.starts_at < ends_at and seat.ends_at > starts_at
    ]
    return min(overlapping, key=lambda seat: seat.starts_at or starts_at, default=None)


def seat_conflict(
    other_seats: Iterable[OtherSeat],
    limits: SeatLimits,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    day: date | None,
    of_organisation: int,
    overlaps_count: bool = True,
) -> SeatConflict | None:
    """Return why a person with these other seats cannot take one more in a session, or None.

    `day`: the session's, in the time zone of the event; `of_organisation`: seats that their organisation has in it.
    """
    seats = list(other_seats)
    if overlaps_count and (other := overlapping_seat(seats, starts_at, ends_at)):
        return SeatConflict(LimitReason.OVERLAP, other.title)
    if limits.max_seats_per_person is not None and len(seats) >= limits.max_seats_per_person:
        return SeatConflict(LimitReason.MAX_SEATS)
    of_day = sum(seat.day == day for seat in seats)
    if limits.max_seats_per_day is not None and day and of_day >= limits.max_seats_per_day:
        return SeatConflict(LimitReason.MAX_SEATS_A_DAY)
    if limits.max_per_organisation is not None and of_organisation >= limits.max_per_organisation:
        return SeatConflict(LimitReason.ORGANISATION)
    return None
