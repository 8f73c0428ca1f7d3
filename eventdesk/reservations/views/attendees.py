"""The list of a session's attendees to take along: as a file, and for the printer."""

from typing import Any

from flask import render_template
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models import EventSession
from eventdesk.reservations import queries
from eventdesk.reservations.queries import Attendee
from eventdesk.reservations.views import blueprint
from eventdesk.reservations.views.door import moving
from eventdesk.web.csv_file import csv_response
from eventdesk.web.filters import country_name, local
from eventdesk.web.guard import requires

EMPTY_ROWS = 12
"""Lines for guests at the end of the printed list."""


@blueprint.get("/desk/<event_slug>/door/<session_code>/attendees.csv")
@requires(Permission.ATTENDEES_VIEW, on=queries.door_of_session)
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
            _standing_words(person),
            person.place_in_queue or "",
            local(person.here_at, timezone).strftime("%Y-%m-%d %H:%M") if person.here_at else "",
        )
        for person in _everybody(event_session)
    ]
    return csv_response(f"{event_session.event.slug}-{event_session.code}-attendees", heads, rows)


@blueprint.get("/desk/<event_slug>/door/<session_code>/print")
@requires(Permission.ATTENDEES_VIEW, on=queries.door_of_session)
def door_print(event_session: EventSession) -> Any:
    seats = queries.seats_of(event_session.id)
    return render_template(
        "reservations/door_print.html",
        **moving(event_session, queries.door_counts(event_session, is_reserved=seats is not None), seats),
        people=[(person, _standing_words(person)) for person in _everybody(event_session)],
        empty_rows=EMPTY_ROWS,
        now=clock.now(),
    )


def _everybody(event_session: EventSession) -> list[Attendee]:
    """Return the whole list, then those who wait."""
    seats = queries.seats_of(event_session.id)
    listed, _ = queries.roster(event_session, is_reserved=seats is not None)
    return [*listed, *queries.queue(event_session)]


def _standing_words(person: Attendee) -> str:
    return {
        "confirmed": gettext("Confirmed"),
        "registered": gettext("Registered"),
        "waiting": gettext("Waiting"),
        "walk-in": gettext("Walk-in"),
    }[person.standing]
