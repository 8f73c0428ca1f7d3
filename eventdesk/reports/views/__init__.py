"""HTTP of this room: an event's report (`report`), the ticket of a registration (`tickets`)."""

from eventdesk.reports.views import report, tickets
from eventdesk.reports.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "report", "tickets"]
