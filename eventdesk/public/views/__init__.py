"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.public.views import changes, events, home, offline, programme, sessions, speakers, static_pages
from eventdesk.public.views.blueprint import NAVIGATION, blueprint

__all__ = [
    "NAVIGATION",
    "blueprint",
    "changes",
    "events",
    "home",
    "offline",
    "programme",
    "sessions",
    "speakers",
    "static_pages",
]
