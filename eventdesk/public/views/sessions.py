"""The page of one session, with the panel in which a seat is reserved."""

import secrets
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask_wtf.csrf import generate_csrf

from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.public.queries.session_page import SessionOnPage, session_on_page
from eventdesk.public.rules.times import is_timezone
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import has_flashes
from eventdesk.public.views.programme_filters import MAX_NAME
from eventdesk.public.views.seat_panel import Reader, seat_panel
from eventdesk.public.views.seat_panel_html import CALENDAR, DOWNLOAD, FORM_KEY, render_panel
from eventdesk.public.views.session_content import SEATS, PageVariant, load_content, render_session, stored_session
from eventdesk.public.views.stored_pages import CSRF_TOKEN, fill
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import guest_registration
from eventdesk.seats.queries.reader_seats import ReaderSeatInfo, quota_by_kind, reader_seat_info
from eventdesk.web.guard import current_identity, requires
from eventdesk.web.guest_session import guest_ref
from eventdesk.web.responses import without_storage
from eventdesk.web.signed_links import sign_registration


def session_of_reader(event_slug: str, session_code: str) -> SessionOnPage | None:
    """Return the session at this address, with what the signed-in reader marked, or None."""
    identity = current_identity()
    return session_on_page(event_slug, session_code, identity.person_id if identity else None)


@blueprint.get("/events/<event_slug>/sessions/<session_code>/")
@requires(Permission.EVENT_VIEW, on=session_of_reader)
def session_page(session: SessionOnPage) -> Response:
    """Show all that is known of one session."""
    event_session = session.event_session
    identity = current_identity()
    guest = guest_registration(event_session.event_id, guest_ref(event_session.event_id))
    reader = _reader(session, guest)
    variant = PageVariant(
        zone=_zone(event_session.event.timezone),
        online_url=(event_session.online_url or event_session.event.online_url) if reader.is_registered else "",
        is_signed_in=identity is not None,
        has_desk=identity is not None and (identity.is_admin or bool(identity.roles)),
        is_favourite=session.is_favourite,
    )
    content = load_content(session)
    # What is said once, after an action, is said to one reader.
    page = render_session(content, variant) if has_flashes() else stored_session(content, variant)
    panel = seat_panel(event_session, session.seats, reader, now=clock.now())
    values = {
        CSRF_TOKEN: "" if reader.is_visitor else generate_csrf(),
        FORM_KEY: secrets.token_urlsafe(12),
        CALENDAR: page.calendar,
        DOWNLOAD: page.download,
    }
    panel_html = render_panel(
        panel,
        event_session,
        is_visitor=reader.is_visitor,
        registration_ref=sign_registration(guest.ref) if guest else "",
    )
    response = make_response(fill(page.html, {**values, SEATS: fill(panel_html, values)}))
    return without_storage(response) if guest else response


def _reader(session: SessionOnPage, guest: Registration | None) -> Reader:
    """Return what the seats of a session are to the present reader: one query for each thing that can matter."""
    event_session, seats, identity = session.event_session, session.seats, current_identity()
    person_id = identity.person_id if identity else guest.person_id if guest else None
    reserved = quota_by_kind(event_session.id) if seats and seats.has_quotas else {}
    if seats and seats.effective_capacity is not None:
        left = seats.effective_capacity - seats.taken
        reserved = {kind: min(number, left) for kind, number in reserved.items()}
    if person_id is None:
        return Reader(ReaderSeatInfo(), reserved, is_visitor=True)
    return Reader(reader_seat_info(event_session, seats, person_id), reserved, is_visitor=False)


@blueprint.get("/events/<event_slug>/sessions/<session_code>/seat")
@requires(Permission.SEAT_RESERVE, on=session_of_reader)
def seat(session: SessionOnPage) -> Any:
    """Redirect a reader who signed in on the way to a seat back to the session's page."""
    event_session = session.event_session
    address = url_for(".session_page", event_slug=event_session.event.slug, session_code=event_session.code)
    return redirect(address, 303)


def _zone(event_timezone: str) -> str:
    """Return the zone in which the address asks for the times; "" for the event's own and for an unknown one."""
    zone = request.args.get("zone", "")[:MAX_NAME]
    return zone if zone != event_timezone and is_timezone(zone) else ""
