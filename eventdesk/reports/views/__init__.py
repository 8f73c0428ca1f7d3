"""The pages of this package; importing it registers their routes on the blueprint."""

from eventdesk.reports.views import report
from eventdesk.reports.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "report"]
