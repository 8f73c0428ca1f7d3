"""What does not fit together in a programme. Nothing here forbids anything: organisers are told, and decide.

Breaks and plenaries are sessions like others: whoever appears in one is there, and one that has a room occupies it.
One without a room, such as coffee in the foyer, occupies none. A plenary spans all rooms of the grid, yet only its own is
taken: whether others run beside it is for the organisers to say.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import inf
from zoneinfo import ZoneInfo

from eventdesk.core.text import N_

MAX_TIME = datetime.max.replace(tzinfo=UTC)
"""Where what has no time stands in the order of time."""
MAX_CONCURRENT = 10
"""With how many sessions of one room or person, of those before it, a session is reported.

A programme that was read from a list may have hundreds at one time in one room: each of them is named then, but not
each pair, of which there are too many to read.
"""
WARNINGS = ("outside", "offered", "gap", "held")

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Slot:
    """What the checks need to know of one session; without times it is not placed yet."""

    id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    code: str = ""
    where: str = ""
    room_id: int | None = None
    room_seats: int | None = None
    seats: int | None = None
    """Seats that can be reserved; None where no reservation is needed."""
    taken: int = 0
    """Seats that are promised."""
    people: Sequence[tuple[int, str]] = ()
    """Id and name of everybody who appears in it, in whatever part, also in its talks."""
    holders: Sequence[Hashable] = ()
    """Whoever holds a seat in it, each once."""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleConflict:
    """Something an organiser should look at. `message` has `subject` and all of `params` in it."""

    kind: str
    """`room`, `speaker`, `away` (a speaker who is not available) or `promised` (seats that the room does not have);
    of less weight `outside` (the days of the event), `offered` (more seats than the room has), `gap` (too short a break
    of a speaker) or `held` (seats of the same people at once)."""
    sessions: tuple[int, ...]
    """One or two; their titles are `one` and `other` of the params."""
    codes: tuple[str, ...]
    """Of the same sessions."""
    subject: str
    """What it is about, as the room or the speaker; empty where that is the session itself."""
    message: str
    params: dict[str, object] = field(default_factory=dict, hash=False)
    """Beside the titles: `day` (a date), `start` and `end` as in "14:00", and numbers."""
    at: datetime | None = None

    @property
    def is_warning(self) -> bool:
        """Whether it is less than two things at once in one place or person, or a promise that cannot be kept."""
        return self.kind in WARNINGS

    @property
    def text(self) -> str:
        """The sentence in English."""
        day = self.params.get("day")
        words = {"day": f"{day.day} {day:%B}"} if isinstance(day, date) else {}
        return self.message % {"subject": self.subject, **self.params, **words}


ScheduledSessions = tuple[datetime, datetime, Slot]


def schedule_conflicts(
    slots: Iterable[Slot],
    *,
    starts_on: date,
    ends_on: date,
    timezone: str,
    speaker_gap: int = 0,
    available: Mapping[int, Sequence[Window]] | None = None,
) -> list[ScheduleConflict]:
    """Return what does not fit together, clashes before warnings, by time.

    `speaker_gap` is in minutes; `available` says by person when they can come, those it does not name always can. Every
    pair of sessions that meet in a room or a person is reported, up to MOST_AT_ONCE. Cancelled sessions clash with
    nothing. One sweep in the order of time for each room and person.
    """
    zone = ZoneInfo(timezone)
    taking_place = [slot for slot in slots if not slot.is_cancelled]
    placed = [
        (slot.starts_at, slot.ends_at, slot)
        for slot in taking_place
        if slot.starts_at is not None and slot.ends_at is not None
    ]
    placed.sort(key=_order)
    found = [
        *_room_clashes(placed, zone),
        *_speaker_clashes(placed, zone, timedelta(minutes=speaker_gap), available or {}),
        *_outside(placed, starts_on, ends_on, zone),
        *_too_many_seats(taking_place),
        *_held_at_once(placed, zone),
    ]
    return sorted(found, key=_by_weight)


def _by_weight(clash: ScheduleConflict) -> tuple[bool, datetime, str, tuple[int, ...], str]:
    return clash.is_warning, clash.at or MAX_TIME, clash.kind, clash.sessions, clash.subject


def _order(placed: ScheduledSessions) -> tuple[datetime, int]:
    return placed[0], placed[2].id


def _meetings(
    slots: Sequence[ScheduledSessions], gap: timedelta
) -> Iterator[tuple[ScheduledSessions, ScheduledSessions]]:
    """Yield each pair of `slots`, which are by start, of which the later begins before the earlier has ended for `gap`.

    For each later one there are at most MOST_AT_ONCE that still run, and as many that have ended: those that end last.
    """
    running: list[tuple[datetime, float, ScheduledSessions]] = []
    for number, slot in enumerate(slots):
        start, end, _ = slot
        if running:
            del running[: bisect_right(running, (start - gap, inf))]
        if running:
            now = bisect_right(running, (start, inf))
            for _, _, other in (*running[now:][-MAX_CONCURRENT:], *running[:now][-MAX_CONCURRENT:]):
                yield other, slot
        insort(running, (end, -number, slot))


def _room_clashes(placed: Sequence[ScheduledSessions], zone: ZoneInfo) -> Iterator[ScheduleConflict]:
    by_room: dict[int, list[ScheduledSessions]] = defaultdict(list)
    for one in placed:
        room_id = one[2].room_id
        if room_id is not None:
            by_room[room_id].append(one)
    message = N_("%(subject)s is used twice on %(day)s, %(start)s–%(end)s: “%(one)s” and “%(other)s”.")
    for in_room in by_room.values():
        for one, other in _meetings(in_room, timedelta()):
            yield _of_two("room", other[2].where, message, one, other, zone)


def _speaker_clashes(
    placed: Sequence[ScheduledSessions], zone: ZoneInfo, gap: timedelta, available: Mapping[int, Sequence[Window]]
) -> Iterator[ScheduleConflict]:
    by_person: dict[int, list[ScheduledSessions]] = defaultdict(list)
    names: dict[int, str] = {}
    for one in placed:
        for person_id, name in dict(one[2].people).items():
            by_person[person_id].append(one)
            names[person_id] = name
    at_once = N_("%(subject)s is in two places on %(day)s, %(start)s–%(end)s: “%(one)s” and “%(other)s”.")
    too_short = N_(
        "%(subject)s has %(minutes)s instead of %(gap)s minutes between “%(one)s” and “%(other)s” on %(day)s, "
        "%(start)s–%(end)s."
    )
    for person_id, theirs in by_person.items():
        if len(theirs) > 1:
            for one, other in _meetings(theirs, gap):
                if other[0] < one[1]:
                    yield _of_two("speaker", names[person_id], at_once, one, other, zone)
                else:
                    minutes = {"minutes": (other[0] - one[1]) // MINUTE, "gap": gap // MINUTE}
                    yield _of_two("gap", names[person_id], too_short, one, other, zone, **minutes)
        if person_id in available:
            yield from _away(names[person_id], theirs, _joined(available[person_id]), zone)


MINUTE = timedelta(minutes=1)


def _joined(windows: Iterable[Window]) -> list[Window]:
    """Return the same time as windows that neither overlap nor touch."""
    joined: list[Window] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _away(
    name: str, theirs: Iterable[ScheduledSessions], windows: Sequence[Window], zone: ZoneInfo
) -> Iterator[ScheduleConflict]:
    message = N_("%(subject)s is not available for all of “%(one)s” on %(day)s, %(start)s–%(end)s.")
    for start, end, slot in theirs:
        if not any(first <= start and end <= last for first, last in windows):
            params = {**_when(start, end, zone), "one": slot.title}
            yield ScheduleConflict("away", (slot.id,), (slot.code,), name, message, params, start)


def _of_two(
    kind: str,
    subject: str,
    message: str,
    one: ScheduledSessions,
    other: ScheduledSessions,
    zone: ZoneInfo,
    **params: object,
) -> ScheduleConflict:
    """Return the clash of two slots, with the time that they have in common, or that lies between them."""
    start, end = sorted((other[0], min(one[1], other[1])))
    params |= {**_when(start, end, zone), "one": one[2].title, "other": other[2].title}
    return ScheduleConflict(
        kind, (one[2].id, other[2].id), (one[2].code, other[2].code), subject, message, params, other[0]
    )


def _when(start: datetime, end: datetime, zone: ZoneInfo) -> dict[str, object]:
    first, last = start.astimezone(zone), end.astimezone(zone)
    return {"day": first.date(), "start": f"{first:%H:%M}", "end": f"{last:%H:%M}"}


def _outside(
    placed: Sequence[ScheduledSessions], starts_on: date, ends_on: date, zone: ZoneInfo
) -> Iterator[ScheduleConflict]:
    # In UTC as all times are: to compare those of two zones takes thirty times as long.
    first = datetime.combine(starts_on, time(0), zone).astimezone(UTC)
    # A session that ends at midnight ends on the day before.
    last = datetime.combine(ends_on + timedelta(days=1), time(0), zone).astimezone(UTC)
    message = N_("“%(one)s” is on %(day)s, %(start)s–%(end)s, outside the days of the event.")
    for start, end, slot in placed:
        if start < first or end > last:
            params = {**_when(start, end, zone), "one": slot.title}
            yield ScheduleConflict("outside", (slot.id,), (slot.code,), "", message, params, start)


def _too_many_seats(slots: Iterable[Slot]) -> Iterator[ScheduleConflict]:
    promised = N_("%(subject)s has %(room)s seats; %(seats)s are reserved for “%(one)s”.")
    offered = N_("%(subject)s has %(room)s seats; %(seats)s can be reserved for “%(one)s”.")
    for slot in slots:
        if slot.seats is None or slot.room_seats is None:
            continue
        if slot.taken > slot.room_seats:
            kind, message, seats = "promised", promised, slot.taken
        elif slot.seats > slot.room_seats:
            kind, message, seats = "offered", offered, slot.seats
        else:
            continue
        params = {"room": slot.room_seats, "seats": seats, "one": slot.title}
        yield ScheduleConflict(kind, (slot.id,), (slot.code,), slot.where, message, params, slot.starts_at)


def _held_at_once(placed: Sequence[ScheduledSessions], zone: ZoneInfo) -> Iterator[ScheduleConflict]:
    """Yield a warning for each pair of sessions at one time in which the same people hold seats.

    For each later one there are at most MOST_AT_ONCE, those with the most people.
    """
    running: list[tuple[ScheduledSessions, frozenset[Hashable]]] = []
    busy: set[Hashable] = set()
    message = N_("%(subject)s hold seats in both “%(one)s” and “%(other)s” on %(day)s, %(start)s–%(end)s.")
    of_one = N_("%(subject)s holds seats in both “%(one)s” and “%(other)s” on %(day)s, %(start)s–%(end)s.")
    for slot in placed:
        holders = frozenset(slot[2].holders)
        still = [other for other in running if other[0][1] > slot[0]]
        if len(still) < len(running):
            running, busy = still, set().union(*(theirs for _, theirs in still))
        shared: list[tuple[int, int, ScheduledSessions]] = []
        # Nearly always nobody is in two places: one look at all who are busy tells.
        if not busy.isdisjoint(holders):
            shared = [(-len(holders & theirs), one[2].id, one) for one, theirs in running if holders & theirs]
        running.append((slot, holders))
        busy |= holders
        for few, _, one in sorted(shared)[:MAX_CONCURRENT]:
            people = -few
            subject = "1 person" if people == 1 else f"{people} people"
            yield _of_two("held", subject, of_one if people == 1 else message, one, slot, zone, people=people)
