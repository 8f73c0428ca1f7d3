"""HTTP of this package; importing it registers all routes on its blueprint."""

from eventdesk.programme.views import accent_styles, comments, events, links, rooms_tracks
from eventdesk.programme.views.blueprint import blueprint

__all__ = ["accent_styles", "blueprint", "comments", "events", "links", "rooms_tracks"]
