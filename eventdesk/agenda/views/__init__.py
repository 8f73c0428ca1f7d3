"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.agenda.views import favourites, my_agenda
from eventdesk.agenda.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "favourites", "my_agenda"]
