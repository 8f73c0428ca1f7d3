"""The views of this package. Importing them registers all routes on the blueprint."""

from eventdesk.accounts.views import magic_links, profile, sign_in
from eventdesk.accounts.views.shared import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "magic_links", "profile", "sign_in"]
