"""The list of an event's sessions to check people in to, by day, each with its counts."""

from datetime import datetime
from itertools import groupby
from typing import Any, cast

from flask import render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.checkin.queries import check_in as check_in_queries
from eventdesk.checkin.queries.check_in import CheckInSession
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.states import PublicationState
from eventdesk.seats.rules.display import SeatLabel
from eventdesk.seats.states import SeatState
from eventdesk.web.filters import clock_time, day, local
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


def checkin_header(event: Event) -> dict[str, Any]:
    """Return what the header of layouts/checkin.html shows."""
    return {
        "accent": event.accent,
        "back_url": url_for("checkin.check_in_sessions", event_slug=event.slug),
        "back_label": gettext("Choose another session"),
    }


@blueprint.get("/desk/<event_slug>/door/")
@requires(Permission.ATTENDEES_VIEW, on=event_by_slug)
def check_in_sessions(event: Event) -> Any:
    now = clock.now()
    sessions = check_in_queries.check_in_sessions(event.id, current_actor().person_id)
    by_day = groupby(sessions, key=lambda entry: local(start_of(entry.event_session), event.timezone).date())
    return render_template(
        "checkin/sessions.html",
        event=event,
        desk_head=desk_head(event),
        moderated=[_card(entry, event, now) for entry in sessions if entry.is_moderated],
        now=now,
        days=[(date, [_card(entry, event, now) for entry in entries]) for date, entries in by_day],
    )


def _card(entry: CheckInSession, event: Event, now: datetime) -> dict[str, Any]:
    """Return a session as components/programme.html shows one, with its counts in the place of its speakers."""
    event_session = entry.event_session
    start, end = start_of(event_session), end_of(event_session)
    is_cancelled = event_session.state == PublicationState.CANCELLED
    return {
        "title": event_session.title,
        "url": url_for("checkin.check_in_session", event_slug=event.slug, session_code=event_session.code),
        "start": clock_time(start, event.timezone),
        "end": clock_time(end, event.timezone),
        "day": day(start, event.timezone),
        "who": "" if is_cancelled else _counts_text(entry),
        "room": location_of(event_session),
        "track": None,
        "seats": SeatLabel(SeatState.CANCELLED) if is_cancelled else None,
        "running": event_session.state == PublicationState.PUBLISHED and start <= now < end,
        "has_my_seat": False,
        "cancelled": is_cancelled,
        "is_break": False,
    }


def _counts_text(entry: CheckInSession) -> str:
    counts = {"checked_in": entry.checked_in, "seats": entry.capacity, "taken": entry.taken, "waiting": entry.waiting}
    if not entry.is_reserved:
        return gettext("No reservation needed, %(checked_in)s checked in", **counts)
    if entry.capacity is None:
        return ngettext(
            "%(num)s seat taken, %(checked_in)s checked in",
            "%(num)s seats taken, %(checked_in)s checked in",
            entry.taken,
            checked_in=entry.checked_in,
        )
    if entry.waiting:
        return gettext("%(taken)s of %(seats)s seats taken, %(waiting)s waiting, %(checked_in)s checked in", **counts)
    return gettext("%(taken)s of %(seats)s seats taken, %(checked_in)s checked in", **counts)


def start_of(event_session: EventSession) -> datetime:
    """Return when a session to check people in to starts."""
    return cast("datetime", event_session.starts_at)  # The queries of this package leave out sessions without a time.


def end_of(event_session: EventSession) -> datetime:
    """Return when a session to check people in to ends."""
    return cast("datetime", event_session.ends_at)


def location_of(event_session: EventSession) -> str:
    """Return where a session takes place; "" where it is not known."""
    return event_session.room.name if event_session.room else event_session.place
