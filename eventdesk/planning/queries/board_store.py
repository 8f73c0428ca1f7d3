"""Reuses the sessions and conflicts of the board that this process showed last.

All rows of a board are read for each request and compared with those of the stored board, so that a change by another
process is never missed. Only sessions whose rows differ are created and checked for conflicts again.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.planning.rules.conflict_updates import ConflictIndex, ConflictSettings
from eventdesk.planning.rules.schedule_conflict import ScheduleConflict, Slot
from eventdesk.programme.states import DraftState, PublicationState

MAX_STORED_BOARDS = 4
"""The boards of how many events a process stores; one of a thousand sessions takes about 5 MB."""

Row = tuple[Any, ...]
"""A row as the database driver returns it."""
Speakers = tuple[tuple[int, str], ...]
"""Id and name of the people who appear in a session, each once."""


class BoardRoom(NamedTuple):
    """A room as the board shows it."""

    id: int
    slug: str
    name: str
    seats: int | None


class BoardSession(NamedTuple):
    """A session as it is planned. The first fields, down to `is_edited`, are the columns of `schedule_board`'s statement."""

    session_id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    state: str
    code: str
    room_id: int | None
    capacity: int | None
    taken: int | None
    """None where no reservation is needed."""
    waiting: int | None
    place: str
    kind: str
    minutes: int
    version: int
    shown_state: str
    """The state that visitors see."""
    track: str | None
    track_name: str | None
    is_moved: int
    """1 if visitors see another time or place, otherwise 0."""
    is_edited: int
    """1 if visitors see another title, kind, track or state, otherwise 0."""
    room: BoardRoom | None
    speakers: Speakers
    local_start: datetime | None
    """Without a time zone: what clocks show at the event."""
    local_end: datetime | None
    is_changed: bool
    """Whether it differs from what visitors see of it now."""
    is_new: bool
    """Whether visitors will see it for the first time once the draft is published."""


class BoardState(NamedTuple):
    """What is planned of an event, and the conflicts."""

    sessions: list[BoardSession]
    conflicts: Sequence[ScheduleConflict]
    moved_holders: int
    """How many people have a seat in a session whose time or place will change."""


class _StoredBoard:
    """The rows of one event's board, and what was made of them."""

    def __init__(self, settings: ConflictSettings, rooms: tuple[BoardRoom, ...]) -> None:
        self.settings, self.rooms = settings, rooms
        self._room_by_id = {room.id: room for room in rooms}
        self._zone = ZoneInfo(settings.timezone)
        self._index = ConflictIndex(settings)
        self._speaker_rows: list[Row] = []
        self._speakers: dict[int, Speakers] = {}
        self._rows: dict[int, Row] = {}
        self._sessions: dict[int, BoardSession] = {}
        self._holders: dict[int, frozenset[str]] = {}

    def update(self, rows: Sequence[Row], speaker_rows: list[Row]) -> BoardState:
        """Take over the rows of the database as they are now, and return the board."""
        changed = self._update_speakers(speaker_rows)
        before, self._rows = self._rows, {row[0]: row for row in rows}
        slots: dict[int, Slot | None] = {}
        for session_id in before.keys() - self._rows.keys():
            del self._sessions[session_id], self._holders[session_id]
            slots[session_id] = None
        for session_id, row in self._rows.items():
            if before.get(session_id) != row or session_id in changed:
                slots[session_id] = self._take(row)
        if slots:
            self._index.update(slots)
        sessions = [self._sessions[row[0]] for row in rows]
        moved = [one.session_id for one in sessions if one.is_moved and one.is_changed]
        holders = frozenset().union(*(self._holders[session_id] for session_id in moved))
        return BoardState(sessions, self._index.conflicts(), len(holders))

    def _update_speakers(self, speaker_rows: list[Row]) -> set[int]:
        """Take over who appears where, and return the ids of the sessions in which that has changed."""
        if speaker_rows == self._speaker_rows:
            return set()
        before, self._speakers = self._speakers, _speakers_by_session(speaker_rows)
        self._speaker_rows = speaker_rows
        return {
            session_id
            for session_id in before.keys() | self._speakers.keys()
            if before.get(session_id) != self._speakers.get(session_id)
        }

    def _take(self, row: Row) -> Slot:
        """Store a session, and return it as the check for conflicts needs it."""
        session_id, title, starts_at, ends_at, state, code, room_id, *rest, holder_ids = row
        start, end = _moment(starts_at), _moment(ends_at)
        speakers = self._speakers.get(session_id, ())
        room = self._room_by_id.get(room_id)
        *_, shown_state, _track, _track_name, is_moved, is_edited = rest
        is_draft = shown_state == PublicationState.DRAFT
        made = (
            room,
            speakers,
            self._clock_time(start),
            self._clock_time(end),
            not is_draft and bool(is_moved or is_edited),
            is_draft and start is not None and state == DraftState.PLANNED,
        )
        session = BoardSession._make((session_id, title, start, end, state, code, room_id, *rest, *made))
        holders = frozenset(holder_ids.split(",")) if holder_ids else frozenset()
        self._sessions[session_id], self._holders[session_id] = session, holders
        return Slot(
            id=session_id,
            title=title,
            starts_at=start,
            ends_at=end,
            code=session.code,
            where=room.name if room else "",
            room_id=session.room_id,
            room_seats=room.seats if room else None,
            seats=session.capacity,
            taken=session.taken or 0,
            people=speakers,
            holders=holders,
            is_cancelled=session.state == DraftState.CANCELLED,
        )

    def _clock_time(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self._zone).replace(tzinfo=None) if moment else None


def _moment(value: str | datetime | None) -> datetime | None:
    """Return a moment as the driver returns it in UTC: SQLite stores a text without a zone."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC) if value else None


def _speakers_by_session(rows: Sequence[Row]) -> dict[int, Speakers]:
    """Return the speakers of each session from rows of session, person, name, position and id, in any order."""
    speakers: dict[int, dict[int, str]] = defaultdict(dict)
    for session_id, person_id, name, *_ in sorted(rows, key=lambda row: row[3:]):
        speakers[session_id].setdefault(person_id, name)
    return {session_id: tuple(names.items()) for session_id, names in speakers.items()}


class BoardStore:
    """The boards that this process showed last, for all its threads."""

    def __init__(self) -> None:
        self._boards: OrderedDict[int, _StoredBoard] = OrderedDict()
        self._lock = Lock()

    def update(
        self,
        event_id: int,
        settings: ConflictSettings,
        rooms: tuple[BoardRoom, ...],
        rows: Sequence[Row],
        speaker_rows: list[Row],
    ) -> BoardState:
        """Return the board of an event from its rows, reusing what the stored one has in common with it."""
        with self._lock:
            # It is stored again only if nothing fails, so that no board is left half updated.
            board = self._boards.pop(event_id, None)
            if board is None or (board.settings, board.rooms) != (settings, rooms):
                board = _StoredBoard(settings, rooms)
            state = board.update(rows, speaker_rows)
            self._boards[event_id] = board
            if len(self._boards) > MAX_STORED_BOARDS:
                self._boards.popitem(last=False)
            return state


stored_boards = BoardStore()
