"""20,000 registrations with answers and seats: the organiser's list and its exports."""

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert

from eventdesk.attendees.queries.registrations import RegistrationFilter
from eventdesk.attendees.services.exports import export_path, request_export
from eventdesk.cli import jobs
from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.models import Answer, Question, Registration, RegistrationPolicy
from eventdesk.seats.models import SessionSeats
from tests.bench import data
from tests.servers import Server

PEOPLE = 20_000
SLUG = "registered"
LIST = f"/desk/{SLUG}/registrations"
PAGES = {
    "one page": LIST,
    "search and filters": f"{LIST}?q=Novak&status=confirmed&kind=cluster&order=name",
    "search, seat in a session": f"{LIST}?q=ana&session=S3&place=seat",
    "search and answer": f"{LIST}?q=Berg&answer=q_1:aaaa",
    "the last page": f"{LIST}?page=400",
}
ANSWERS = {
    "text": "+32 2 295 00 00",
    "choice": "aaaa",
    "choices": ["aaaa", "bbbb"],
    "consent": True,
}
"""The answer of every person, by the kind of the question."""


def fill(server: Server) -> None:
    """Store an event of 200 sessions with PEOPLE registered, each with four answers and a seat in two sessions."""
    with server.app.app_context():
        now = clock.now()
        with transaction():
            event = data.add_event(SLUG, date(2030, 5, 6), now)
            sessions = data.add_programme(event, now)
            people = data.add_people(PEOPLE, "guest", now)
            data.add_registrations(event, people, now)
            for seats in db.session.scalars(db.select(SessionSeats).where(SessionSeats.event_session_id.in_(sessions))):
                seats.capacity = PEOPLE
            db.session.flush()
            data.spread_seats(sessions, people, now, each=2)
            ids = list(db.session.scalars(db.select(Registration.id).where(Registration.event_id == event.id)))
            db.session.add(RegistrationPolicy(event_id=event.id))
            for number, (kind, value) in enumerate(ANSWERS.items()):
                choices = (
                    [{"id": "aaaa", "text": "First"}, {"id": "bbbb", "text": "Second"}] if "choice" in kind else []
                )
                question = Question(
                    event_id=event.id, code=f"q_{number}", position=number, kind=kind, label=f"Question {number}",
                    choices=choices, purpose="To measure",
                )  # fmt: skip
                db.session.add(question)
                db.session.flush()
                db.session.execute(
                    insert(Answer),
                    [{"registration_id": one, "question_id": question.id, "value": value} for one in ids],
                )
            noted = {"at": now, "event_id": event.id, "verb": "register", "detail": {}}
            db.session.execute(insert(AuditEntry), [{**noted, "subject": f"Registration:{one}"} for one in ids])


@dataclass(frozen=True)
class Export:
    """What an export costs."""

    seconds: float
    """Of CPU."""
    size: int
    """Bytes."""
    peak: float
    """The most memory that Python used during the export, in MB."""


def export(server: Server, kind: str, cookie: str) -> Export:
    """Export all registrations as "csv", "json" or "xlsx", once for the time and once for the memory."""
    run = _xlsx(server) if kind == "xlsx" else _streamed(server, kind, cookie)
    started = time.process_time()
    size = run()
    seconds = time.process_time() - started
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Export(seconds, size, (peak - before) / 1_000_000)


def _streamed(server: Server, kind: str, cookie: str) -> Callable[[], int]:
    client = server.app.test_client(use_cookies=False)

    def run() -> int:
        answer: Any = client.get(f"{LIST}.{kind}", headers={"Cookie": cookie}, buffered=False)
        return sum(len(part) for part in answer.response)

    return run


def _xlsx(server: Server) -> Callable[[], int]:
    def run() -> int:
        with server.app.app_context():
            event, now = event_by_slug(SLUG), clock.now()
            assert event is not None
            with transaction():
                task = request_export(
                    event, RegistrationFilter(), order="registered", actor_id=None, now=now
                )  # fmt: skip
            item = db.session.get_one(OutboxItem, task)
            db.session.expunge(item)
            jobs.export_registrations(item)
            return export_path(server.app.config["SETTINGS"].data_dir, item.payload["file"]).stat().st_size

    return run
