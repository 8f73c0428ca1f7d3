"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.accounts.views import magic_links, profile, sign_in
from eventdesk.accounts.views.shared import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "magic_links", "profile", "sign_in"]
