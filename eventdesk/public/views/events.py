"""The page of an event: an invitation before it, its results afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.contents import links_of_event
from eventdesk.programme.queries.events import events_of_series
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.programme.states import PublicationState
from eventdesk.public.queries.cache_versions import event_version
from eventdesk.public.queries.events import EventHeader, event_header, event_with_everything, published_report
from eventdesk.public.queries.programme import Programme, programme_of
from eventdesk.public.rules.times import minute, phase
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.cards import card, join_nonempty
from eventdesk.public.views.event_facts import cover_month, key_facts, key_figures, moderators_of_event, talks_of_event
from eventdesk.public.views.event_registration import ReaderRegistration, cover_action
from eventdesk.public.views.favourites import favourites_config
from eventdesk.public.views.json_ld import event_data
from eventdesk.public.views.layout_context import event_context
from eventdesk.public.views.now_next import now_next
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.queries.registrations import guest_registration, registration_of
from eventdesk.registration.states import RegistrationState
from eventdesk.web.filters import cover_dates
from eventdesk.web.guard import current_identity, requires
from eventdesk.web.guest_session import guest_ref
from eventdesk.web.responses import without_storage
from eventdesk.web.signed_links import sign_registration

MAX_SESSIONS = 4


@blueprint.get("/events/<event_slug>/")
@requires(Permission.EVENT_VIEW, on=event_header)
def event_page(head: EventHeader) -> Response:
    """Show an event."""
    now = clock.now()
    guest = guest_registration(head.id, guest_ref(head.id))
    if guest:
        return without_storage(cached_page(lambda: _page(head, now, guest)))
    version = None if request.args else event_version(head.id, lambda: minute(clock.now()))
    return cached_page(lambda: _page(head, now), version)


def _page(head: EventHeader, now: datetime, guest: Registration | None = None) -> str:
    identity = current_identity()
    event = event_with_everything(head.id)
    programme = programme_of(head.id, identity.person_id if identity else None)
    sessions = [entry for entry in programme.entries if entry.kind != "break"]
    is_over = phase(head.starts_on, head.ends_on, head.timezone, now) == "after"
    report = published_report(head.id) if head.report_published_at else None
    registration = _registration(head, guest)
    is_registered = registration.state == RegistrationState.CONFIRMED
    action = cover_action(event, registration_policy(head.id), report, registration, is_over=is_over, now=now)
    return render_template(
        "public/event.html",
        **event_context(head, "event"),
        **_links(event),
        **(_results(event, head, programme, sessions, now) if is_over else _NO_RESULTS),
        event=event,
        report=report,
        is_over=is_over,
        action=action,
        days=cover_dates(event.starts_on, event.ends_on),
        month=cover_month(event),
        location=join_nonempty(event.venue, event.city) or (gettext("Online") if event.is_online else ""),
        facts=key_facts(event, programme, is_over),
        topics=[line.strip() for line in event.topics.splitlines() if line.strip()],
        cards=[card(entry, programme, head, now=now) for entry in _highlights(sessions, programme, now, is_over)],
        all_sessions=_all_sessions(sessions, event),
        online_url=event.online_url if is_registered and not is_over else "",
        ics_url=url_for("calendars.programme_ics", event_slug=head.slug) if sessions else "",
        now_next=now_next(head, programme, now, ZoneInfo(head.timezone)),
        structured=event_data(event, head, programme),
        favourites=favourites_config(head),
    )


def _registration(head: EventHeader, guest: Registration | None) -> ReaderRegistration:
    identity = current_identity()
    registration = registration_of(head.id, identity.person_id) if identity else guest
    return ReaderRegistration(registration.state if registration else "", sign_registration(guest.ref) if guest else "")


_NO_RESULTS: dict[str, Any] = {"figures": [], "talks": [], "moderators": []}


def _results(
    event: Event, head: EventHeader, programme: Programme, sessions: Sequence[ProgrammeItem], now: datetime
) -> dict[str, Any]:
    """Return what the page shows of an event that is over."""
    return {
        "figures": key_figures(event, programme, now),
        "talks": talks_of_event(head, programme, sessions),
        "moderators": moderators_of_event(programme),
    }


def _links(event: Event) -> dict[str, Any]:
    """Return the links of an event by kind, and the other events of its series."""
    links = links_of_event(event.id)
    siblings = events_of_series(event.series_id) if event.series_id else []
    return {
        "partners": [link for link in links if link.kind == "partner"],
        "projects": [link for link in links if link.kind == "project"],
        "links": [link for link in links if link.kind in ("press", "other")],
        "siblings": [sibling for sibling in siblings if sibling.id != event.id],
    }


def _highlights(
    sessions: Sequence[ProgrammeItem], programme: Programme, now: datetime, is_over: bool
) -> list[ProgrammeItem]:
    """Return a few sessions to begin with: of those still to come, the first that have speakers."""
    timed = [entry for entry in sessions if entry.state != PublicationState.CANCELLED and entry.starts_at]
    ahead = [entry for entry in timed if entry.ends_at and entry.ends_at > now] if not is_over else timed
    with_people = [entry for entry in ahead if programme.people.get(entry.id)]
    return (with_people or ahead)[:MAX_SESSIONS]


def _all_sessions(sessions: Sequence[ProgrammeItem], event: Event) -> str:
    """Return "All 29 sessions of both days"."""
    number, days = len(sessions), (event.ends_on - event.starts_on).days + 1
    if days == 1:
        return ngettext("See the session", "All %(num)s sessions", number)
    if days == 2:
        return ngettext("See the session", "All %(num)s sessions of both days", number)
    return ngettext("See the session", "All %(num)s sessions of %(days)s days", number, days=days)
