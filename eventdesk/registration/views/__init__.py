"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.registration.views import form_builder, invitations
from eventdesk.registration.views.blueprint import blueprint

__all__ = ["blueprint", "form_builder", "invitations"]
