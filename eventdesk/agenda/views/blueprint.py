"""The blueprint that the views of this package are registered on, and its menu items."""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("agenda", __name__)

NAVIGATION = (NavigationItem(Menu.SITE, "my", N_("My agenda"), "agenda.my_agenda", 20),)
