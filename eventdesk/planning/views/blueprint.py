"""The blueprint that the views of this package are registered on, and its menu item."""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("planning", __name__)

NAVIGATION = (NavigationItem(Menu.ORGANISER, "agenda", N_("Agenda"), "planning.agenda", 20, Permission.PROGRAMME_EDIT),)
