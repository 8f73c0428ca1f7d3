"""The figures of an event as a CSV file."""

from typing import Any

from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.figures import rules
from eventdesk.figures.queries import event_figures
from eventdesk.figures.values import EventFigures, SeatFigures, SessionFigures
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.statistics.views.blueprint import blueprint
from eventdesk.statistics.views.labels import FUNNEL, definition_label, funnel_steps, group_label
from eventdesk.web.csv_export import csv_response
from eventdesk.web.filters import country_name, stakeholder_label
from eventdesk.web.guard import requires


@blueprint.get("/desk/<event_slug>/statistics.csv")
@requires(Permission.STATISTICS_VIEW, on=event_by_slug)
def figures_csv(event: Event) -> Any:
    figures = event_figures(event, now=clock.now())
    header = (
        gettext("Table"),
        gettext("Row"),
        gettext("Figure"),
        gettext("Number"),
        gettext("Of"),
        gettext("Per cent"),
    )
    return csv_response(f"{event.slug}-statistics", header, _table_rows(figures))


def _table_rows(figures: EventFigures) -> list[tuple[Any, ...]]:
    """Return every figure in a row of its own: table, row, figure, number, the number it is a share of, the share."""
    people, whole = gettext("People"), figures.registered
    steps = [(label, number, whole) for label, number in funnel_steps(figures)]
    if figures.no_shows is not None:
        steps.append((definition_label("no_show"), figures.no_shows, figures.confirmed))
    rows: list[tuple[Any, ...]] = [
        (gettext(FUNNEL), label, people, number, of, rules.share(number, of)) for label, number, of in steps
    ]
    organisations = definition_label("organisations")
    rows.append((organisations, gettext("Total"), organisations, figures.organisations, "", ""))
    for table, groups, name in (
        (definition_label("kinds"), figures.kinds, stakeholder_label),
        (definition_label("countries"), figures.countries, country_name),
    ):
        rows += [
            (
                table,
                group_label(group.key, name),
                people,
                group.people,
                figures.counted,
                rules.share(group.people, figures.counted),
            )
            for group in groups
        ]
    for period in figures.periods:
        row = (definition_label("over_time"), f"{period.first.isoformat()}/{period.last.isoformat()}")
        rows.append((*row, gettext("New"), period.registered, whole, rules.share(period.registered, whole)))
    for session in figures.sessions:
        rows += [
            (
                gettext("Sessions"),
                session.title,
                figure,
                number,
                session.seats.capacity,
                rules.share(number, session.capacity),
            )
            for figure, number in _session_numbers(session)
        ]
    return [tuple("" if cell is None else cell for cell in row) for row in rows]


def _session_numbers(session: SessionFigures) -> list[tuple[str, int]]:
    """Return what is known of a session: its seats if it takes reservations, attendance once it has begun."""
    numbers = _seat_numbers(session.seats) if session.seats.takes_reservations else []
    return [*numbers, (definition_label("attended"), session.seats.attended)] if session.has_begun else numbers


def _seat_numbers(seats: SeatFigures) -> list[tuple[str, int]]:
    return [
        *([] if seats.capacity is None else [(definition_label("seats"), seats.capacity)]),
        (definition_label("seats_reserved"), seats.reserved),
        (definition_label("waiting"), seats.waiting),
    ]
