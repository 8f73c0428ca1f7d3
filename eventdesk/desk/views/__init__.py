"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.desk.views import (
    agenda,
    draft,
    duplication,
    home,
    outbox,
    overview,
    people,
    registration_policy,
    roles,
    session_contents,
    session_list,
    sessions,
    versions,
)
from eventdesk.desk.views.blueprint import NAVIGATION, blueprint

__all__ = [
    "NAVIGATION",
    "agenda",
    "blueprint",
    "draft",
    "duplication",
    "home",
    "outbox",
    "overview",
    "people",
    "registration_policy",
    "roles",
    "session_contents",
    "session_list",
    "sessions",
    "versions",
]
