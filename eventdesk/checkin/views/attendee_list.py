"""The list of a session's attendees to take along: as a file, and for the printer."""

from typing import Any

from flask import render_template
from flask_babel import gettext

from eventdesk.checkin.queries.attendee_list import Attendee, attendee_list, waiting_attendees
from eventdesk.checkin.queries.check_in import check_in_counts, check_in_session
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.checkin.views.session import live_context
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.web.csv_export import csv_response
from eventdesk.web.filters import country_name, local
from eventdesk.web.guard import requires

EMPTY_ROWS = 12
"""Lines for guests at the end of the printed list."""


@blueprint.get("/desk/<event_slug>/door/<session_code>/attendees.csv")
@requires(Permission.ATTENDEES_VIEW, on=check_in_session)
def attendees_csv(event_session: EventSession) -> Any:
    timezone = event_session.event.timezone
    heads = (
        gettext("Name"), gettext("Organisation"), gettext("Country"), gettext("Status"),
        gettext("Number on the waiting list"), gettext("Here since (%(zone)s)", zone=timezone),
    )  # fmt: skip
    rows = [
        (
            person.name,
            person.organisation,
            country_name(person.country),
            _status_text(person),
            person.place_in_queue or "",
            local(person.here_at, timezone).strftime("%Y-%m-%d %H:%M") if person.here_at else "",
        )
        for person in _all_attendees(event_session)
    ]
    return csv_response(f"{event_session.event.slug}-{event_session.code}-attendees", heads, rows)


@blueprint.get("/desk/<event_slug>/door/<session_code>/print")
@requires(Permission.ATTENDEES_VIEW, on=check_in_session)
def attendee_list_print(event_session: EventSession) -> Any:
    seats = session_seats(event_session.id)
    return render_template(
        "checkin/attendee_list_print.html",
        **live_context(event_session, check_in_counts(event_session, is_reserved=seats is not None), seats),
        people=[(person, _status_text(person)) for person in _all_attendees(event_session)],
        empty_rows=EMPTY_ROWS,
        now=clock.now(),
    )


def _all_attendees(event_session: EventSession) -> list[Attendee]:
    """Return the whole list, then those who wait."""
    seats = session_seats(event_session.id)
    listed, _ = attendee_list(event_session, is_reserved=seats is not None)
    return [*listed, *waiting_attendees(event_session)]


def _status_text(person: Attendee) -> str:
    return {
        "confirmed": gettext("Confirmed"),
        "registered": gettext("Registered"),
        "waiting": gettext("Waiting"),
        "walk-in": gettext("Walk-in"),
    }[person.standing]
