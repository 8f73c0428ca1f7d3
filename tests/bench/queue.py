"""The promotion of a queue: 500 people get a seat because an organiser raises the capacity of a session."""

import statistics
import time
from datetime import date

from flask import Flask

from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from tests.bench import data

SEATED, WAITING, PROMOTED = 100, 700, 500


def promote(app: Flask, runs: int) -> tuple[float, float]:
    """Return the median seconds of the whole transaction, and of its CPU. Raises RuntimeError where it went otherwise."""
    with app.app_context():
        now = clock.now()
        with transaction():
            event = data.add_event("queue", date(2030, 5, 6), now)
            sessions = data.add_programme(event, now, sessions=runs, speakers=5)
            people = data.add_people(SEATED + WAITING, "queue", now)
            data.add_registrations(event, people, now)
            for session_id in sessions:
                data.seat(session_id, people[:SEATED], now)
                data.let_wait(session_id, people[SEATED:], now)
        times, cpu = [], []
        for session_id in sessions:
            began, worked = time.perf_counter(), time.process_time()
            with transaction():
                event_session = db.session.get_one(EventSession, session_id)
                terms = SeatSettings(capacity=SEATED + PROMOTED)
                promoted = change_seats(event_session, terms, actor_id=None, now=clock.now())
            times.append(time.perf_counter() - began)
            cpu.append(time.process_time() - worked)
            _check(session_id, promoted)
        db.session.remove()
        db.engine.dispose()
    return statistics.median(times), statistics.median(cpu)


def _check(session_id: int, promoted: int) -> None:
    seats = db.session.get_one(SessionSeats, session_id)
    waiting = db.session.query(Reservation).filter_by(event_session_id=session_id, state="waiting").count()
    mails = db.session.query(OutboxItem).filter(OutboxItem.kind == "mail").count()
    if (promoted, seats.taken, waiting, mails % PROMOTED) != (PROMOTED, SEATED + PROMOTED, WAITING - PROMOTED, 0):
        raise RuntimeError(f"{promoted} were promoted, {seats.taken} are seated, {waiting} wait, {mails} mails")
