"""HTTP of check-in: the ticket of a registration (`tickets`)."""

from eventdesk.checkin.views import tickets
from eventdesk.checkin.views.blueprint import blueprint

__all__ = ["blueprint", "tickets"]
