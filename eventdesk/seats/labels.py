"""The question asked before an organiser removes a reservation."""

from typing import Any

from flask_babel import gettext

from eventdesk.seats.models import Reservation


def confirm_removal(reservation: Reservation) -> dict[str, Any]:
    """Return the question as layouts/confirm.html needs it: `title`, `words` and `button`."""
    name = reservation.person.name
    title, text, button = {
        "waiting": (gettext("Remove %(name)s from the waiting list?", name=name),
                    gettext("They are told by email. Everyone behind them moves up."), gettext("Remove")),
        "pending": (gettext("Remove the request of %(name)s?", name=name),
                    gettext("They are told by email. To give a reason, reject the request on the list instead."),
                    gettext("Remove")),
        "invited": (gettext("Withdraw the invitation of %(name)s?", name=name),
                    gettext("They are told by email."), gettext("Withdraw")),
    }.get(reservation.state, (
        gettext("Remove %(name)s from this session?", name=name),
        gettext("They are told by email. If people are waiting, the first of them gets the seat."),
        gettext("Remove"),
    ))  # fmt: skip
    return {"title": title, "words": text, "button": button}
