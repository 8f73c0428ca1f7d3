"""A person at the door: where the code on a ticket leads, with the sessions of today to check them in at."""

from datetime import date, datetime
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

from eventdesk.checkin.queries.ticket_lookup import PersonSession, registration_of_ticket, sessions_to_check_in
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.checkin.views.sessions import door_head
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration
from eventdesk.seats.queries.reservations import reservation_statuses
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.web.filters import clock_time, day_month, describe_timezone, local, weekday
from eventdesk.web.guard import requires

CODE = "string(minlength=8, maxlength=12)"
"""Longer or shorter than what stands at this place in the addresses of a session that is called "person"."""


@blueprint.get(f"/desk/<event_slug>/door/person/<{CODE}:registration_code>")
@requires(Permission.ATTENDEES_CHECK_IN, on=registration_of_ticket)
def check_in_person(registration: Registration) -> Any:
    event, now = registration.event, clock.now()
    today = local(now, event.timezone).date()
    standings = reservation_statuses(event.id, registration.person_id)
    rows = [_row(one, registration, standings.get(one.event_session.id)) for one in sessions_to_check_in(registration)]
    return render_template(
        "checkin/person.html",
        registration=registration,
        event=event,
        door_head=door_head(event),
        today=[row for row in rows if row["date"] == today],
        other_days=[row for row in rows if row["date"] > today],
        zone=describe_timezone(event.timezone, now),
        day_words=_day_text(today, event, now),
    )


def _day_text(today: date, event: Event, now: datetime) -> str:
    return f"{weekday(today)} {day_month(today)}, {clock_time(now, event.timezone)}"


def _row(one: PersonSession, registration: Registration, standing: ReservationStatus | None) -> dict[str, Any]:
    """Return a session as a row in which its person is checked in."""
    event_session, event = one.event_session, registration.event
    start, end = event_session.starts_at, event_session.ends_at
    if start is None or end is None:
        raise ValueError("What has a door has a time.")
    is_off = "cancelled" in (event_session.state, event.state)
    words = ""
    if is_off:
        words = gettext("Cancelled")
    elif one.state == "waiting" and standing:
        words = gettext("Number %(number)s on the waiting list", number=standing.position)
    deed = ".undo_check_in" if one.here_at else ".check_in"
    return {
        "date": local(start, event.timezone).date(),
        "day": f"{weekday(start, event.timezone)} {day_month(start, event.timezone)}",
        "id": event_session.id,
        "title": event_session.title,
        "url": url_for("checkin.check_in_session", event_slug=event.slug, session_code=event_session.code),
        "times": f"{clock_time(start, event.timezone)}–{clock_time(end, event.timezone)}",
        "place": event_session.room.name if event_session.room else event_session.place,
        "words": words,
        "here": clock_time(one.here_at, event.timezone) if one.here_at else "",
        "deed_url": ""
        if is_off
        else url_for(
            deed,
            event_slug=event.slug,
            session_code=event_session.code,
            person_code=registration.person.code,
            ticket=registration.code,
        ),
    }
