"""Taking away what somebody has in a session: the one question before it, and the deed."""

from typing import Any

from flask_babel import gettext

from eventdesk.seats.models import Reservation


def confirm_removal(reservation: Reservation) -> dict[str, Any]:
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
