"""HTTP of this room, a file for each kind of page, all on one blueprint."""

from eventdesk.public.views import changes, events, house, offline, programme, sessions, speakers, words
from eventdesk.public.views.blueprint import NAVIGATION, blueprint

__all__ = [
    "NAVIGATION",
    "blueprint",
    "changes",
    "events",
    "house",
    "offline",
    "programme",
    "sessions",
    "speakers",
    "words",
]
