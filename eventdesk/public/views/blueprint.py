"""The blueprint and the menu items of this package."""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("public", __name__)

NAVIGATION = (
    NavigationItem(Menu.SITE, "home", N_("Events"), "public.home", 10),
    NavigationItem(Menu.EVENT, "event", N_("Event"), "public.event_page", 10),
    NavigationItem(Menu.EVENT, "programme", N_("Programme"), "public.programme", 20),
    NavigationItem(Menu.EVENT, "speakers", N_("Speakers"), "public.speakers", 30),
)
