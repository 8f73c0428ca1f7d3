"""The stored board: what it reuses is never older than the database."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Conflict
from eventdesk.planning.queries import schedule_board as boards
from eventdesk.planning.queries.agenda import conflicts_of_event
from eventdesk.planning.queries.board_store import MAX_STORED_BOARDS, BoardStore
from eventdesk.planning.queries.schedule_board import draft_history, schedule_board
from eventdesk.programme.queries.rooms_tracks import rooms
from eventdesk.programme.services.draft import cancel_session, schedule_session
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.rooms_tracks import change_room
from eventdesk.programme.services.undo import redo_change, undo_change
from tests.factories import (
    NOW,
    make_appearance,
    make_availability,
    make_event,
    make_person,
    make_reservation,
    make_room,
    make_session,
)

MORNING = datetime(2026, 4, 14, 7, 0, tzinfo=UTC)


@pytest.fixture
def event(app):
    return make_event(slug="days", speaker_gap=5)


@pytest.fixture
def store(monkeypatch):
    """The boards that the process stores, none at first."""
    store = BoardStore()
    monkeypatch.setattr(boards, "stored_boards", store)
    return store


def board_of(event, actor_id):
    return schedule_board(event, rooms(event.id), actor_id)


def new_board_of(event, actor_id, monkeypatch):
    """Return the board as a process shows it that has none stored."""
    with monkeypatch.context() as patch:
        patch.setattr(boards, "stored_boards", BoardStore())
        return board_of(event, actor_id)


class Planner:
    """An organiser who changes anything that a board shows."""

    def __init__(self, event, draw):
        self.event, self.draw = event, draw
        self.actor_id = make_person().id
        self.rooms = [make_room(event, seats=seats) for seats in (None, 2, 5)]
        self.speakers, self.guests = [make_person() for _ in range(4)], [make_person() for _ in range(5)]
        make_availability(event, self.speakers[0])
        self.sessions = [self.add_session() for _ in range(15)]
        self.actions = [
            *[self.move] * 6, self.unschedule, self.cancel, self.undo, self.undo, self.redo, self.publish, self.add,
            self.reserve, self.add_speaker, self.rename_speaker, self.change_room, self.change_event,
        ]  # fmt: skip

    def add_session(self):
        times = self.times()
        return make_session(
            self.event, seats=self.draw.choice([None, 3]), room_id=self.draw.choice(self.rooms).id, **times
        )

    def times(self):
        start = MORNING + timedelta(minutes=self.draw.randrange(0, 200, 5))
        return {"starts_at": start, "ends_at": start + timedelta(minutes=self.draw.choice([15, 45, 90]))}

    def schedule(self, **values):
        with transaction():
            schedule_session(self.draw.choice(self.sessions), actor_id=self.actor_id, now=NOW, **values)

    def move(self):
        self.schedule(room=self.draw.choice(self.rooms), **self.times())

    def unschedule(self):
        self.schedule(starts_at=None, ends_at=None)

    def cancel(self):
        with transaction():
            cancel_session(self.draw.choice(self.sessions), actor_id=self.actor_id, now=NOW)

    def undo(self):
        with transaction():
            undo_change(self.event, actor_id=self.actor_id, now=NOW)

    def redo(self):
        with transaction():
            redo_change(self.event, actor_id=self.actor_id, now=NOW)

    def publish(self):
        with transaction():
            publish_programme(self.event, note="", seen=None, actor_id=self.actor_id, now=NOW)

    def add(self):
        self.sessions.append(self.add_session())

    def reserve(self):
        session, person = self.draw.choice(self.sessions), make_person()
        self.guests.append(person)
        for other in {session, self.draw.choice(self.sessions)}:
            make_reservation(other, person)

    def add_speaker(self):
        make_appearance(
            self.draw.choice(self.sessions),
            self.draw.choice(self.speakers),
            part=self.draw.choice(["speaker", "moderator"]),
        )

    def rename_speaker(self):
        with transaction():
            self.draw.choice(self.speakers).name = f"Speaker {self.draw.random()}"

    def change_room(self):
        room = self.draw.choice(self.rooms)
        with transaction():
            change_room(
                room,
                name=f"Room {self.draw.random()}",
                seats=self.draw.choice([None, 1, 9]),
                note="",
                actor_id=self.actor_id,
                now=NOW,
            )

    def change_event(self):
        with transaction():
            self.event.timezone = self.draw.choice(["Europe/Brussels", "Asia/Tokyo"])
            self.event.speaker_gap = self.draw.choice([0, 5, 30])


@pytest.mark.both_engines
@pytest.mark.parametrize("seed", range(3))
def test_board_after_any_changes_equals_a_new_one(event, store, monkeypatch, seed):
    planner = Planner(event, Random(seed))
    for _ in range(60):
        try:
            planner.draw.choice(planner.actions)()
        except Conflict:
            # Nothing to undo or redo, a session that is cancelled, or nothing to publish.
            db.session.rollback()
        db.session.expire_all()

        board = board_of(event, planner.actor_id)
        assert board == new_board_of(event, planner.actor_id, monkeypatch)
        assert board.conflicts == conflicts_of_event(event)
    assert len(board.conflicts) > 5


@pytest.mark.parametrize("rows", [1, 3])
def test_board_takes_four_queries(event, store, queries, rows):
    organiser_id, room = make_person().id, make_room(event)
    for _ in range(rows):
        session = make_session(event, room_id=room.id)
        make_appearance(session)
        make_reservation(session)
    event.slug  # noqa: B018 - the factories let it expire; it is read again before anything is counted
    known_rooms = rooms(event.id)

    with queries() as first:
        schedule_board(event, known_rooms, organiser_id)
    with queries() as again:
        schedule_board(event, known_rooms, organiser_id)

    assert [len([text for text in seen if text.startswith("SELECT")]) for seen in (first, again)] == [4, 4]


def test_sessions_that_have_not_changed_are_reused(event, store):
    same, moved = make_session(event), make_session(event)
    before = {session.session_id: session for session in board_of(event, 0).sessions}
    with transaction():
        schedule_session(moved, title="Moved", actor_id=make_person().id, now=NOW)

    after = {session.session_id: session for session in board_of(event, 0).sessions}

    assert after[same.id] is before[same.id]
    assert after[moved.id].title == "Moved"


def test_only_the_latest_boards_are_stored(store, app):
    events = [make_event() for _ in range(MAX_STORED_BOARDS + 1)]
    for event in events:
        board_of(event, 0)

    assert list(store._boards) == [event.id for event in events[1:]]


@pytest.mark.both_engines
def test_history_has_the_latest_version_and_changes_of_the_reader(event):
    my_id, their_id, session = make_person().id, make_person().id, make_session(event)
    assert draft_history(event.id, my_id) == (0, None, None, None)

    with transaction():
        schedule_session(session, title="Mine", actor_id=my_id, now=NOW)
    with transaction():
        version, _ = publish_programme(event, note="", seen=None, actor_id=my_id, now=NOW)
    with transaction():
        schedule_session(session, title="Theirs", actor_id=their_id, now=NOW)
    with transaction():
        undo_change(event, actor_id=their_id, now=NOW)

    my_history, their_history = draft_history(event.id, my_id), draft_history(event.id, their_id)
    assert (my_history.latest, their_history.latest) == ((version.number, NOW), (version.number, NOW))
    assert (my_history.to_undo.changes[0]["after"], my_history.to_redo) == ({"title": "Mine"}, None)
    assert (their_history.to_undo, their_history.to_redo.changes[0]["after"]) == (None, {"title": "Theirs"})
    assert my_history.last_change == their_history.to_redo.id
