"""Hundreds of people who reserve the same seats at once: their accounts, their browsers, and checks of the result."""

import os
import secrets
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, insert, select

from eventdesk.accounts.models import Account, SignIn
from eventdesk.core import clock
from eventdesk.core.codes import new_token, token_hash
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.seats.models import LIVE_STATES, Reservation
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.services.reserve import reserve_seat
from tests.databases import new_database, start_postgresql
from tests.factories import make_event, make_session
from tests.servers import Answer, Browser, Server, signed_cookie

FULL = os.environ.get("PRESSURE") == "full"
"""`make pressure`: the sizes of the table in docs/tests.md. The test suite uses smaller ones."""
CLIENTS = 64

_number = count(1)


@contextmanager
def served(engine: str, folder: Path, *, waits_for_disk: bool = False, **given: object) -> Iterator[Server]:
    """Run a server on an empty database of this engine, with an open application context and the real clock."""
    if engine == "sqlite":
        server, postgresql = Server(folder / "data", **given), None
    else:
        postgresql = start_postgresql(waits_for_disk=waits_for_disk)
        server = Server(folder / "data", new_database(postgresql, "pressure"), **given)
    server.postgresql = postgresql
    try:
        with server.app.app_context(), server:
            yield server
            db.session.remove()
            db.engine.dispose()
    finally:
        if postgresql is not None:
            postgresql.cleanup()


@dataclass
class Crowd:
    """People with an account, each with a browser in which they are signed in."""

    server: Server
    people: list[int] = field(default_factory=list)
    browsers: dict[int, Browser] = field(default_factory=dict)

    def of(self, size: int) -> dict[int, Browser]:
        """Return the browsers of `size` people by person id; missing people are stored first."""
        if (missing := size - len(self.people)) > 0:
            self._store(missing)
        return {person: self.browsers[person] for person in self.people[:size]}

    def _store(self, size: int) -> None:
        now = clock.now()
        codes = [f"C{next(_number):06}" for _ in range(size)]
        tokens = [new_token() for _ in range(size)]
        with transaction():
            people = list(
                db.session.scalars(
                    insert(Person).returning(Person.id, sort_by_parameter_order=True),
                    [
                        {"name": f"Guest {code}", "sort_key": f"{code.lower()} guest", "code": code,
                         "email": f"{code.lower()}@example.org", "email_key": f"{code.lower()}@example.org",
                         "created_at": now}
                        for code in codes
                    ],
                )
            )  # fmt: skip
            db.session.execute(insert(Account), [{"person_id": person, "created_at": now} for person in people])
            db.session.execute(
                insert(SignIn),
                [
                    {"token_hash": token_hash(token), "person_id": person, "created_at": now, "last_seen_at": now}
                    for person, token in zip(people, tokens, strict=True)
                ],
            )
        cookies = {
            person: Browser(self.server.port, *signed_cookie(self.server.app, token))
            for person, token in zip(people, tokens, strict=True)
        }
        self.people += people
        self.browsers |= cookies


@dataclass(frozen=True)
class Rush:
    """A session in which everyone reserves a seat."""

    event_id: int
    session_id: int
    path: str
    """Of the form that reserves a seat."""

    def live(self) -> dict[int, Reservation]:
        """Return the live reservations by person id, read again; no one has two."""
        db.session.rollback()
        db.session.expire_all()
        rows = db.session.scalars(
            select(Reservation).where(
                Reservation.event_session_id == self.session_id, Reservation.state.in_(LIVE_STATES)
            )
        ).all()
        assert len({row.person_id for row in rows}) == len(rows)
        return {row.person_id: row for row in rows}

    def seated(self) -> set[int]:
        """Return the ids of the people with a confirmed seat."""
        return {person for person, row in self.live().items() if row.state == "confirmed"}

    def queue(self) -> dict[int, int]:
        """Return the queue numbers on the waiting list by person id."""
        return {person: row.queue_number or 0 for person, row in self.live().items() if row.state == "waiting"}

    def mails(self) -> dict[str, int]:
        """Return the number of queued emails about this event by template."""
        template = OutboxItem.payload["template"].as_string()
        rows = db.session.execute(
            select(template, func.count()).where(OutboxItem.event_id == self.event_id).group_by(template)
        )
        return dict(rows.all())


def add_rush(*, seats: int, event: Event | None = None, minutes: int = 0) -> Rush:
    """Store a session tomorrow, `minutes` later than others, in `event` or in a new event."""
    now = clock.now()
    number = next(_number)
    start = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1, minutes=minutes)
    with transaction():
        event = event or make_event(
            slug=f"rush-{number}", starts_on=now.date(), ends_on=now.date() + timedelta(days=3), timezone="UTC"
        )
        event_session = make_session(
            event, code=f"HOT{number}", starts_at=start, ends_at=start + timedelta(hours=1), seats=seats
        )
        path = f"/events/{event.slug}/sessions/{event_session.code}/seat"
        return Rush(event.id, event_session.id, path)


def click(path: str, browser: Browser, key: str = "") -> Answer:
    """Submit the form that reserves a seat, as a page that was just opened would."""
    return browser.post(path, key=key or secrets.token_urlsafe(12))


def fill(rush: Rush, people: Sequence[int]) -> None:
    """Reserve a seat for each of these people, one after the other and without HTTP."""
    now = clock.now()
    for begin in range(0, len(people), 100):
        with transaction():
            for person in people[begin : begin + 100]:
                reserve_seat(rush.session_id, person, actor_id=person, now=now)


def session_of(rush: Rush) -> EventSession:
    """Return the session."""
    return db.session.get_one(EventSession, rush.session_id)


def p99(answers: Sequence[Answer]) -> float:
    """Return the seconds within which 99 of 100 answers came."""
    took = sorted(answer.answered - answer.sent for answer in answers)
    return took[min(len(took) - 1, len(took) * 99 // 100)]


def overtakers(answers: dict[int, Answer], place: dict[int, int]) -> list[tuple[int, int]]:
    """Return pairs of people whose order is wrong: the first had an answer before the second sent the request, but is
    further back.

    `place` is the queue number of each person, or 0 with a seat.
    """
    by_answer = sorted(answers, key=lambda person: answers[person].answered)
    answered = [answers[person].answered for person in by_answer]
    last: list[int] = []
    for person in by_answer:
        last.append(max(last[-1], person, key=lambda number: place[number]) if last else person)
    pairs = []
    for person, answer in answers.items():
        before = bisect_left(answered, answer.sent)
        if before and place[last[before - 1]] > place[person]:
            pairs.append((last[before - 1], person))
    return pairs


def check_rush(rush: Rush, answers: dict[int, Answer], *, seats: int) -> None:
    """Check that all seats and no more are taken, the others are on the waiting list in the order of their requests, and
    each person got one email.
    """
    queue, seated = rush.queue(), rush.seated()
    assert (len(seated), sorted(queue.values())) == (seats, list(range(1, len(answers) - seats + 1)))
    assert overtakers(answers, {person: queue.get(person, 0) for person in answers}) == []
    assert rush.mails() == {"seat_confirmed": seats, "seat_waiting": len(answers) - seats}
    assert faults() == []


def faults() -> list[str]:
    """Return all inconsistencies in seats and registrations."""
    db.session.rollback()
    return list(find_inconsistencies())
