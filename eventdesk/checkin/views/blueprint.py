"""The blueprint that the views of this package are registered on, and its menu items."""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("checkin", __name__)

NAVIGATION = (
    NavigationItem(Menu.ORGANISER, "door", N_("Door"), "checkin.check_in_sessions", 70, Permission.ATTENDEES_VIEW),
)
