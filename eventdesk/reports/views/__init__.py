"""HTTP of this room: an event's report (`report`)."""

from eventdesk.reports.views import report
from eventdesk.reports.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "report"]
