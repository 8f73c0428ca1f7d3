"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.seats.views import seat_admin, seat_settings
from eventdesk.seats.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "seat_admin", "seat_settings"]
