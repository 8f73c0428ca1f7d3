"""HTTP of this room: registering (`registering`, `confirming`), also colleagues (`groups`), the page of one's own
registration (`own_registration`, `own_deeds`) and the browser that knows a guest (`guests`), reserving (`seats`), one's
own pages (`mine`), what is starred (`stars`), who registered (`registrations`), one of them (`registration`), the files
they handed in (`registration_files`), deeds for many (`selected`) and what a worker made of them (`tasks`), the doors
(`doors`), one of them (`door`), a person at it (`door_person`) and its list to take along (`attendees`), building the
registration's form (`form`) and its terms and invitation codes (`terms`), the seats of sessions (`desk_seats`) and how
they are given (`seat_terms`), and what both take away (`removing`).
"""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("reservations", __name__)

NAVIGATION = (
    NavigationItem(Menu.SITE, "my", N_("My agenda"), "reservations.my_agenda", 20),
    NavigationItem(
        Menu.ORGANISER, "registrations", N_("Registrations"), "reservations.registrations", 50,
        Permission.REGISTRATIONS_VIEW,
    ),
    NavigationItem(Menu.ORGANISER, "seats", N_("Seats"), "reservations.desk_seats", 60, Permission.PROGRAMME_EDIT),
    NavigationItem(Menu.ORGANISER, "door", N_("Door"), "reservations.door", 70, Permission.ATTENDEES_VIEW),
)  # fmt: skip

# Their routes stand on the blueprint above, which therefore has to be there first.
from eventdesk.reservations.views import (  # noqa: E402
    attendees,
    confirming,
    desk_seats,
    door,
    door_person,
    doors,
    form,
    groups,
    mine,
    own_deeds,
    own_registration,
    registering,
    registration,
    registration_files,
    registrations,
    seat_terms,
    seats,
    selected,
    stars,
    tasks,
    terms,
)

__all__ = [
    "NAVIGATION",
    "attendees",
    "blueprint",
    "confirming",
    "desk_seats",
    "door",
    "door_person",
    "doors",
    "form",
    "groups",
    "mine",
    "own_deeds",
    "own_registration",
    "registering",
    "registration",
    "registration_files",
    "registrations",
    "seat_terms",
    "seats",
    "selected",
    "stars",
    "tasks",
    "terms",
]
