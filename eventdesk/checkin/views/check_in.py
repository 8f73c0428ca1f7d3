"""Checking a person in and undoing it: from the list of a session, and from the page of a ticket."""

from typing import Any

from flask import redirect, request, url_for

from eventdesk.checkin.queries.attendee_list import attendee
from eventdesk.checkin.queries.check_in import AttendeeAtSession, attendee_at_session, ticket_at_session
from eventdesk.checkin.services import check_in as check_in_services
from eventdesk.checkin.services.check_in import CheckInResult
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.checkin.views.person import TICKET_CODE
from eventdesk.checkin.views.session import attendee_row, live_context
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import NotAllowed
from eventdesk.permissions import Permission
from eventdesk.web.blocks import render_block
from eventdesk.web.guard import current_actor, requires

_SESSION = "/desk/<event_slug>/door/<session_code>/people/<person_code>"
_TICKET = f"/desk/<event_slug>/door/person/<{TICKET_CODE}:registration_code>/<session_code>"


def _list_row_url(event_slug: str, session_code: str, person_code: str) -> str:
    return url_for(
        "checkin.check_in_session", event_slug=event_slug, session_code=session_code, _anchor=f"person-{person_code}"
    )


def _ticket_url(event_slug: str, registration_code: str, session_code: str) -> str:
    return url_for(
        "checkin.check_in_person",
        event_slug=event_slug,
        registration_code=registration_code,
        _anchor=f"session-{session_code}",
    )


@blueprint.post(f"{_SESSION}/check-in")
@requires(Permission.ATTENDEES_CHECK_IN, on=attendee_at_session, return_to=_list_row_url)
def check_in(subject: AttendeeAtSession) -> Any:
    try:
        with transaction():
            result = _check_in(subject, override_capacity=request.form.get("override_capacity") == "1")
    except NotAllowed:
        return _ask_to_override(subject)
    return _list_response(subject, result)


@blueprint.post(f"{_SESSION}/undo")
@requires(Permission.ATTENDEES_CHECK_IN, on=attendee_at_session, return_to=_list_row_url)
def undo_check_in(subject: AttendeeAtSession) -> Any:
    with transaction():
        result = _undo_check_in(subject)
    return _list_response(subject, result)


@blueprint.post(f"{_TICKET}/check-in")
@requires(Permission.ATTENDEES_CHECK_IN, on=ticket_at_session, return_to=_ticket_url)
def check_in_ticket(subject: AttendeeAtSession) -> Any:
    try:
        with transaction():
            _check_in(subject)
    except NotAllowed:
        return _ask_to_override(subject)
    return redirect(_ticket_url(subject.event_slug, subject.registration_code, subject.session_code), 303)


@blueprint.post(f"{_TICKET}/undo")
@requires(Permission.ATTENDEES_CHECK_IN, on=ticket_at_session, return_to=_ticket_url)
def undo_check_in_ticket(subject: AttendeeAtSession) -> Any:
    with transaction():
        _undo_check_in(subject)
    return redirect(_ticket_url(subject.event_slug, subject.registration_code, subject.session_code), 303)


def _check_in(subject: AttendeeAtSession, *, override_capacity: bool = False) -> CheckInResult:
    return check_in_services.check_in(
        subject.session_id,
        subject.person_id,
        actor_id=current_actor().person_id,
        now=clock.now(),
        override_capacity=override_capacity,
    )


def _undo_check_in(subject: AttendeeAtSession) -> CheckInResult:
    return check_in_services.undo_check_in(
        subject.session_id, subject.person_id, actor_id=current_actor().person_id, now=clock.now()
    )


def _ask_to_override(subject: AttendeeAtSession) -> Any:
    """Lead to the page that says why the person was not checked in, and offers to do it anyway."""
    url = url_for(
        ".walk_in", event_slug=subject.event_slug, session_code=subject.session_code, person=subject.person_code
    )
    return ("", 200, {"HX-Redirect": url}) if _is_htmx() else redirect(url, 303)


def _list_response(subject: AttendeeAtSession, result: CheckInResult) -> Any:
    """Answer htmx with the row and the counts, and a plain form with the list at that row."""
    if not _is_htmx():
        return redirect(_list_row_url(subject.event_slug, subject.session_code, subject.person_code), 303)
    event_session = result.event_session
    person = attendee(event_session, subject.person_code, is_reserved=result.seats is not None)
    row = render_block("checkin/session.html", "row", person=attendee_row(event_session, person))
    context = live_context(event_session, result.counts, result.seats)
    return row + render_block("checkin/session.html", "live", **context, oob=True)


def _is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"
