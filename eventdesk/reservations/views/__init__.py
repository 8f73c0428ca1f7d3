"""HTTP of this room: registering and reserving (`seats`), one's own pages (`mine`), what is starred (`stars`), who
registered (`registrations`), one of them (`registration`), deeds for many (`selected`) and what a worker made of them
(`tasks`), the door (`door`) and its list to take along (`attendees`), building the registration's
form (`form`) and its terms and invitation codes (`terms`).
"""

from flask import Blueprint

blueprint = Blueprint("reservations", __name__)

# Their routes stand on the blueprint above, which therefore has to be there first.
from eventdesk.reservations.views import (  # noqa: E402
    attendees,
    door,
    form,
    mine,
    registration,
    registrations,
    seats,
    selected,
    stars,
    tasks,
    terms,
)

__all__ = [
    "attendees",
    "blueprint",
    "door",
    "form",
    "mine",
    "registration",
    "registrations",
    "seats",
    "selected",
    "stars",
    "tasks",
    "terms",
]
