"""The texts of the organisers' pages of seats: ways to assign seats, groups of people, and the question before a removal."""

from typing import Any, NamedTuple

from flask_babel import gettext

from eventdesk.core.text import N_
from eventdesk.seats.models import Reservation
from eventdesk.seats.states import ReservationState

ACCESS_LABELS = {
    "none": N_("No reservation needed"),
    "open": N_("Open"),
    "limited": N_("Limited"),
    "approval": N_("By approval"),
    "invitation": N_("By invitation"),
}
"""How a session assigns its seats."""


class PeopleGroup(NamedTuple):
    """The people of a session whose reservations have the same states. The texts are for translation."""

    states: tuple[ReservationState, ...]
    label: str
    date_label: str
    """The heading of the column with the date."""
    empty: str
    """Shown where the group has no one."""
    removal: str = N_("Remove")
    """The link that ends a reservation."""


PEOPLE_GROUPS = {
    "asked": PeopleGroup(
        (ReservationState.PENDING,), N_("Requested"), N_("Requested on"), N_("No open requests")
    ),
    "offered": PeopleGroup(
        (ReservationState.OFFERED, ReservationState.ON_HOLD), N_("Offered"), N_("Until"), N_("No seat is offered"),
        N_("Withdraw"),
    ),
    "waiting": PeopleGroup(
        (ReservationState.WAITING,), N_("Waiting"), N_("Waiting since"), N_("No one is waiting")
    ),
    "seats": PeopleGroup(
        (ReservationState.CONFIRMED,), N_("With a seat"), N_("Reserved on"), N_("No one has a seat yet")
    ),
    "invited": PeopleGroup(
        (ReservationState.INVITED,), N_("Invited"), N_("Invited on"), N_("No one is invited"), N_("Withdraw")
    ),
}  # fmt: skip
"""What the page of a session can show of its people, by the value of its parameter `show`."""


def confirm_removal(reservation: Reservation) -> dict[str, Any]:
    """Return the question as layouts/confirm.html needs it: `title`, `words` and `button`."""
    name = reservation.person.name
    title, text, button = {
        "waiting": (gettext("Remove %(name)s from the waiting list?", name=name),
                    gettext("They will be emailed. Everyone behind them moves up."), gettext("Remove")),
        "pending": (gettext("Remove the request of %(name)s?", name=name),
                    gettext("They will be emailed. To give a reason, reject the request on the list instead."),
                    gettext("Remove")),
        "offered": (gettext("Withdraw the seat offered to %(name)s?", name=name),
                    gettext("They will be emailed. If people are waiting, the seat goes to the next person in line."),
                    gettext("Withdraw")),
        "invited": (gettext("Withdraw the invitation of %(name)s?", name=name),
                    gettext("They will be emailed."), gettext("Withdraw")),
    }.get(reservation.state, (
        gettext("Remove %(name)s from this session?", name=name),
        gettext("They will be emailed. If people are waiting, the seat goes to the next person in line."),
        gettext("Remove"),
    ))  # fmt: skip
    return {"title": title, "words": text, "button": button}
