"""The blueprint of this package and its entry in the organiser's menu."""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("statistics", __name__)

NAVIGATION = (
    NavigationItem(
        Menu.ORGANISER, "statistics", N_("Statistics"), "statistics.figures", 80, Permission.STATISTICS_VIEW
    ),
)
