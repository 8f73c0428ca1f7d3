"""What several views of this room share: public things, keys of forms, pages whose address is a secret."""

import re
import secrets
from typing import Any

from flask import Response, make_response, request

from eventdesk.core.deeds import LONGEST_KEY
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event, EventSession
from eventdesk.programme.queries import SessionKey
from eventdesk.reservations import services
from eventdesk.web.guard import me

_KEY = re.compile(rf"[\w-]{{1,{LONGEST_KEY}}}", re.ASCII)


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


def form_key() -> str:
    """Return the key of the form that is sent: the same form sent twice is one deed. "" where it has none."""
    key = request.form.get("key", "")
    return key if _KEY.fullmatch(key) else ""


def new_key() -> str:
    """Return a key for a form."""
    return secrets.token_urlsafe(12)


def secret_page(answer: Any, status: int = 200) -> Response:
    """Return an answer whose address is a secret: kept nowhere, and told to no other page."""
    response = make_response(answer, status) if isinstance(answer, str) else make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
