"""Starring sessions. A form is led back to the session's page; a script, which asks for JSON, stays where it is."""

from typing import Any

from flask import jsonify, redirect, request, url_for

from eventdesk.agenda.queries.favourites import favourite_codes
from eventdesk.agenda.services import favourites
from eventdesk.agenda.services.favourites import import_device_favourites
from eventdesk.agenda.views.blueprint import blueprint
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import public_event
from eventdesk.programme.queries.sessions import SessionStub, session_stub
from eventdesk.web.guard import current_actor, requires


def session_to_favourite(event_slug: str, session_code: str) -> SessionStub | None:
    """Return the session, without loading it, if visitors can see it and it has a page."""
    found = session_stub(event_slug, session_code)
    return found if found and found.is_public else None


def _page_of(event_slug: str, session_code: str) -> str:
    return url_for("public.session_page", event_slug=event_slug, session_code=session_code)


def _programme_of(event_slug: str) -> str:
    return url_for("public.programme", event_slug=event_slug)


@blueprint.post("/events/<event_slug>/sessions/<session_code>/star")
@requires(Permission.MY_PAGES, on=session_to_favourite, return_to=_page_of)
def add_favourite(key: SessionStub) -> Any:
    with transaction():
        favourites.add_favourite(key.id, current_actor().person_id, now=clock.now())
    return _done(key)


@blueprint.post("/events/<event_slug>/sessions/<session_code>/star/remove")
@requires(Permission.MY_PAGES, on=session_to_favourite, return_to=_page_of)
def remove_favourite(key: SessionStub) -> Any:
    with transaction():
        favourites.remove_favourite(key.id, current_actor().person_id)
    return _done(key)


@blueprint.post("/events/<event_slug>/stars")
@requires(Permission.MY_PAGES, on=public_event, return_to=_programme_of)
def import_favourites(event: Event) -> Any:
    """Take the stars over that this device kept; the field `codes` holds the sessions, with spaces between."""
    person_id, event_id, event_slug = current_actor().person_id, event.id, event.slug
    with transaction():
        import_device_favourites(event_id, request.form.get("codes", "").split(), person_id, now=clock.now())
    if _is_script():
        return jsonify(starred=favourite_codes(event_id, person_id))
    return redirect(url_for("public.programme", event_slug=event_slug), 303)


def _done(key: SessionStub) -> Any:
    if _is_script():
        return "", 204
    return redirect(_page_of(key.event_slug, key.code), 303)


def _is_script() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
