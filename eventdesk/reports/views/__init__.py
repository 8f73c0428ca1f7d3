"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.reports.views import report
from eventdesk.reports.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "report"]
