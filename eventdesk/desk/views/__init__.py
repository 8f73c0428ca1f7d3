"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.desk.views import (
    duplication,
    home,
    outbox,
    overview,
    people,
    registration_policy,
    roles,
    session_contents,
    session_list,
    session_move,
    sessions,
    versions,
)
from eventdesk.desk.views.blueprint import NAVIGATION, blueprint

__all__ = [
    "NAVIGATION",
    "blueprint",
    "duplication",
    "home",
    "outbox",
    "overview",
    "people",
    "registration_policy",
    "roles",
    "session_contents",
    "session_list",
    "session_move",
    "sessions",
    "versions",
]
