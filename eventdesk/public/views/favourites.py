"""What static/js/favourites.js needs to know about the reader's favourites."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from eventdesk.agenda.queries.favourites import favourite_codes
from eventdesk.public.queries.events import EventHeader
from eventdesk.web.guard import current_identity


def favourites_config(head: EventHeader) -> dict[str, Any]:
    """Return the reader's favourites of an event; a visitor's are stored on their device.

    It is the same for all visitors, so that their pages can be cached.
    """
    identity = current_identity()
    codes = favourite_codes(head.id, identity.person_id) if identity else []
    return config_with(head, codes, is_signed_in=identity is not None)


def config_with(head: EventHeader, codes: Sequence[str], *, is_signed_in: bool) -> dict[str, Any]:
    """Return the configuration for the sessions with these codes as favourites."""
    return {
        "event": head.slug,
        "is_signed_in": is_signed_in,
        "codes": codes,
        "url": url_for("agenda.import_favourites", event_slug=head.slug),
    }
