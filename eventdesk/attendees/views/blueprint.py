"""The blueprint that the views of this package are registered on, and its menu items."""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("attendees", __name__)

NAVIGATION = (
    NavigationItem(
        Menu.ORGANISER,
        "registrations",
        N_("Registrations"),
        "attendees.registrations",
        50,
        Permission.REGISTRATIONS_VIEW,
    ),
)
