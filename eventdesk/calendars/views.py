"""The addresses of calendar files, and the page of one's own private feed."""

import hashlib
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as WerkzeugResponse

from eventdesk.calendars import feeds as files
from eventdesk.calendars import queries, rules, services
from eventdesk.calendars.addresses import Addresses, to_subscribe, to_subscribe_with_google
from eventdesk.calendars.calendar_entry import Labels
from eventdesk.calendars.queries import FeedVersion
from eventdesk.core import clock
from eventdesk.core.codes import token_hash
from eventdesk.core.db import transaction
from eventdesk.permissions import Identity, Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.web.guard import current_identity, public, requires
from eventdesk.web.limits import limiter
from eventdesk.web.response_cache import cache_response, is_cacheable
from eventdesk.web.setup import settings

blueprint = Blueprint("calendars", __name__)

UNKNOWN_FEEDS = "30 per minute"
"""Tries of one client at secret addresses that do not exist."""


def _feed_page() -> str:
    return url_for("calendars.my_feed")


@blueprint.get("/events/<event_slug>/programme.ics")
@requires(Permission.EVENT_VIEW, on=queries.feed_version_by_slug)
def programme_ics(edition: FeedVersion) -> Response:
    event = event_by_slug(edition.slug)
    if event is None:
        abort(404)
    body = files.programme_file(event, addresses=_addresses(), words=_words())
    if edition.is_public:
        cache_response(edition, partial(queries.feed_version_by_slug, edition.slug))
    return _calendar(body, f"{edition.slug}.ics", changed_at=edition.changed_at)


@blueprint.get("/events/<event_slug>/sessions/<session_code>.ics")
@requires(Permission.EVENT_VIEW, on=queries.exportable_session)
def session_ics(event_session: EventSession) -> Response:
    body = files.session_file(event_session, addresses=_addresses(), words=_words())
    changed_at = max(event_session.changed_at, event_session.event.changed_at)
    name = f"{event_session.event.slug}-{event_session.code}.ics"
    return _calendar(body, name, changed_at=changed_at)


@blueprint.get("/calendars/<token>.ics")
@public
@limiter.limit(UNKNOWN_FEEDS, deduct_when=lambda response: response.status_code == 404)
def feed(token: str) -> Response:
    person = queries.person_of_feed(token)
    if person is None:
        abort(404)
    body = files.agenda_file(person.id, name=gettext("My agenda"), addresses=_addresses(), words=_words())
    response = _calendar(body, "my-agenda.ics")
    # The address is a secret: it is handed on to nobody, and no search engine keeps what is behind it.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.app_template_global()
def subscription(path: str) -> dict[str, str]:
    """Return the addresses with which calendars subscribe to the file at `path` on this site, for menus of any room."""
    address = settings().base_url + path
    return {"webcal_url": to_subscribe(address), "google_url": to_subscribe_with_google(address)}


@blueprint.get("/my/calendar")
@requires(Permission.MY_PAGES)
def my_feed() -> str:
    return render_template("calendars/my_feed.html", **my_feed_address())


@blueprint.app_template_global()
def my_feed_address() -> dict[str, Any]:
    """Return the reader's private feed (None without one) and its addresses ("" where they cannot be shown again).

    Templates of every room may ask for it: My agenda shows it, and lies below this room.
    """
    found = queries.live_feed(_reader().person_id)
    token = rules.feed_token(found.id, settings().secret_key) if found else ""
    # An address made under another SECRET_KEY still works, but cannot be shown again.
    is_known = found is not None and found.token_hash == token_hash(token)
    address = _addresses().feed(token) if is_known else ""
    return {
        "feed": found,
        "address": address,
        "webcal_url": to_subscribe(address) if address else "",
        "google_url": to_subscribe_with_google(address) if address else "",
    }


@blueprint.post("/my/calendar")
@requires(Permission.MY_PAGES, return_to=_feed_page)
def make_address() -> WerkzeugResponse:
    with transaction():
        services.make_feed_address(_reader().person_id, secret=settings().secret_key, now=clock.now())
    flash(gettext("Your private address is made. One that you had before no longer works."), "ok")
    return redirect(url_for("calendars.my_feed"), 303)


@blueprint.post("/my/calendar/revoke")
@requires(Permission.MY_PAGES, return_to=_feed_page)
def revoke_address() -> WerkzeugResponse:
    with transaction():
        services.revoke_feed_address(_reader().person_id, now=clock.now())
    flash(gettext("Your private address no longer works."), "ok")
    return redirect(url_for("calendars.my_feed"), 303)


def _reader() -> Identity:
    """Return who is signed in; the guard has seen to it that somebody is."""
    identity = current_identity()
    if identity is None:
        abort(401)
    return identity


def _addresses() -> Addresses:
    return Addresses(settings().base_url)


def _words() -> Labels:
    """Return the words of calendar files in the reader's language."""
    return Labels(
        cancelled=gettext("Cancelled: {title}"),
        waiting=gettext("Waiting list: {title}"),
        uncertain=gettext("Not certain yet: {title}"),
        talks=gettext("Talks"),
        speakers=gettext("Speakers"),
        moderator=gettext("{name} (moderator)"),
        organiser=gettext("Organiser"),
        online=gettext("Online"),
        join=gettext("Join online"),
        more=gettext("More"),
        place_unknown=gettext("Place to be announced"),
        seat_confirmed=gettext("Your seat is confirmed."),
        seat_waiting=gettext("You are on the waiting list, number {number}."),
        seat_given_back=gettext("You gave this seat back."),
        seat_ended=gettext("You have no seat in this session."),
        seat_asked=gettext("You asked for a seat; the organisers decide."),
        seat_invited=gettext("You are invited; take a seat if you want to come."),
        seat_held=gettext("Your seat is held until you confirm your address."),
        seat_offered=gettext("A seat is offered to you; take it if you want to come."),
    )


def _calendar(body: bytes, name: str, *, changed_at: datetime | None = None) -> Response:
    """Answer with a calendar file, or 304 where the reader has it (RFC 9110, 13.1)."""
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(body).hexdigest()[:24])
    response.last_modified = changed_at
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    if not is_cacheable():
        response.make_conditional(request)
    return response
