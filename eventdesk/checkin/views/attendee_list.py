"""The attendee list of a session as a CSV file and for the printer."""

from typing import Any

from flask import render_template
from flask_babel import gettext

from eventdesk.checkin.queries.attendee_list import Attendee, attendee_list, waiting_attendees
from eventdesk.checkin.queries.check_in import check_in_counts, check_in_session
from eventdesk.checkin.rules import CheckInCounts
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
"""Rows for guests at the end of the printed list."""


@blueprint.get("/desk/<event_slug>/door/<session_code>/attendees.csv")
@requires(Permission.ATTENDEES_VIEW, on=check_in_session)
def attendees_csv(event_session: EventSession) -> Any:
    timezone = event_session.event.timezone
    columns = (
        gettext("Name"),
        gettext("Organisation"),
        gettext("Country"),
        gettext("Status"),
        gettext("Waiting list position"),
        gettext("Checked in (%(zone)s)", zone=timezone),
    )
    rows = [
        (
            person.name,
            person.organisation,
            country_name(person.country),
            gettext(person.status.label),
            person.waitlist_position or "",
            local(person.checked_in_at, timezone).strftime("%Y-%m-%d %H:%M") if person.checked_in_at else "",
        )
        for person in _all_attendees(event_session)
    ]
    return csv_response(f"{event_session.event.slug}-{event_session.code}-attendees", columns, rows)


@blueprint.get("/desk/<event_slug>/door/<session_code>/print")
@requires(Permission.ATTENDEES_VIEW, on=check_in_session)
def attendee_list_print(event_session: EventSession) -> Any:
    seats = session_seats(event_session.id)
    counts = check_in_counts(event_session, is_reserved=seats is not None)
    return render_template(
        "checkin/attendee_list_print.html",
        **live_context(event_session, counts, seats),
        counts_text=_counts_text(counts, is_reserved=seats is not None),
        people=[(person, _status_text(person)) for person in _all_attendees(event_session)],
        empty_rows=EMPTY_ROWS,
        now=clock.now(),
    )


def _all_attendees(event_session: EventSession) -> list[Attendee]:
    """Return everyone on the list, and then the waiting list."""
    seats = session_seats(event_session.id)
    listed, _ = attendee_list(event_session, is_reserved=seats is not None)
    return [*listed, *waiting_attendees(event_session)]


def _counts_text(counts: CheckInCounts, *, is_reserved: bool) -> str:
    numbers = {"expected": counts.expected, "checked_in": counts.checked_in, "walk_ins": counts.walk_ins}
    if is_reserved:
        return gettext("Confirmed: %(expected)s, checked in: %(checked_in)s, walk-ins: %(walk_ins)s.", **numbers)
    return gettext("Registered: %(expected)s, checked in: %(checked_in)s, walk-ins: %(walk_ins)s.", **numbers)


def _status_text(person: Attendee) -> str:
    if person.waitlist_position:
        return gettext("Number %(number)s on the waiting list", number=person.waitlist_position)
    return gettext(person.status.label)
