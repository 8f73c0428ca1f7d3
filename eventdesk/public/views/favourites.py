"""What static/js/favourites.js needs to know: whose stars these are, and where they are kept."""

from typing import Any

from flask import url_for

from eventdesk.agenda.queries.favourites import favourite_codes
from eventdesk.public.queries.events import EventHeader
from eventdesk.web.guard import current_identity


def favourites_config(head: EventHeader) -> dict[str, Any]:
    """Return where stars of this event are kept: with the reader who is signed in, or on a visitor's device.

    A visitor's is the same for all of them, so that their pages can be kept.
    """
    identity = current_identity()
    return {
        "event": head.slug,
        "is_kept": identity is not None,
        "codes": favourite_codes(head.id, identity.person_id) if identity else [],
        "url": url_for("agenda.import_favourites", event_slug=head.slug),
    }
