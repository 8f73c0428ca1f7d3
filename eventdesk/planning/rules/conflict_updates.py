"""The conflicts of a schedule, updated session by session instead of checking all sessions after each change."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from eventdesk.planning.rules.conflicts import (
    by_severity,
    by_start,
    conflicts_of_person,
    conflicts_of_room,
    outside_event,
    overlapping_attendees,
    scheduled_slots,
    shared_attendees,
    too_many_seats,
)
from eventdesk.planning.rules.intervals import Window
from eventdesk.planning.rules.schedule_conflict import ScheduleConflict, ScheduledSlot, Slot

MAX_SINGLE_UPDATES = 20
"""With more changed sessions at once, people with two seats are looked for in all sessions in one sweep."""

Group = tuple[Literal["room", "person", "session", "attendees"], int]
"""What a conflict belongs to: a room, a person, a session alone, or a session and the earlier ones that share attendees."""


@dataclass(frozen=True, slots=True)
class ConflictSettings:
    """What the check of a whole event depends on, beside its sessions; see `schedule_conflicts`."""

    starts_on: date
    ends_on: date
    timezone: str
    speaker_gap: int = 0
    available: Mapping[int, Sequence[Window]] = field(default_factory=dict)


class ConflictIndex:
    """The conflicts of one event. After each `update`, `conflicts()` equals `schedule_conflicts` of all its sessions.

    A conflict depends on the sessions of one room, of one person, or on two sessions that overlap: only the rooms and
    people of the changed sessions, before and after the change, are checked again. Not for several threads at once.
    """

    def __init__(self, settings: ConflictSettings) -> None:
        self.settings = settings
        self._zone = ZoneInfo(settings.timezone)
        self._scheduled: dict[int, ScheduledSlot] = {}
        """The sessions that have a time and are not cancelled, by id."""
        self._starts: list[tuple[datetime, int]] = []
        """Start and id of the same sessions, sorted."""
        self._max_length = timedelta()
        """As long as the longest session that was ever scheduled."""
        self._in_room: dict[int, set[int]] = defaultdict(set)
        self._of_person: dict[int, set[int]] = defaultdict(set)
        self._conflicts: dict[Group, list[ScheduleConflict]] = {}
        self._sorted: list[ScheduleConflict] | None = None

    def update(self, changed: Mapping[int, Slot | None]) -> None:
        """Update these sessions, given by id; None for one that was removed."""
        rooms: set[int] = set()
        people: set[int] = set()
        moved: list[ScheduledSlot] = []
        for session_id, slot in changed.items():
            if before := self._scheduled.pop(session_id, None):
                self._forget(before)
                moved.append(before)
            active = [slot] if slot is not None and not slot.is_cancelled else []
            after = scheduled_slots(active)
            if after:
                self._scheduled[session_id] = after[0]
                self._remember(after[0])
            moved += after
            alone = [*outside_event(after, *self._days, self._zone), *too_many_seats(active)]
            self._store(("session", session_id), alone)
        for _, _, slot in moved:
            rooms |= {slot.room_id} if slot.room_id is not None else set()
            people |= {person_id for person_id, _ in slot.people}
        for room_id in rooms:
            self._store(("room", room_id), conflicts_of_room(self._ordered(self._in_room[room_id]), self._zone))
        for person_id in people:
            self._store(("person", person_id), self._check_person(person_id))
        if len(changed) > MAX_SINGLE_UPDATES:
            self._check_all_attendees()
        else:
            self._check_attendees(moved)

    def conflicts(self) -> list[ScheduleConflict]:
        """Return all conflicts in the order of `schedule_conflicts`."""
        if self._sorted is None:
            self._sorted = sorted((one for group in self._conflicts.values() for one in group), key=by_severity)
        return self._sorted

    @property
    def _days(self) -> tuple[date, date]:
        return self.settings.starts_on, self.settings.ends_on

    def _remember(self, scheduled: ScheduledSlot) -> None:
        start, end, slot = scheduled
        insort(self._starts, (start, slot.id))
        self._max_length = max(self._max_length, end - start)
        if slot.room_id is not None:
            self._in_room[slot.room_id].add(slot.id)
        for person_id, _ in slot.people:
            self._of_person[person_id].add(slot.id)

    def _forget(self, scheduled: ScheduledSlot) -> None:
        start, _, slot = scheduled
        del self._starts[bisect_left(self._starts, (start, slot.id))]
        if slot.room_id is not None:
            self._in_room[slot.room_id].discard(slot.id)
        for person_id, _ in slot.people:
            self._of_person[person_id].discard(slot.id)

    def _ordered(self, session_ids: Iterable[int]) -> list[ScheduledSlot]:
        return sorted((self._scheduled[session_id] for session_id in session_ids), key=by_start)

    def _store(self, group: Group, conflicts: Iterable[ScheduleConflict]) -> None:
        self._sorted = None
        if listed := list(conflicts):
            self._conflicts[group] = listed
        else:
            self._conflicts.pop(group, None)

    def _check_person(self, person_id: int) -> Iterable[ScheduleConflict]:
        gap = timedelta(minutes=self.settings.speaker_gap)
        windows = self.settings.available.get(person_id)
        return conflicts_of_person(person_id, self._ordered(self._of_person[person_id]), self._zone, gap, windows)

    def _check_all_attendees(self) -> None:
        for session_id in [session_id for kind, session_id in self._conflicts if kind == "attendees"]:
            self._store(("attendees", session_id), ())
        of_later: dict[int, list[ScheduleConflict]] = defaultdict(list)
        for conflict in overlapping_attendees(self._ordered(self._scheduled), self._zone):
            of_later[conflict.sessions[1]].append(conflict)
        for session_id, conflicts in of_later.items():
            self._store(("attendees", session_id), conflicts)

    def _check_attendees(self, moved: Sequence[ScheduledSlot]) -> None:
        """Check again the sessions that have attendees in common with a moved one, where it was or where it is."""
        affected = {slot.id for _, _, slot in moved}
        for start, end, slot in moved:
            holders = frozenset(slot.holders)
            affected |= {
                later.id for _, _, later in self._beginning(start, end) if not holders.isdisjoint(later.holders)
            }
        for session_id in affected:
            later = self._scheduled.get(session_id)
            conflicts = shared_attendees(later, self._running_at(later), self._zone) if later else ()
            self._store(("attendees", session_id), conflicts)

    def _running_at(self, later: ScheduledSlot) -> list[ScheduledSlot]:
        """Return the sessions that began before `later`, still run then, and have attendees in common with it."""
        key, holders = by_start(later), frozenset(later[2].holders)
        return [
            earlier
            for earlier in self._beginning(later[0] - self._max_length, later[1])
            if by_start(earlier) < key and later[0] < earlier[1] and not holders.isdisjoint(earlier[2].holders)
        ]

    def _beginning(self, first: datetime, end: datetime) -> list[ScheduledSlot]:
        """Return the sessions that begin at `first` or later, and before `end`."""
        starts = self._starts[bisect_left(self._starts, (first, 0)) : bisect_left(self._starts, (end, 0))]
        return [self._scheduled[session_id] for _, session_id in starts]
