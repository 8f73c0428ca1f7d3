"""HTTP of this room: an event's report (`report`)."""

from eventdesk.reports.views import report
from eventdesk.reports.views.blueprint import blueprint

__all__ = ["blueprint", "report"]
