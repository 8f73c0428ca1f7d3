"""The content of a report, read from the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from eventdesk.core.formats import country_name
from eventdesk.core.text import N_
from eventdesk.figures.queries import event_figures
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.sessions import sessions_of_event
from eventdesk.programme.states import PublicationState
from eventdesk.reports import report_model as model
from eventdesk.reports import rules
from eventdesk.reports.models import EventReport
from eventdesk.reports.queries.cast import LANGUAGE, Cast
from eventdesk.reports.queries.people import named_participants, participation_of
from eventdesk.reports.queries.published import report_of
from eventdesk.reports.queries.sessions import agenda, links_by_session, room_of, session_reports
from eventdesk.speakers.queries import assignments_of_event

MAX_PERIODS = 12
"""A printed chart has room for this many columns with their numbers and days."""


def report_document(event: Event, *, now: datetime, base_url: str = "") -> model.ReportDocument:
    """Return the content of an event's report as of `now`. Thirteen statements.

    `base_url` is put before the addresses of our own pages; without it they are left out.
    """
    zone = ZoneInfo(event.timezone)
    report = report_of(event.id) or EventReport(subtitle="", summary="", conclusions="", funding_note="", version=0)
    figures = event_figures(event, now=now, max_periods=MAX_PERIODS, organisations_by_group=True)
    cast = Cast.of(assignments_of_event(event.id))
    listed = sessions_of_event(event.id)
    took_place = [
        session
        for session in listed
        if session.state == PublicationState.PUBLISHED and session.kind != "break" and session.starts_at
    ]
    rooms = {room for room in map(room_of, took_place) if room}
    page = f"{base_url}/events/{event.slug}/" if base_url else ""
    funding, disclaimer = rules.funding_lines(report.funding_note)
    starts_at, ends_at = _span(event, took_place, zone)
    links = links_by_session(event.id)
    return model.ReportDocument(
        title=event.title,
        subtitle=report.subtitle or event.subtitle,
        series=", ".join(filter(None, (event.series.title if event.series else "", event.edition))),
        starts_at=starts_at,
        ends_at=ends_at,
        place=N_("Online") if event.is_online and not event.venue else _place(event),
        organiser=event.organiser.name if event.organiser else "",
        data_as_of=now.astimezone(zone),
        version=str(report.version + 1),
        issued_on=now.astimezone(zone).date(),
        accent=f"#{event.accent}",
        language=LANGUAGE,
        funding=funding,
        disclaimer=disclaimer,
        emblem_of_eu=rules.requires_eu_emblem(report.funding_note),
        address=page,
        summary=report.summary,
        conclusions=report.conclusions,
        participation=participation_of(figures),
        sessions=session_reports(
            event, took_place, figures, cast, links, zone=zone, page=page, one_room=len(rooms) == 1
        ),
        agenda=agenda(event.id, listed, cast, zone),
        participants=named_participants(event.id, figures, cast),
        links=tuple(links[None]),
    )


def _span(event: Event, took_place: Sequence[EventSession], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the event begins and ends; midnight of its days unless the sessions of a single day say more."""
    first = datetime.combine(event.starts_on, time(0), zone)
    last = datetime.combine(event.ends_on, time(0), zone)
    if event.starts_on != event.ends_on or not took_place:
        return first, last
    starts = min(session.starts_at for session in took_place if session.starts_at).astimezone(zone)
    ends = max(session.ends_at for session in took_place if session.ends_at).astimezone(zone)
    return (starts, ends) if starts.date() == event.starts_on == ends.date() else (first, last)


def _place(event: Event) -> str:
    return ", ".join(filter(None, (event.venue, event.city, country_name(event.country, LANGUAGE))))
