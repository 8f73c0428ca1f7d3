"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.checkin.views import attendee_list, person, session, sessions, tickets
from eventdesk.checkin.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "attendee_list", "blueprint", "person", "session", "sessions", "tickets"]
