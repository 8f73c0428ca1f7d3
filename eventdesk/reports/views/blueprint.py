"""The blueprint of this package and its entry in the organiser's menu."""

from flask import Blueprint

from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("reports", __name__)

NAVIGATION = (NavigationItem(Menu.ORGANISER, "report", N_("Report"), "reports.report", 90, Permission.REPORT_WRITE),)
