"""The page that the code on a ticket leads to: a person, with the sessions of today to check them in to."""

from datetime import date
from typing import Any, NamedTuple

from flask import render_template, url_for
from flask_babel import gettext

from eventdesk.checkin.queries.ticket_lookup import PersonSession, registration_of_ticket, sessions_to_check_in
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.checkin.views.sessions import checkin_header, end_of, location_of, start_of
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.states import PublicationState
from eventdesk.registration.models import Registration
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.queries.reservations import reservation_statuses
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.seats.states import ReservationState
from eventdesk.web.filters import clock_time, day_month, describe_timezone, local, stakeholder_label, weekday
from eventdesk.web.guard import requires

TICKET_CODE = "string(minlength=8, maxlength=12)"
"""Longer or shorter than the words that follow the code of a session in addresses: one may be called "person"."""


class Notice(NamedTuple):
    """What the banner of the page says of the registration."""

    kind: str
    title: str
    text: str = ""


class SessionRow(NamedTuple):
    """A session to check the person in to."""

    date: date
    day: str
    code: str
    title: str
    url: str
    times: str
    location: str
    status: str
    checked_in: str
    """When they were checked in, as "13:48"; "" before."""
    check_in_url: str
    undo_url: str


@blueprint.get(f"/desk/<event_slug>/door/person/<{TICKET_CODE}:registration_code>")
@requires(Permission.ATTENDEES_CHECK_IN, on=registration_of_ticket)
def check_in_person(registration: Registration) -> Any:
    event, now = registration.event, clock.now()
    today = local(now, event.timezone).date()
    statuses = reservation_statuses(event.id, registration.person_id)
    rows = [
        _row(entry, registration, statuses.get(entry.event_session.id)) for entry in sessions_to_check_in(registration)
    ]
    return render_template(
        "checkin/person.html",
        registration=registration,
        event=event,
        notice=_notice(registration),
        checkin_header=checkin_header(event),
        today=[row for row in rows if row.date == today],
        other_days=[row for row in rows if row.date > today],
        zone=describe_timezone(event.timezone, now),
        today_text=f"{weekday(today)} {day_month(today)}, {clock_time(now, event.timezone)}",
    )


def _notice(registration: Registration) -> Notice:
    state = RegistrationState(registration.state)
    if state is RegistrationState.CONFIRMED:
        kind = registration.stakeholder_kind
        title = gettext("Registered for %(event)s.", event=registration.event.title)
        return Notice("ok", title, stakeholder_label(kind) if kind else "")
    if state is RegistrationState.CANCELLED:
        return Notice(
            "warn",
            gettext("This registration has been cancelled."),
            gettext("You can still check them in as a walk-in."),
        )
    if state is RegistrationState.REJECTED:
        return Notice("bad", gettext("This registration was rejected."), registration.reason)
    return Notice("warn", gettext("This registration is not confirmed yet."))


def _row(entry: PersonSession, registration: Registration, status: ReservationStatus | None) -> SessionRow:
    event_session, event = entry.event_session, registration.event
    start, end = start_of(event_session), end_of(event_session)
    is_cancelled = PublicationState.CANCELLED in (event_session.state, event.state)
    can_check_in = registration.state == RegistrationState.CONFIRMED and not entry.checked_in_at and not is_cancelled

    def url(endpoint: str) -> str:
        return url_for(
            endpoint, event_slug=event.slug, registration_code=registration.code, session_code=event_session.code
        )

    return SessionRow(
        date=local(start, event.timezone).date(),
        day=f"{weekday(start, event.timezone)} {day_month(start, event.timezone)}",
        code=event_session.code,
        title=event_session.title,
        url=url_for("checkin.check_in_session", event_slug=event.slug, session_code=event_session.code),
        times=f"{clock_time(start, event.timezone)}–{clock_time(end, event.timezone)}",
        location=location_of(event_session),
        status=_status_text(entry, status, is_cancelled=is_cancelled),
        checked_in=clock_time(entry.checked_in_at, event.timezone) if entry.checked_in_at else "",
        check_in_url=url(".check_in_ticket") if can_check_in else "",
        undo_url=url(".undo_check_in_ticket") if entry.checked_in_at and not is_cancelled else "",
    )


def _status_text(entry: PersonSession, status: ReservationStatus | None, *, is_cancelled: bool) -> str:
    if is_cancelled:
        return gettext("Cancelled")
    if entry.state == ReservationState.WAITING and status:
        return gettext("Number %(number)s on the waiting list", number=status.position)
    return ""
