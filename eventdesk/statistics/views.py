"""An event's figures on a page and as a file."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.formats import NO_BREAK
from eventdesk.core.text import N_
from eventdesk.figures import charts, rules
from eventdesk.figures.definitions import DEFINITIONS, NOT_SPECIFIED
from eventdesk.figures.queries import event_figures
from eventdesk.figures.rules import Group
from eventdesk.figures.values import EventFigures, PeriodCount, SeatFigures, SessionFigures
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.web.csv_export import csv_response
from eventdesk.web.filters import country_name, day, day_month, stakeholder_label
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("statistics", __name__)

NAVIGATION = (
    NavigationItem(
        Menu.ORGANISER, "statistics", N_("Statistics"), "statistics.figures", 80, Permission.STATISTICS_VIEW
    ),
)

MAX_COUNTRIES = 10
"""If there are more, the smallest are combined in one row, and the full table can be opened below."""

SHOWN_DEFINITIONS = (
    "registered", "confirmed", "reserved", "attended", "no_show", "organisations", "countries", "kinds", "seats",
    "seats_reserved", "waiting", "session_attendance", "occupancy", "over_time", "rounding",
)  # fmt: skip
FUNNEL = N_("From registration to attendance")


@blueprint.get("/desk/<event_slug>/statistics")
@requires(Permission.STATISTICS_VIEW, on=event_by_slug)
def figures(event: Event) -> Any:
    found = event_figures(event, now=clock.now())
    return render_template(
        "statistics/figures.html",
        event=event,
        desk_head=desk_head(event),
        figures=found,
        key_figures=_key_figures(found),
        funnel_title=gettext(FUNNEL),
        steps=_bars([_row(label, people, found.registered) for label, people in _steps(found)]),
        steps_note=_steps_note(found),
        counted_note=_counted_note(found),
        kinds=_bars(_rows(found.kinds, found.counted, stakeholder_label)),
        countries=_bars(_country_rows(found)),
        all_countries=[
            [country_name(group.key) or gettext(NOT_SPECIFIED), group.people, _share(group.people, found.counted)]
            for group in found.countries
        ] if len(found.countries) > MAX_COUNTRIES else [],
        total={"name": gettext("Total"), "value": found.counted, "share": _share(found.counted, found.counted)},
        periods=_columns(found.periods),
        periods_title=_periods_title(found.periods),
        period_label=gettext("Day") if _length(found.periods) == 1 else gettext("From"),
        occupancy=_occupancy(found),
        occupancy_note=_occupancy_note(found),
        occupancy_label=_occupancy_label(found),
        labels={key: gettext(definition.label) for key, definition in DEFINITIONS.items()},
        definitions=[(gettext(DEFINITIONS[key].label), gettext(DEFINITIONS[key].text)) for key in SHOWN_DEFINITIONS],
        csv_url=url_for(".figures_csv", event_slug=event.slug),
    )  # fmt: skip


@blueprint.get("/desk/<event_slug>/statistics.csv")
@requires(Permission.STATISTICS_VIEW, on=event_by_slug)
def figures_csv(event: Event) -> Any:
    found = event_figures(event, now=clock.now())
    heads = (gettext("Table"), gettext("Row"), gettext("Figure"), gettext("Number"), gettext("Of"), gettext("Per cent"))
    return csv_response(f"{event.slug}-statistics", heads, _table_rows(found))


def _table_rows(found: EventFigures) -> list[tuple[Any, ...]]:
    """Return every figure in a row of its own: table, row, figure, number, the number it is a share of, the share."""
    people, whole = gettext("People"), found.registered
    steps = [(label, number, whole) for label, number in _steps(found)]
    if found.no_shows is not None:
        steps.append((_label("no_show"), found.no_shows, found.confirmed))
    rows: list[tuple[Any, ...]] = [
        (gettext(FUNNEL), label, people, number, of, rules.share(number, of)) for label, number, of in steps
    ]
    organisations = _label("organisations")
    rows.append((organisations, gettext("Total"), organisations, found.organisations, "", ""))
    for table, groups, name in (
        (_label("kinds"), found.kinds, stakeholder_label),
        (_label("countries"), found.countries, country_name),
    ):
        rows += [
            (
                table,
                _name(group.key, name),
                people,
                group.people,
                found.counted,
                rules.share(group.people, found.counted),
            )
            for group in groups
        ]
    for period in found.periods:
        row = (_label("over_time"), f"{period.first.isoformat()}/{period.last.isoformat()}")
        rows.append((*row, gettext("New"), period.registered, whole, rules.share(period.registered, whole)))
    for session in found.sessions:
        rows += [
            (
                gettext("Sessions"), session.title, figure, number, session.seats.capacity,
                rules.share(number, session.capacity),
            )
            for figure, number in _session_numbers(session)
        ]  # fmt: skip
    return [tuple("" if cell is None else cell for cell in row) for row in rows]


def _label(key: str) -> str:
    return gettext(DEFINITIONS[key].label)


def _key_figures(found: EventFigures) -> list[dict[str, Any]]:
    used = _share(found.seats_used, found.capacity)
    if found.has_attendance:
        people = {"number": found.attended, "words": ngettext("person attended", "people attended", found.attended)}
        filled = gettext("of seats were filled")
    else:
        people = {"number": found.confirmed, "words": ngettext("person confirmed", "people confirmed", found.confirmed)}
        filled = gettext("of seats are reserved")
    return [
        people,
        {"number": found.organisations, "words": ngettext("organisation", "organisations", found.organisations)},
        {"number": found.named_countries, "words": ngettext("country", "countries", found.named_countries)},
        *([{"number": used, "words": filled}] if used else []),
    ]


def _steps(found: EventFigures) -> list[tuple[str, int]]:
    steps = [
        (_label("registered"), found.registered),
        (_label("confirmed"), found.confirmed),
        (_label("reserved"), found.reserved),
    ]
    return [*steps, (_label("attended"), found.attended)] if found.has_attendance else steps


def _steps_note(found: EventFigures) -> str:
    sentences = [gettext("Shares of everyone who registered.")]
    if found.no_shows is None and found.has_begun:
        sentences.append(gettext("No check-ins were recorded, so attendance is unknown."))
    elif found.no_shows is None:
        sentences.append(gettext("Attendance appears once the event has started."))
    else:
        numbers = {
            "no_shows": found.no_shows,
            "confirmed": found.confirmed,
            "share": _share(found.no_shows, found.confirmed),
        }
        sentences.append(
            gettext(
                "%(no_shows)s of %(confirmed)s confirmed participants did not attend: %(share)s no-show.", **numbers
            )
            if found.all_begun
            else gettext("%(no_shows)s of %(confirmed)s confirmed participants have not checked in yet.", **numbers)
        )
    return " ".join(sentences)


def _counted_note(found: EventFigures) -> str:
    if found.has_attendance:
        return gettext("People who attended.")
    return gettext("People with a confirmed registration.")


def _name(key: str, name: Callable[[str], str]) -> str:
    return name(key) if key else gettext(NOT_SPECIFIED)


def _rows(groups: Iterable[Group], whole: int, name: Callable[[str], str]) -> list[dict[str, Any]]:
    return [_row(_name(group.key, name), group.people, whole) for group in groups]


def _country_rows(found: EventFigures) -> list[dict[str, Any]]:
    """Return the countries to show, with one row for the smallest before the people who named no country."""
    listed, others = rules.group_others(found.countries, MAX_COUNTRIES)
    rows = _rows(listed, found.counted, country_name)
    if others:
        label = ngettext("%(num)s other country", "%(num)s other countries", len(others))
        people = sum(group.people for group in others)
        rows.insert(len(listed) - (not listed[-1].key), _row(label, people, found.counted))
    return rows


def _row(name: str, people: int, whole: int) -> dict[str, Any]:
    return {"name": name, "value": people, "share": _share(people, whole)}


def _bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lengths = charts.fractions([row["value"] for row in rows])
    return [{**row, "length": length} for row, length in zip(rows, lengths, strict=True)]


def _share(part: int, whole: int) -> str:
    """Return "32 %", "< 1 %", or "" if there is no whole."""
    percent = rules.percent(part, whole)
    if percent is None:
        return ""
    return f"<{NO_BREAK}1{NO_BREAK}%" if part and not percent else f"{percent}{NO_BREAK}%"


def _length(periods: Sequence[PeriodCount]) -> int:
    return (periods[0].last - periods[0].first).days + 1 if periods else 0


def _columns(periods: Sequence[PeriodCount]) -> list[dict[str, Any]]:
    years = {period.first.year for period in periods}
    written = day_month if len(years) == 1 else day
    return [
        {"when": written(period.first), "value": period.registered, "total": period.total, "box": box}
        for period, box in zip(periods, charts.columns([period.registered for period in periods]), strict=True)
    ]


def _periods_title(periods: Sequence[PeriodCount]) -> str:
    days = _length(periods)
    if days == 1:
        return gettext("New registrations per day")
    return ngettext("New registrations per week", "New registrations per %(num)s weeks", days // 7)


def _occupancy(found: EventFigures) -> list[dict[str, Any]]:
    """Return the sessions with limited seats, each with its seats used: see `_used`."""
    sessions = [session for session in found.sessions if session.capacity]
    used = [_used(session, found) for session in sessions]
    bars = charts.occupancy(
        [(number, session.capacity, session.seats.waiting) for number, session in zip(used, sessions, strict=True)]
    )
    return [
        {
            "name": session.title,
            "value": number,
            "seats": session.capacity,
            "waiting": session.seats.waiting,
            "share": _share(number, session.capacity),
            "bar": bar,
        }
        for session, number, bar in zip(sessions, used, bars, strict=True)
    ]


def _used(session: SessionFigures, found: EventFigures) -> int:
    """Return how many people attended a session or, before that is known, how many seats are reserved."""
    return session.seats.attended if found.has_attendance and session.has_begun else session.seats.reserved


def _occupancy_label(found: EventFigures) -> str:
    if not found.has_attendance:
        return gettext("Reserved of capacity")
    return gettext("Attended of capacity") if found.all_begun else gettext("Of capacity")


def _occupancy_note(found: EventFigures) -> str:
    line = gettext("Vertical line: capacity. Dashed outline: waiting list.")
    if not found.has_attendance:
        bar = gettext("Solid bar: seats reserved, as a share of the seats.")
    elif found.all_begun:
        bar = gettext("Solid bar: people who attended, as a share of the seats.")
    else:
        bar = gettext("Solid bar: people who attended, as a share of the seats; before the start, seats reserved.")
    return f"{bar} {line}"


def _session_numbers(session: SessionFigures) -> list[tuple[str, int]]:
    """Return what is known of a session: its seats if it takes reservations, attendance once it has begun."""
    numbers = _seat_numbers(session.seats) if session.seats.takes_reservations else []
    return [*numbers, (_label("attended"), session.seats.attended)] if session.has_begun else numbers


def _seat_numbers(seats: SeatFigures) -> list[tuple[str, int]]:
    return [
        *([] if seats.capacity is None else [(_label("seats"), seats.capacity)]),
        (_label("seats_reserved"), seats.reserved),
        (_label("waiting"), seats.waiting),
    ]
