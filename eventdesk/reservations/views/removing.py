"""Taking away what somebody has in a session: the one question before it, and the deed."""

from typing import Any

from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.reservations import queries, services
from eventdesk.reservations.models import Reservation
from eventdesk.web.guard import actor


def removal(reservation: Reservation) -> dict[str, Any]:
    """Return the question as layouts/ask.html needs it: `title`, `words` and `button`."""
    name = reservation.person.name
    title, words, button = {
        "waiting": (gettext("Take %(name)s off the waiting list?", name=name),
                    gettext("A mail tells them. The others move up."), gettext("Take off the list")),
        "pending": (gettext("Take the request of %(name)s back?", name=name),
                    gettext("A mail tells them. To give a reason, refuse it on the list instead."),
                    gettext("Take the request back")),
        "invited": (gettext("Take the invitation of %(name)s back?", name=name),
                    gettext("A mail tells them."), gettext("Take the invitation back")),
    }.get(reservation.state, (
        gettext("Take the seat of %(name)s away?", name=name),
        gettext("A mail tells them. The seat goes to the first in line, if somebody waits."),
        gettext("Take the seat away"),
    ))  # fmt: skip
    return {"title": title, "words": words, "button": button}


def remove_place(reservation: Reservation) -> None:
    """Take away the place that was asked about, and not one that the person got since. Raises DomainError."""
    event_session, person_id = reservation.event_session, reservation.person_id
    with transaction():
        now_there = queries.reservation_of(event_session.id, person_id)
        if now_there is not None and now_there.id == reservation.id:
            services.give_back_seat(event_session, person_id, actor_id=actor().person_id, now=clock.now())
