"""HTTP of the desk: the organiser's home, the overview of an event, its agenda, sessions, people and roles."""

from eventdesk.desk.views import agenda, contents, copying, home, outbox, overview, people, roles, sessions, versions
from eventdesk.desk.views.blueprint import NAVIGATION, blueprint

__all__ = [
    "NAVIGATION",
    "agenda",
    "blueprint",
    "contents",
    "copying",
    "home",
    "outbox",
    "overview",
    "people",
    "roles",
    "sessions",
    "versions",
]
