"""The blueprint of this package, and its items of the navigation."""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("desk", __name__)

NAVIGATION = (
    NavigationItem(Menu.SITE, "desk", N_("Desk"), "desk.home", 30, Permission.DESK_ENTER),
    NavigationItem(Menu.ORGANISER, "overview", N_("Overview"), "desk.overview", 10, Permission.DESK_VIEW),
    NavigationItem(Menu.ORGANISER, "sessions", N_("Sessions"), "desk.sessions", 30, Permission.PROGRAMME_EDIT),
    NavigationItem(Menu.ORGANISER, "speakers", N_("Speakers"), "desk.speakers", 40, Permission.PROGRAMME_EDIT),
)
