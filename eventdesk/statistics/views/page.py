"""The statistics page of an event."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.formats import NO_BREAK
from eventdesk.figures import charts, rules
from eventdesk.figures.definitions import DEFINITIONS, NOT_SPECIFIED
from eventdesk.figures.queries import event_figures
from eventdesk.figures.rules import Group
from eventdesk.figures.values import EventFigures, PeriodCount, SessionFigures
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.statistics.views.blueprint import blueprint
from eventdesk.statistics.views.labels import FUNNEL, funnel_steps, group_label
from eventdesk.web.filters import country_name, day, day_month, stakeholder_label
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head

MAX_COUNTRIES = 10
"""If there are more, the smallest are combined in one row, and the full table can be opened below."""

SHOWN_DEFINITIONS = (
    "registered", "confirmed", "reserved", "attended", "no_show", "organisations", "countries", "kinds", "seats",
    "seats_reserved", "waiting", "session_attendance", "occupancy", "over_time", "rounding",
)  # fmt: skip


@blueprint.get("/desk/<event_slug>/statistics")
@requires(Permission.STATISTICS_VIEW, on=event_by_slug)
def figures(event: Event) -> Any:
    figures = event_figures(event, now=clock.now())
    return render_template(
        "statistics/figures.html",
        event=event,
        desk_head=desk_head(event),
        figures=figures,
        key_figures=_key_figures(figures),
        funnel_title=gettext(FUNNEL),
        steps=_bars([_row(label, people, figures.registered) for label, people in funnel_steps(figures)]),
        steps_note=_steps_note(figures),
        counted_note=_counted_note(figures),
        kinds=_bars(_rows(figures.kinds, figures.counted, stakeholder_label)),
        countries=_bars(_country_rows(figures)),
        all_countries=[
            [country_name(group.key) or gettext(NOT_SPECIFIED), group.people, _share(group.people, figures.counted)]
            for group in figures.countries
        ] if len(figures.countries) > MAX_COUNTRIES else [],
        total={"name": gettext("Total"), "value": figures.counted, "share": _share(figures.counted, figures.counted)},
        periods=_columns(figures.periods),
        periods_title=_periods_title(figures.periods),
        period_label=gettext("Day") if _length(figures.periods) == 1 else gettext("From"),
        occupancy=_occupancy(figures),
        occupancy_note=_occupancy_note(figures),
        occupancy_label=_occupancy_label(figures),
        labels={key: gettext(definition.label) for key, definition in DEFINITIONS.items()},
        definitions=[(gettext(DEFINITIONS[key].label), gettext(DEFINITIONS[key].text)) for key in SHOWN_DEFINITIONS],
        csv_url=url_for(".figures_csv", event_slug=event.slug),
    )  # fmt: skip


def _key_figures(figures: EventFigures) -> list[dict[str, Any]]:
    used = _share(figures.seats_used, figures.capacity)
    if figures.has_attendance:
        people = {"number": figures.attended, "words": ngettext("person attended", "people attended", figures.attended)}
        filled = gettext("of seats were filled")
    else:
        people = {
            "number": figures.confirmed,
            "words": ngettext("person confirmed", "people confirmed", figures.confirmed),
        }
        filled = gettext("of seats are reserved")
    return [
        people,
        {"number": figures.organisations, "words": ngettext("organisation", "organisations", figures.organisations)},
        {"number": figures.named_countries, "words": ngettext("country", "countries", figures.named_countries)},
        *([{"number": used, "words": filled}] if used else []),
    ]


def _steps_note(figures: EventFigures) -> str:
    sentences = [gettext("Shares of everyone who registered.")]
    if figures.no_shows is None and figures.has_begun:
        sentences.append(gettext("No check-ins were recorded, so attendance is unknown."))
    elif figures.no_shows is None:
        sentences.append(gettext("Attendance appears once the event has started."))
    else:
        numbers = {
            "no_shows": figures.no_shows,
            "confirmed": figures.confirmed,
            "share": _share(figures.no_shows, figures.confirmed),
        }
        sentences.append(
            gettext(
                "%(no_shows)s of %(confirmed)s confirmed participants did not attend: %(share)s no-show.", **numbers
            )
            if figures.all_begun
            else gettext("%(no_shows)s of %(confirmed)s confirmed participants have not checked in yet.", **numbers)
        )
    return " ".join(sentences)


def _counted_note(figures: EventFigures) -> str:
    if figures.has_attendance:
        return gettext("People who attended.")
    return gettext("People with a confirmed registration.")


def _rows(groups: Iterable[Group], whole: int, name: Callable[[str], str]) -> list[dict[str, Any]]:
    return [_row(group_label(group.key, name), group.people, whole) for group in groups]


def _country_rows(figures: EventFigures) -> list[dict[str, Any]]:
    """Return the countries to show, with one row for the smallest before the people who named no country."""
    listed, others = rules.group_others(figures.countries, MAX_COUNTRIES)
    rows = _rows(listed, figures.counted, country_name)
    if others:
        label = ngettext("%(num)s other country", "%(num)s other countries", len(others))
        people = sum(group.people for group in others)
        rows.insert(len(listed) - (not listed[-1].key), _row(label, people, figures.counted))
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


def _occupancy(figures: EventFigures) -> list[dict[str, Any]]:
    """Return the sessions with limited seats, each with its seats used: see `_used`."""
    sessions = [session for session in figures.sessions if session.capacity]
    used = [_used(session, figures) for session in sessions]
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


def _used(session: SessionFigures, figures: EventFigures) -> int:
    """Return how many people attended a session or, before that is known, how many seats are reserved."""
    return session.seats.attended if figures.has_attendance and session.has_begun else session.seats.reserved


def _occupancy_label(figures: EventFigures) -> str:
    if not figures.has_attendance:
        return gettext("Reserved of capacity")
    return gettext("Attended of capacity") if figures.all_begun else gettext("Of capacity")


def _occupancy_note(figures: EventFigures) -> str:
    if not figures.has_attendance:
        bar = gettext("Solid bar: seats reserved, as a share of the seats.")
    elif figures.all_begun:
        bar = gettext("Solid bar: people who attended, as a share of the seats.")
    else:
        bar = gettext("Solid bar: people who attended, as a share of the seats; before the start, seats reserved.")
    line = gettext("Vertical line: capacity. Dashed outline: waiting list.")
    return f"{bar} {line}"
