"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.privacy.views import my_data
from eventdesk.privacy.views.blueprint import blueprint

__all__ = ["blueprint", "my_data"]
