"""What several views of this room share: public things, pages whose address is a secret."""

from typing import Any

from flask import Response, make_response

from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event, EventSession
from eventdesk.programme.queries import SessionKey
from eventdesk.reservations import services
from eventdesk.web.guard import me
from eventdesk.web.submissions import form_key


def public_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session if visitors can see it: a draft is not there, whoever asks for a seat."""
    found = programme.session_by_code(event_slug, session_code)
    return found if found and found.is_public and found.kind != "break" else None


def session_to_reserve(event_slug: str, session_code: str) -> services.Before | SessionKey | None:
    """Return all that matters before the reader claims a seat there; for a visitor, who cannot, the session alone."""
    reader = me()
    found = (
        services.before_at(event_slug, session_code, reader.person_id, form_key() or None)
        if reader
        else programme.session_key(event_slug, session_code)
    )
    return found if found and found.is_public else None


def public_event(event_slug: str) -> Event | None:
    """Return the event if visitors can see it."""
    found = programme.event_by_slug(event_slug)
    return found if found and found.is_public else None


def secret_page(answer: Any, status: int = 200) -> Response:
    """Return an answer whose address is a secret: kept nowhere, and told to no other page."""
    response = make_response(answer, status) if isinstance(answer, str) else make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
