"""What static/js/favourites.js needs to know: whose stars these are, and where they are kept."""

from typing import Any

from flask import url_for

from eventdesk.public.queries import EventHead
from eventdesk.reservations import queries as reservations
from eventdesk.web.guard import me


def stars_box(head: EventHead) -> dict[str, Any]:
    """Return where stars of this event are kept: with the reader who is signed in, or on a visitor's device.

    A visitor's is the same for all of them, so that their pages can be kept.
    """
    identity = me()
    return {
        "event": head.slug,
        "is_kept": identity is not None,
        "codes": reservations.starred_codes(head.id, identity.person_id) if identity else [],
        "url": url_for("reservations.take_over_stars", event_slug=head.slug),
    }
