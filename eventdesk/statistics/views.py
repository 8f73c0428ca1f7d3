"""An event's figures on a page and as a file."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event
from eventdesk.statistics import queries, rules
from eventdesk.statistics.definitions import DEFINITIONS
from eventdesk.statistics.queries import Figures, PeriodCount, SessionFigures
from eventdesk.web.csv_file import csv_response
from eventdesk.web.filters import country_name, day, day_month, kind_name
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("statistics", __name__)

NAVIGATION = (
    NavigationItem(
        Menu.ORGANISER, "statistics", N_("Statistics"), "statistics.figures", 80, Permission.STATISTICS_VIEW
    ),
)

MOST_COUNTRIES = 10
"""With more than these, the smallest become one line, and the full table can be opened below."""

SPACE = "\u00a0"
"""Keeps a number and its sign on one line."""


@blueprint.get("/desk/<event_slug>/statistics")
@requires(Permission.STATISTICS_VIEW, on=programme.event_by_slug)
def figures(event: Event) -> Any:
    found = queries.figures(event, now=clock.now())
    shown, rest = rules.with_rest(found.countries, MOST_COUNTRIES)
    countries = _bars(shown, found.counted, country_name)
    if rest:
        more = sum(people for _, people in rest)
        words = ngettext("%(num)s more country", "%(num)s more countries", len(rest))
        countries.insert(len(shown) - (not shown[-1][0]), _bar(words, more, found.counted))
    return render_template(
        "statistics/figures.html",
        event=event,
        desk_head=desk_head(event),
        figures=found,
        key_figures=_key_figures(found),
        steps=[_bar(words, people, found.registered) for words, people in _steps(found)],
        steps_words=_steps_words(found),
        counted_words=_counted_words(found),
        kinds=_bars(found.kinds, found.counted, kind_name),
        countries=countries,
        all_countries=[
            [country_name(code) or gettext("Not said"), people, _share(people, found.counted)]
            for code, people in found.countries
        ] if rest else [],
        all_line={"name": gettext("All"), "value": found.counted, "share": _share(found.counted, found.counted)},
        periods=_columns(found.periods),
        period_words=_period_words(found.periods),
        period_head=gettext("Day") if _length(found.periods) == 1 else gettext("From"),
        fills=[_fill(session, found) for session in found.sessions if session.seats],
        fill_words=_fill_words(found),
        fill_head=gettext("Here, of seats") if found.knows_who_came and found.all_begun else gettext("Of seats"),
        definitions=[(gettext(term), gettext(words)) for term, words in DEFINITIONS],
        csv_url=url_for(".figures_csv", event_slug=event.slug),
    )  # fmt: skip


@blueprint.get("/desk/<event_slug>/statistics.csv")
@requires(Permission.STATISTICS_VIEW, on=programme.event_by_slug)
def figures_csv(event: Event) -> Any:
    found = queries.figures(event, now=clock.now())
    heads = (gettext("Table"), gettext("Row"), gettext("Figure"), gettext("Number"), gettext("Of"), gettext("Per cent"))
    return csv_response(f"{event.slug}-statistics", heads, _table_rows(found))


def _table_rows(found: Figures) -> list[tuple[Any, ...]]:
    """Return every figure in a row of its own: table, row, figure, number, the number it is a share of, the share."""
    people, whole = gettext("People"), found.registered
    rows: list[tuple[Any, ...]] = [
        (gettext("From registration to the room"), words, people, number, whole, rules.share(number, whole))
        for words, number in [*_steps(found), *_no_show_step(found)]
    ]
    rows.append((gettext("Organisations"), gettext("All"), gettext("Organisations"), found.organisations, "", ""))
    for table, counts, name in (
        (gettext("Kinds of stakeholder"), found.kinds, kind_name),
        (gettext("Countries"), found.countries, country_name),
    ):
        rows += [
            (table, name(key) or gettext("Not said"), people, number, found.counted, rules.share(number, found.counted))
            for key, number in counts
        ]
    for period in found.periods:
        row = (gettext("Registrations over time"), f"{period.first.isoformat()}/{period.last.isoformat()}")
        rows.append((*row, gettext("New"), period.registered, whole, rules.share(period.registered, whole)))
    for session in found.sessions:
        rows += [
            (gettext("Sessions"), session.title, figure, number, session.seats, rules.share(number, session.seats or 0))
            for figure, number in _session_numbers(session)
        ]
    return [tuple("" if cell is None else cell for cell in row) for row in rows]


def _key_figures(found: Figures) -> list[dict[str, Any]]:
    used = _share(found.seats_used, found.seats)
    if found.knows_who_came:
        people = {"number": found.attended, "words": ngettext("person was here", "people were here", found.attended)}
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


def _steps(found: Figures) -> list[tuple[str, int]]:
    steps = [
        (gettext("Registered"), found.registered),
        (gettext("Confirmed"), found.confirmed),
        (gettext("Reserved a seat"), found.reserved),
    ]
    return [*steps, (gettext("Were here"), found.attended)] if found.knows_who_came else steps


def _no_show_step(found: Figures) -> list[tuple[str, int]]:
    return [] if found.no_shows is None else [(gettext("No-show"), found.no_shows)]


def _steps_words(found: Figures) -> str:
    words = [gettext("Shares of everybody who registered.")]
    if found.no_shows is None and found.has_begun:
        words.append(gettext("Nobody was checked in, so it is not known who came."))
    elif found.no_shows is None:
        words.append(gettext("Who came is counted from the first day on."))
    else:
        numbers = {
            "no_shows": found.no_shows,
            "confirmed": found.confirmed,
            "share": _share(found.no_shows, found.confirmed),
        }
        words.append(
            gettext("%(no_shows)s of the %(confirmed)s people confirmed did not come: %(share)s no-show.", **numbers)
            if found.all_begun
            else gettext("%(no_shows)s of the %(confirmed)s people confirmed are not here yet.", **numbers)
        )
    return " ".join(words)


def _counted_words(found: Figures) -> str:
    if found.knows_who_came:
        return gettext("People who were here.")
    return gettext("People who registered and did not cancel.")


def _bars(rows: Sequence[tuple[str, int]], whole: int, name: Callable[[str], str]) -> list[dict[str, Any]]:
    return [_bar(name(key) or gettext("Not said"), people, whole) for key, people in rows]


def _bar(name: str, people: int, whole: int) -> dict[str, Any]:
    return {"name": name, "value": people, "words": "", "share": _share(people, whole)}


def _share(part: int, whole: int) -> str:
    """Return "32 %", "< 1 %", or nothing where there is no whole."""
    per_cent = rules.share(part, whole)
    if per_cent is None:
        return ""
    return f"<{SPACE}1{SPACE}%" if 0 < per_cent < 0.5 else f"{per_cent:.0f}{SPACE}%"


def _length(periods: Sequence[PeriodCount]) -> int:
    return (periods[0].last - periods[0].first).days + 1 if periods else 0


def _columns(periods: Sequence[PeriodCount]) -> list[dict[str, Any]]:
    years = {period.first.year for period in periods}
    words = day_month if len(years) == 1 else day
    return [{"when": words(period.first), "value": period.registered, "sum": period.so_far} for period in periods]


def _period_words(periods: Sequence[PeriodCount]) -> str:
    days = _length(periods)
    if days == 1:
        return gettext("New registrations a day")
    return ngettext("New registrations a week", "New registrations in %(num)s weeks each", days // 7)


def _fill(session: SessionFigures, found: Figures) -> dict[str, Any]:
    """Return a session as components/charts.html draws its seats: people here, or before that the seats reserved."""
    used = session.here if found.knows_who_came and session.has_begun else session.reserved
    return {
        "name": session.title,
        "value": used,
        "seats": session.seats,
        "waiting": session.waiting,
        "share": _share(used, session.seats or 0),
    }


def _fill_words(found: Figures) -> str:
    line = gettext("Upright line: all seats taken. Broken frame: people left waiting.")
    if not found.knows_who_came:
        return " ".join((gettext("Solid bar: seats reserved, as a share of the seats."), line))
    bar = gettext("Solid bar: people here, as a share of the seats.")
    if not found.all_begun:
        bar = gettext("Solid bar: people here, as a share of the seats; of a session still to come, seats reserved.")
    return f"{bar} {line}"


def _session_numbers(session: SessionFigures) -> list[tuple[str, int]]:
    """Return what is known of a session: seats where there are any, people here where it has begun."""
    numbers = []
    if session.is_reserved:
        numbers = [
            *([] if session.seats is None else [(gettext("Seats"), session.seats)]),
            (gettext("Reserved"), session.reserved),
            (gettext("Waiting"), session.waiting),
        ]
    return [*numbers, (gettext("Here"), session.here)] if session.has_begun else numbers
