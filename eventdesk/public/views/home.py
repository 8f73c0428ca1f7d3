"""The home page with upcoming and past events, and the pages of series."""

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
from eventdesk.programme.states import PublicationState
from eventdesk.public.queries.cache_versions import site_version
from eventdesk.public.queries.events import SeriesWithEvents, published_reports, series_with_events
from eventdesk.public.rules.times import minute
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.cards import join_nonempty
from eventdesk.public.views.event_registration import registration_text
from eventdesk.public.views.layout_context import site_context
from eventdesk.web.filters import cover_dates, day_range, month_year
from eventdesk.web.guard import public, requires

MAX_UPCOMING = 100
PAST_PER_PAGE = 20
MAX_PAGE = 10_000
MAX_SUMMARY = 160
"""Characters of a series' description in a list."""


@blueprint.get("/")
@public
def home() -> Response:
    """Show upcoming and past events, and the series."""
    now = clock.now()
    page = request.args.get("page", "1")
    if not page.isascii() or not page.isdigit() or not 1 <= int(page[:6]) <= MAX_PAGE or len(page) > 5:
        abort(404)
    version = None if request.args else site_version(lambda: minute(clock.now()))
    return cached_page(lambda: _home(int(page), now), version)


def _home(page: int, now: datetime) -> str:
    upcoming = events_from(now.date(), MAX_UPCOMING) if page == 1 else []
    past = events_before(now.date(), PAST_PER_PAGE + 1, (page - 1) * PAST_PER_PAGE)
    if page > 1 and not past:
        abort(404)
    shown = past[:PAST_PER_PAGE]
    series = all_series() if page == 1 else []
    return render_template(
        "public/home.html",
        **site_context(),
        upcoming=_upcoming(upcoming, now),
        past=_past(shown, now),
        series=[_series_line(series_row, upcoming) for series_row in series],
        accents=sorted({event.accent for event in [*upcoming, *shown]})[:MAX_ACCENTS],
        page=page,
        newer_url=_page_url(page - 1) if page > 1 else "",
        older_url=_page_url(page + 1) if len(past) > PAST_PER_PAGE else "",
    )


def _page_url(page: int) -> str:
    return url_for("public.home", page=page) if page > 1 else url_for("public.home")


def _upcoming(events: Sequence[Event], now: datetime) -> list[dict[str, Any]]:
    return [_line(event, now, is_first=number == 0) for number, event in enumerate(events)]


def _past(events: Sequence[Event], now: datetime) -> list[dict[str, Any]]:
    reports = published_reports([event.id for event in events])
    figures = participation([event for event in events if event.id in reports], now=now)
    return [_line(event, now, figures=figures.get(event.id), has_report=event.id in reports) for event in events]


def _line(
    event: Event,
    now: datetime,
    *,
    is_first: bool = False,
    figures: Participation | None = None,
    has_report: bool = False,
) -> dict[str, Any]:
    """Return an event as components/lists.html takes it."""
    location = join_nonempty(event.city, event.venue) or (gettext("Online") if event.is_online else "")
    notes = [location]
    if event.state == PublicationState.CANCELLED:
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
        "first": is_first,
    }


def _months(event: Event) -> str:
    """Return "October 2026", or both months if an event starts in one and ends in another."""
    first, last = month_year(event.starts_on), month_year(event.ends_on)
    return first if first == last else f"{first} – {last}"


def _series_line(series: Series, upcoming: Sequence[Event]) -> dict[str, str]:
    next_event = next((event for event in upcoming if event.series_id == series.id), None)
    summary = " ".join(to_text(series.description.partition("\n\n")[0]).split())
    if len(summary) > MAX_SUMMARY:
        summary = summary[:MAX_SUMMARY].rpartition(" ")[0].rstrip(",;:") + "…"
    if next_event:
        summary += " " + gettext("Next: %(days)s.", days=day_range(next_event.starts_on, next_event.ends_on))
    return {
        "title": series.title,
        "url": url_for("public.series_page", series_slug=series.slug),
        "words": summary,
    }


@blueprint.get("/series/<series_slug>/")
@requires(Permission.EVENT_VIEW, on=series_with_events)
def series_page(series: SeriesWithEvents) -> Response:
    """Show a series and its events."""
    now = clock.now()
    return cached_page(lambda: _series(series, now))


def _series(series: SeriesWithEvents, now: datetime) -> str:
    upcoming = [event for event in series.events if event.ends_on >= now.date()]
    past = [event for event in series.events if event.ends_on < now.date()]
    return render_template(
        "public/series.html",
        **site_context(),
        series=series.series,
        upcoming=_upcoming(sorted(upcoming, key=lambda event: event.starts_on), now),
        past=_past(past, now),
        accents=sorted({event.accent for event in series.events})[:MAX_ACCENTS],
    )
