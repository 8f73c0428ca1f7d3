"""Conflicts of a schedule: double bookings, unavailable speakers, rooms that are too small. They are only reported.

Breaks and plenaries count like other sessions: their speakers are there, and their room is occupied. A session without
a room, such as coffee in the foyer, occupies none. A plenary spans all rooms of the grid but occupies only its own:
organisers decide whether other sessions run beside it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.core.text import N_
from eventdesk.planning.rules.intervals import Window, merge_windows, overlapping_pairs
from eventdesk.planning.rules.schedule_conflict import ConflictKind, ScheduleConflict, ScheduledSlot, Slot

MAX_TIME = datetime.max.replace(tzinfo=UTC)
"""Sorts conflicts without a time after all others."""
MAX_CONCURRENT = 10
"""With how many earlier sessions of the same room or person a session is reported.

An imported programme may have hundreds of sessions at one time in one room. Each of them is then reported, but not each
pair: nobody could read them all.
"""
MINUTE = timedelta(minutes=1)


def schedule_conflicts(
    slots: Iterable[Slot],
    *,
    starts_on: date,
    ends_on: date,
    timezone: str,
    speaker_gap: int = 0,
    available: Mapping[int, Sequence[Window]] | None = None,
) -> list[ScheduleConflict]:
    """Return the conflicts of a schedule, then the warnings, each by time.

    `speaker_gap` is in minutes. `available` maps people to the times at which they can come; people it does not contain
    can always come. Every pair of sessions that share a room or a person at the same time is reported, up to
    MAX_CONCURRENT per session. Cancelled sessions are ignored. Each room and each person takes one sweep in order of time.
    """
    zone = ZoneInfo(timezone)
    active = [slot for slot in slots if not slot.is_cancelled]
    scheduled = sorted(scheduled_slots(active), key=by_start)
    conflicts = [
        *_room_conflicts(scheduled, zone),
        *_speaker_conflicts(scheduled, zone, timedelta(minutes=speaker_gap), available or {}),
        *outside_event(scheduled, starts_on, ends_on, zone),
        *too_many_seats(active),
        *overlapping_attendees(scheduled, zone),
    ]
    return sorted(conflicts, key=by_severity)


def scheduled_slots(slots: Iterable[Slot]) -> list[ScheduledSlot]:
    """Return those of `slots` that have a time."""
    return [
        (slot.starts_at, slot.ends_at, slot)
        for slot in slots
        if slot.starts_at is not None and slot.ends_at is not None
    ]


def by_severity(conflict: ScheduleConflict) -> tuple[bool, datetime, str, tuple[int, ...], str]:
    """Return the sort key of conflicts: warnings last, each by time."""
    return conflict.is_warning, conflict.at or MAX_TIME, conflict.kind, conflict.sessions, conflict.subject


def by_start(scheduled: ScheduledSlot) -> tuple[datetime, int]:
    """Return the sort key of sessions: by start."""
    return scheduled[0], scheduled[2].id


def _room_conflicts(scheduled: Sequence[ScheduledSlot], zone: ZoneInfo) -> Iterator[ScheduleConflict]:
    by_room: dict[int, list[ScheduledSlot]] = defaultdict(list)
    for slot in scheduled:
        room_id = slot[2].room_id
        if room_id is not None:
            by_room[room_id].append(slot)
    for in_room in by_room.values():
        yield from conflicts_of_room(in_room, zone)


def conflicts_of_room(in_room: Sequence[ScheduledSlot], zone: ZoneInfo) -> Iterator[ScheduleConflict]:
    """Yield the double bookings of one room, given all its sessions by start."""
    message = N_("%(subject)s is used twice on %(day)s, %(start)s–%(end)s: “%(one)s” and “%(other)s”.")
    for one, other in overlapping_pairs(in_room, gap=timedelta(), limit=MAX_CONCURRENT):
        yield _of_two(ConflictKind.ROOM_DOUBLE_BOOKED, other[2].where, message, one, other, zone)


def _speaker_conflicts(
    scheduled: Sequence[ScheduledSlot], zone: ZoneInfo, gap: timedelta, available: Mapping[int, Sequence[Window]]
) -> Iterator[ScheduleConflict]:
    by_person: dict[int, dict[int, ScheduledSlot]] = defaultdict(dict)
    for slot in scheduled:
        for person_id, _ in slot[2].people:
            by_person[person_id][slot[2].id] = slot
    for person_id, their_slots in by_person.items():
        windows = available.get(person_id)
        if len(their_slots) > 1 or windows is not None:
            yield from conflicts_of_person(person_id, list(their_slots.values()), zone, gap, windows)


def conflicts_of_person(
    person_id: int,
    their_slots: Sequence[ScheduledSlot],
    zone: ZoneInfo,
    gap: timedelta,
    windows: Sequence[Window] | None,
) -> Iterator[ScheduleConflict]:
    """Yield the conflicts of one speaker, given all their sessions by start; `windows`: when they can come, None: always."""
    if not their_slots:
        return
    name = dict(their_slots[-1][2].people)[person_id]
    overlap = N_("%(subject)s is in two places on %(day)s, %(start)s–%(end)s: “%(one)s” and “%(other)s”.")
    short_break = N_(
        "%(subject)s has %(minutes)s instead of %(gap)s minutes between “%(one)s” and “%(other)s” on %(day)s, "
        "%(start)s–%(end)s."
    )
    for one, other in overlapping_pairs(their_slots, gap=gap, limit=MAX_CONCURRENT):
        if other[0] < one[1]:
            yield _of_two(ConflictKind.SPEAKER_DOUBLE_BOOKED, name, overlap, one, other, zone)
        else:
            minutes = {"minutes": (other[0] - one[1]) // MINUTE, "gap": gap // MINUTE}
            yield _of_two(ConflictKind.SHORT_BREAK, name, short_break, one, other, zone, **minutes)
    if windows is not None:
        yield from _unavailable(name, their_slots, merge_windows(windows), zone)


def _unavailable(
    name: str, slots: Iterable[ScheduledSlot], windows: Sequence[Window], zone: ZoneInfo
) -> Iterator[ScheduleConflict]:
    message = N_("%(subject)s is not available for all of “%(one)s” on %(day)s, %(start)s–%(end)s.")
    for start, end, slot in slots:
        if not any(first <= start and end <= last for first, last in windows):
            yield _of_one(ConflictKind.SPEAKER_UNAVAILABLE, name, message, slot, start, _when(start, end, zone))


def _of_one(
    kind: ConflictKind, subject: str, message: str, slot: Slot, at: datetime | None, params: dict[str, object]
) -> ScheduleConflict:
    """Return the conflict of one session."""
    return ScheduleConflict(kind, (slot.id,), (slot.code,), subject, message, {**params, "one": slot.title}, at)


def _of_two(
    kind: ConflictKind,
    subject: str,
    message: str,
    one: ScheduledSlot,
    other: ScheduledSlot,
    zone: ZoneInfo,
    **params: object,
) -> ScheduleConflict:
    """Return the conflict of two sessions, with the time that they have in common or that lies between them."""
    start, end = sorted((other[0], min(one[1], other[1])))
    params |= {**_when(start, end, zone), "one": one[2].title, "other": other[2].title}
    return ScheduleConflict(
        kind, (one[2].id, other[2].id), (one[2].code, other[2].code), subject, message, params, other[0]
    )


def _when(start: datetime, end: datetime, zone: ZoneInfo) -> dict[str, object]:
    first, last = start.astimezone(zone), end.astimezone(zone)
    return {"day": first.date(), "start": f"{first:%H:%M}", "end": f"{last:%H:%M}"}


def outside_event(
    scheduled: Sequence[ScheduledSlot], starts_on: date, ends_on: date, zone: ZoneInfo
) -> Iterator[ScheduleConflict]:
    """Yield a warning for each session that is not within the days of its event."""
    # In UTC like all times: comparing times of two zones takes thirty times as long.
    first = datetime.combine(starts_on, time(0), zone).astimezone(UTC)
    # A session that ends at midnight ends on the day before.
    last = datetime.combine(ends_on + timedelta(days=1), time(0), zone).astimezone(UTC)
    message = N_("“%(one)s” is on %(day)s, %(start)s–%(end)s, outside the days of the event.")
    for start, end, slot in scheduled:
        if start < first or end > last:
            yield _of_one(ConflictKind.OUTSIDE_EVENT, "", message, slot, start, _when(start, end, zone))


def too_many_seats(slots: Iterable[Slot]) -> Iterator[ScheduleConflict]:
    """Yield a conflict for each session with more seats reserved than its room has, a warning where they can be."""
    reserved = N_("%(subject)s has %(room)s seats; %(seats)s are reserved for “%(one)s”.")
    reservable = N_("%(subject)s has %(room)s seats; %(seats)s can be reserved for “%(one)s”.")
    for slot in slots:
        if slot.seats is None or slot.room_seats is None:
            continue
        if slot.taken > slot.room_seats:
            kind, message, seats = ConflictKind.OVERBOOKED, reserved, slot.taken
        elif slot.seats > slot.room_seats:
            kind, message, seats = ConflictKind.ROOM_TOO_SMALL, reservable, slot.seats
        else:
            continue
        yield _of_one(kind, slot.where, message, slot, slot.starts_at, {"room": slot.room_seats, "seats": seats})


def overlapping_attendees(scheduled: Sequence[ScheduledSlot], zone: ZoneInfo) -> Iterator[ScheduleConflict]:
    """Yield a warning for each pair of sessions at one time in which the same people have seats.

    For each later session these are at most MAX_CONCURRENT, those with the most people in common.
    """
    running: list[ScheduledSlot] = []
    busy: set[Hashable] = set()
    for slot in scheduled:
        still_running = [other for other in running if other[1] > slot[0]]
        if len(still_running) < len(running):
            running, busy = still_running, set().union(*(other[2].holders for other in still_running))
        # Nearly always no one is in two places; comparing with all busy people shows that in one step.
        if not busy.isdisjoint(slot[2].holders):
            yield from shared_attendees(slot, running, zone)
        running.append(slot)
        busy.update(slot[2].holders)


def shared_attendees(
    slot: ScheduledSlot, running: Iterable[ScheduledSlot], zone: ZoneInfo
) -> Iterator[ScheduleConflict]:
    """Yield a warning for those of the `running` sessions, all earlier ones, that share most attendees with `slot`."""
    holders = frozenset(slot[2].holders)
    shared = [(-len(holders.intersection(other[2].holders)), other[2].id, other) for other in running]
    several = N_("%(subject)s have seats in both “%(one)s” and “%(other)s” on %(day)s, %(start)s–%(end)s.")
    single = N_("%(subject)s has seats in both “%(one)s” and “%(other)s” on %(day)s, %(start)s–%(end)s.")
    for minus_people, _, one in sorted(overlap for overlap in shared if overlap[0])[:MAX_CONCURRENT]:
        people = -minus_people
        subject = "1 person" if people == 1 else f"{people} people"
        message = single if people == 1 else several
        yield _of_two(ConflictKind.OVERLAPPING_ATTENDEES, subject, message, one, slot, zone, people=people)
