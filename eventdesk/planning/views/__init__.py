"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.planning.views import agenda, draft
from eventdesk.planning.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "agenda", "blueprint", "draft"]
