"""The doors of an event: its sessions by day, each with how many are expected and here."""

from datetime import datetime
from itertools import groupby
from typing import Any, cast

from flask import render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.checkin.queries import check_in
from eventdesk.checkin.queries.check_in import CheckInSession
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.seats.rules.display import SeatLabel
from eventdesk.seats.states import SeatState
from eventdesk.web.filters import clock_time, day, local
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


def door_head(event: Event) -> dict[str, Any]:
    """Return what `layouts/door.html` needs."""
    return {
        "accent": event.accent,
        "back_url": url_for("checkin.check_in_sessions", event_slug=event.slug),
        "back_label": gettext("Change room"),
    }


@blueprint.get("/desk/<event_slug>/door/")
@requires(Permission.ATTENDEES_VIEW, on=event_by_slug)
def check_in_sessions(event: Event) -> Any:
    now = clock.now()
    found = check_in.check_in_sessions(event.id, current_actor().person_id)
    by_day = groupby(found, key=lambda entry: local(start_of(entry.event_session), event.timezone).date())
    return render_template(
        "checkin/sessions.html",
        event=event,
        desk_head=desk_head(event),
        mine=[_card(entry, event, now) for entry in found if entry.is_mine],
        now=now,
        days=[(date, [_card(entry, event, now) for entry in entries]) for date, entries in by_day],
    )


def _card(entry: CheckInSession, event: Event, now: datetime) -> dict[str, Any]:
    event_session = entry.event_session
    start, end = start_of(event_session), end_of(event_session)
    return {
        "title": event_session.title,
        "url": url_for("checkin.check_in_session", event_slug=event.slug, session_code=event_session.code),
        "start": clock_time(start, event.timezone),
        "end": clock_time(end, event.timezone),
        "day": day(start, event.timezone),
        "who": "" if event_session.state == "cancelled" else _count_words(entry),
        "room": location_of(event_session),
        "track": None,
        "seats": SeatLabel(SeatState.CANCELLED) if event_session.state == "cancelled" else None,
        "running": event_session.state == "published" and start <= now < end,
        "has_my_seat": False,
        "cancelled": event_session.state == "cancelled",
        "is_break": False,
    }


def _count_words(entry: CheckInSession) -> str:
    here = gettext("%(here)s here", here=entry.here)
    if not entry.is_reserved:
        return gettext("No reservation needed") + f", {here}"
    if entry.capacity is None:
        words = [ngettext("%(num)s seat taken", "%(num)s seats taken", entry.taken)]
    else:
        words = [gettext("%(taken)s of %(seats)s seats taken", taken=entry.taken, seats=entry.capacity)]
    if entry.waiting:
        words.append(gettext("%(waiting)s waiting", waiting=entry.waiting))
    return ", ".join([*words, here])


def start_of(event_session: EventSession) -> datetime:
    """Return when a session with a door starts."""
    return cast("datetime", event_session.starts_at)  # What has a door has a time.


def end_of(event_session: EventSession) -> datetime:
    """Return when a session with a door ends."""
    return cast("datetime", event_session.ends_at)


def location_of(event_session: EventSession) -> str:
    """Return where a session takes place, in words; "" where nobody has said."""
    return event_session.room.name if event_session.room else event_session.place
