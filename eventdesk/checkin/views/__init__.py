"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.checkin.views import attendee_list, check_in, person, session, sessions, tickets, walk_in
from eventdesk.checkin.views.blueprint import NAVIGATION, blueprint

__all__ = [
    "NAVIGATION",
    "attendee_list",
    "blueprint",
    "check_in",
    "person",
    "session",
    "sessions",
    "tickets",
    "walk_in",
]
