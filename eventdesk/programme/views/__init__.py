"""HTTP of the programme: the organiser's pages about an event itself, its rooms, tracks and links; its colours."""

from eventdesk.programme.views import accents, comments, events, links, places
from eventdesk.programme.views.blueprint import blueprint

__all__ = ["accents", "blueprint", "comments", "events", "links", "places"]
