"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.attendees.views import bulk_actions, bulk_progress, registration, registration_files, registrations
from eventdesk.attendees.views.blueprint import NAVIGATION, blueprint

__all__ = [
    "NAVIGATION",
    "blueprint",
    "bulk_actions",
    "bulk_progress",
    "registration",
    "registration_files",
    "registrations",
]
