"""Reserving and releasing seats. Each action leads back to the page of its form."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.loaders import session_to_reserve
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, NotFound
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.queries.sessions import public_session
from eventdesk.registration.services.register import FormRequired
from eventdesk.seats.rules.reservation import ReservationContext
from eventdesk.seats.services.insert_reservation import ReservationResult
from eventdesk.seats.services.release import release_seat
from eventdesk.seats.services.reserve import reserve_in_context, reserve_in_one_statement
from eventdesk.web.errors import translate
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import event_head


def _page_of(event_slug: str, session_code: str) -> str:
    return url_for("public.session_page", event_slug=event_slug, session_code=session_code)


def _released(event_session: EventSession) -> Any:
    return redirect(_page_before(event_session.event.slug, event_session.code), 303)


@blueprint.post("/events/<event_slug>/sessions/<session_code>/seat")
@requires(Permission.SEAT_RESERVE, on=session_to_reserve, return_to=_page_of)
def reserve(context: ReservationContext) -> Any:
    event_slug, session_code, now = context.event_slug, context.session_code, clock.now()
    try:
        reserved = reserve_in_one_statement(context, actor_id=context.person_id, now=now)
        if reserved is None:
            with transaction():
                reserved = reserve_in_context(context, actor_id=context.person_id, now=now)
    except FormRequired:
        return redirect(url_for("booking.register", event_slug=event_slug, session=session_code), 303)
    except DomainError as problem:
        return _reservation_error(public_session(event_slug, session_code), problem)
    flash_reservation(reserved)
    return redirect(_page_before(event_slug, session_code), 303)


@blueprint.post("/events/<event_slug>/sessions/<session_code>/seat/cancel")
@requires(Permission.SEAT_RESERVE, on=public_session, return_to=_page_of, once=_released)
def release(event_session: EventSession) -> Any:
    person_id, now = current_actor().person_id, clock.now()
    try:
        with transaction():
            release_seat(event_session, person_id, actor_id=person_id, now=now)
    except DomainError as problem:
        return _reservation_error(event_session, problem)
    flash(gettext("You no longer have a reservation for “%(title)s”.", title=event_session.title), "ok")
    return _released(event_session)


def flash_reservation(reserved: ReservationResult) -> None:
    """Flash the result of a reservation, and a warning about sessions that overlap."""
    if reserved.state == "confirmed":
        flash(gettext("Your seat is confirmed. We have emailed you."), "ok")
    elif reserved.state == "pending":
        flash(gettext("You requested a seat. We will email you the organisers' decision."), "note")
    elif reserved.state == "waiting":
        flash(
            gettext("All seats are taken, so you are on the waiting list. We will email you when you get a seat."),
            "note",
        )
    title, more = reserved.overlaps_with, reserved.overlaps - 1
    if more > 0:
        flash(gettext("This overlaps with “%(title)s” and %(count)s other sessions.", title=title, count=more), "warn")
    elif title:
        flash(gettext("This overlaps with “%(title)s”, which is also in your agenda.", title=title), "warn")


def _reservation_error(event_session: EventSession | None, problem: DomainError) -> Any:
    if event_session is None:
        raise NotFound
    return render_template(
        "booking/reservation_error.html", event_session=event_session, event_head=event_head(event_session.event),
        reason=translate(problem),
    ), 409  # fmt: skip


def _page_before(event_slug: str, session_code: str) -> str:
    """Return the page of the form: My agenda, which adds `to=agenda` to the address, or the session's page."""
    if request.args.get("to") == "agenda":
        return url_for("agenda.my_agenda")
    return _page_of(event_slug, session_code)
