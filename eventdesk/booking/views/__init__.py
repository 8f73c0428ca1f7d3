"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.booking.views import (
    confirm,
    confirmation_sent,
    form_preview,
    groups,
    my_registration,
    my_registration_actions,
    register,
    reserve,
)
from eventdesk.booking.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "confirm",
    "confirmation_sent",
    "form_preview",
    "groups",
    "my_registration",
    "my_registration_actions",
    "register",
    "reserve",
]
