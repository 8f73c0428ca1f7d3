"""eventdesk without the lock of the seats, which are counted first and assigned afterwards.

`python -m tests.no_lock_server` serves it, for the test that shows that the load test can fail.
"""

import os
import time
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy import func, select

import eventdesk
from eventdesk.booking.views import reserve as reserve_view
from eventdesk.cli.server import THREADS
from eventdesk.core.codes import new_code
from eventdesk.core.db import db, transaction
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.rules.reservation import ReservationContext
from eventdesk.seats.services.insert_reservation import ReservationResult


def claim_seat(context: ReservationContext, *, now: datetime, **_: Any) -> ReservationResult:
    """Count the taken seats and assign one if there are fewer than the capacity, which is the usual mistake."""
    event_session_id, person_id = context.event_session_id, context.person_id
    capacity = db.session.get_one(SessionSeats, event_session_id).capacity or 0
    taken = db.session.scalar(
        select(func.count()).where(Reservation.event_session_id == event_session_id, Reservation.state == "confirmed")
    )
    is_free = (taken or 0) < capacity
    state, number = ("confirmed", None) if is_free else ("waiting", person_id)
    # What else an application does meanwhile takes as long on a busy machine.
    time.sleep(0.05)
    with transaction():
        reservation = Reservation(
            code=new_code(10), event_session_id=event_session_id, person_id=person_id, state=state,
            queue_number=number, created_at=now, confirmed_at=now if is_free else None,
        )  # fmt: skip
        db.session.add(reservation)
        db.session.flush()
        return ReservationResult(reservation.id, event_session_id, person_id, state, number, None, 0)


def create_app() -> Flask:
    """Return the application with its claim replaced by `claim_seat`, outside of the transaction of the view."""
    reserve_view.reserve_in_one_statement = lambda *_, **__: None  # type: ignore[assignment]
    reserve_view.reserve_in_context = claim_seat
    reserve_view.transaction = nullcontext  # type: ignore[attr-defined]
    return eventdesk.create_app()


if __name__ == "__main__":
    Granian(
        "tests.no_lock_server:create_app", factory=True, interface=Interfaces.WSGI, address="127.0.0.1",
        port=int(os.environ["PORT"]), workers=int(os.environ["WORKERS"]), blocking_threads=THREADS, backlog=2048,
        log_level=LogLevels.error,
    ).serve()  # fmt: skip
