"""The addresses of calendar files, and the page of the reader's private feed."""

import hashlib
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as WerkzeugResponse

from eventdesk.calendars import feeds, queries, rules, services
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
"""Requests of one client for secret addresses that do not exist."""


def _feed_page() -> str:
    return url_for("calendars.my_feed")


@blueprint.get("/events/<event_slug>/programme.ics")
@requires(Permission.EVENT_VIEW, on=queries.feed_version_by_slug)
def programme_ics(version: FeedVersion) -> Response:
    event = event_by_slug(version.slug)
    if event is None:
        abort(404)
    body = feeds.programme_file(event, addresses=_addresses(), labels=_labels())
    if version.is_public:
        cache_response(version, partial(queries.feed_version_by_slug, version.slug))
    return _calendar(body, f"{version.slug}.ics", changed_at=version.changed_at)


@blueprint.get("/events/<event_slug>/sessions/<session_code>.ics")
@requires(Permission.EVENT_VIEW, on=queries.exportable_session)
def session_ics(event_session: EventSession) -> Response:
    body = feeds.session_file(event_session, addresses=_addresses(), labels=_labels())
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
    body = feeds.agenda_file(person.id, name=gettext("My agenda"), addresses=_addresses(), labels=_labels())
    response = _calendar(body, "my-agenda.ics")
    # The address is a secret: browsers pass it to no other site, and no search engine stores what it leads to.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.app_template_global()
def subscription(path: str) -> dict[str, str]:
    """Return the addresses with which calendars subscribe to the file at `path` on this site, for menus on any page."""
    address = settings().base_url + path
    return {"webcal_url": to_subscribe(address), "google_url": to_subscribe_with_google(address)}


@blueprint.get("/my/calendar")
@requires(Permission.MY_PAGES)
def my_feed() -> str:
    return render_template("calendars/my_feed.html", **my_feed_address())


@blueprint.app_template_global()
def my_feed_address() -> dict[str, Any]:
    """Return the reader's private feed (None without one) and its addresses ("" where they cannot be shown again).

    Templates of all packages can call it: My agenda, in a package below this one, shows it.
    """
    stored = queries.live_feed(_reader().person_id)
    token = rules.feed_token(stored.id, settings().secret_key) if stored else ""
    # An address made under another SECRET_KEY still works, but cannot be shown again.
    is_known = stored is not None and stored.token_hash == token_hash(token)
    address = _addresses().feed(token) if is_known else ""
    return {
        "feed": stored,
        "address": address,
        "webcal_url": to_subscribe(address) if address else "",
        "google_url": to_subscribe_with_google(address) if address else "",
    }


@blueprint.post("/my/calendar")
@requires(Permission.MY_PAGES, return_to=_feed_page)
def make_address() -> WerkzeugResponse:
    with transaction():
        services.make_feed_address(_reader().person_id, secret=settings().secret_key, now=clock.now())
    flash(gettext("Your calendar link is ready. Earlier links no longer work."), "ok")
    return redirect(url_for("calendars.my_feed"), 303)


@blueprint.post("/my/calendar/revoke")
@requires(Permission.MY_PAGES, return_to=_feed_page)
def revoke_address() -> WerkzeugResponse:
    with transaction():
        services.revoke_feed_address(_reader().person_id, now=clock.now())
    flash(gettext("Your calendar link is deactivated."), "ok")
    return redirect(url_for("calendars.my_feed"), 303)


def _reader() -> Identity:
    """Return who is signed in; the guard lets nobody else in."""
    identity = current_identity()
    if identity is None:
        abort(401)
    return identity


def _addresses() -> Addresses:
    return Addresses(settings().base_url)


def _labels() -> Labels:
    """Return the texts of calendar files in the reader's language."""
    return Labels(
        cancelled=gettext("Cancelled: {title}"),
        waiting=gettext("Waiting list: {title}"),
        uncertain=gettext("Not confirmed yet: {title}"),
        talks=gettext("Talks"),
        speakers=gettext("Speakers"),
        moderator=gettext("{name} (moderator)"),
        organiser=gettext("Organiser"),
        online=gettext("Online"),
        join=gettext("Join online"),
        more=gettext("More"),
        location_unknown=gettext("Location to be announced"),
        seat_confirmed=gettext("Your seat is confirmed."),
        seat_waiting=gettext("You are number {number} on the waiting list."),
        seat_ended=gettext("You have no seat in this session."),
        seat_removed=gettext("The organisers removed you from this session."),
        seat_pending=gettext("You requested a seat. The organisers have not decided yet."),
        seat_invited=gettext("You are invited. Reserve a seat if you want to attend."),
        seat_on_hold=gettext("Your seat is on hold until you confirm your email address."),
        seat_offered=gettext("A seat is available for you. Accept it if you want to attend."),
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
