"""What is on and what was, and the series."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.markup import to_text
from eventdesk.figures.queries import participation
from eventdesk.figures.values import Participation
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, Series
from eventdesk.programme.queries.events import all_series, events_before, events_from
from eventdesk.programme.rules.brand_colour import MAX_ACCENTS
from eventdesk.public.queries.cache_versions import site_version
from eventdesk.public.queries.events import SeriesWithEvents, published_reports, series_with_events
from eventdesk.public.rules.times import minute
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.cards import join_nonempty
from eventdesk.public.views.events import registration_text
from eventdesk.public.views.layout_context import site_context
from eventdesk.web.filters import cover_dates, day_range, month_year
from eventdesk.web.guard import public, requires

MAX_UPCOMING = 100
PAST_PER_PAGE = 20
MAX_SUMMARY = 160
"""Characters of a series' description in a list."""


@blueprint.get("/")
@public
def home() -> Response:
    """Show what is on, what was, and the series."""
    now = clock.now()
    asked = request.args.get("page", "1")
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= 10_000 or len(asked) > 5:
        abort(404)
    ask = None if request.args else site_version(lambda: minute(clock.now()))
    return cached_page(lambda: _home(int(asked), now), ask)


def _home(number: int, now: datetime) -> str:
    coming = events_from(now.date(), MAX_UPCOMING) if number == 1 else []
    past = events_before(now.date(), PAST_PER_PAGE + 1, (number - 1) * PAST_PER_PAGE)
    if number > 1 and not past:
        abort(404)
    shown = past[:PAST_PER_PAGE]
    reports = published_reports([event.id for event in shown])
    figures = participation([event for event in shown if event.id in reports], now=now)
    series = all_series() if number == 1 else []
    return render_template(
        "public/home.html",
        **site_context(),
        coming=[_line(event, now, first=number == 0) for number, event in enumerate(coming)],
        was=[_line(event, now, figures=figures.get(event.id), has_report=event.id in reports) for event in shown],
        series=[_series_line(one, coming) for one in series],
        accents=sorted({event.accent for event in [*coming, *shown]})[:MAX_ACCENTS],
        page=number,
        newer_url=_page_url(number - 1) if number > 1 else "",
        older_url=_page_url(number + 1) if len(past) > PAST_PER_PAGE else "",
    )


def _page_url(number: int) -> str:
    return url_for("public.home", page=number) if number > 1 else url_for("public.home")


def _line(
    event: Event, now: datetime, *, first: bool = False, figures: Participation | None = None,
    has_report: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Return an event as components/lists.html takes it."""
    place = join_nonempty(event.city, event.venue) or (gettext("Online") if event.is_online else "")
    notes = [place]
    if event.state == "cancelled":
        notes.append(gettext("Cancelled"))
    elif event.ends_on >= now.date():
        notes += [event.fee, registration_text(event, now)]
    elif figures:
        people = ngettext("%(num)s participant", "%(num)s participants", figures.people)
        organisations = ngettext("%(num)s organisation", "%(num)s organisations", figures.organisations)
        notes.append(gettext("%(people)s from %(organisations)s", people=people, organisations=organisations))
    return {
        "title": f"{event.title}: {event.subtitle}" if event.subtitle else event.title,
        "url": url_for("public.event_page", event_slug=event.slug),
        "days": cover_dates(event.starts_on, event.ends_on),
        "month": _months(event),
        "words": event.lead,
        "note": " ".join(f"{note.rstrip('.')}." for note in notes if note),
        "accent": event.accent,
        "report_url": url_for("reports.published_pdf", event_slug=event.slug) if has_report else "",
        "first": first,
    }


def _months(event: Event) -> str:
    """Return "October 2026", and both months where an event begins in one and ends in the next."""
    first, last = month_year(event.starts_on), month_year(event.ends_on)
    return first if first == last else f"{first} – {last}"


def _series_line(series: Series, coming: Sequence[Event]) -> dict[str, str]:
    soon = next((event for event in coming if event.series_id == series.id), None)
    words = " ".join(to_text(series.description.partition("\n\n")[0]).split())
    if len(words) > MAX_SUMMARY:
        words = words[:MAX_SUMMARY].rpartition(" ")[0].rstrip(",;:") + "…"
    if soon:
        words += " " + gettext("Next: %(days)s.", days=day_range(soon.starts_on, soon.ends_on))
    return {
        "title": series.title,
        "url": url_for("public.series_page", series_slug=series.slug),
        "words": words,
    }


@blueprint.get("/series/<series_slug>/")
@requires(Permission.EVENT_VIEW, on=series_with_events)
def series_page(found: SeriesWithEvents) -> Response:
    """Show a series and its events."""
    now = clock.now()
    return cached_page(lambda: _series(found, now))


def _series(found: SeriesWithEvents, now: datetime) -> str:
    coming = sorted((e for e in found.events if e.ends_on >= now.date()), key=lambda event: event.starts_on)
    past = [event for event in found.events if event.ends_on < now.date()]
    reports = published_reports([event.id for event in past])
    figures = participation([event for event in past if event.id in reports], now=now)
    return render_template(
        "public/series.html",
        **site_context(),
        series=found.series,
        coming=[_line(event, now, first=number == 0) for number, event in enumerate(coming)],
        was=[_line(event, now, figures=figures.get(event.id), has_report=event.id in reports) for event in past],
        accents=sorted({event.accent for event in found.events})[:MAX_ACCENTS],
    )
