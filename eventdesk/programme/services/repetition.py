"""Repeating a session on other days of its event."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.rules.duplication import same_times_later
from eventdesk.programme.services.draft import lock_draft, record_change
from eventdesk.programme.services.duplication import SESSION_COLUMNS, draft_values, insert_drafts, insert_rows
from eventdesk.programme.services.sessions import change_of_added
from eventdesk.programme.states import DraftState


@dataclass(frozen=True)
class Repetition:
    """The outcome of repeating a session."""

    added: list[tuple[date, int]]
    """Day and id of each new session, by day."""
    known: list[date]
    """Days on which a session with this title already starts at this time."""
    impossible: list[date]
    """Days on which its times do not exist or are ambiguous."""


def repeat_session(event_session: EventSession, days: Collection[date], *, actor_id: int, now: datetime) -> Repetition:
    """Schedule the session on more days of its event at the same time of day, in one step that can be undone.

    Texts, room and track are copied; talks and links are not. Raises Conflict for a session that is cancelled or
    unscheduled, and Invalid without days or for a day outside the event.
    """
    plan, event = lock_draft(event_session), event_session.event
    if plan.state == DraftState.CANCELLED:
        raise Conflict(N_("“%(title)s” is cancelled. Restore it first."), title=plan.title)
    if plan.starts_at is None or plan.ends_at is None:
        raise Conflict(N_("Schedule the session first. Then you can repeat it."))
    if not days:
        raise Invalid("days", N_("Choose at least one day"))
    if not event.starts_on <= min(days) <= max(days) <= event.ends_on:
        raise Invalid("days", N_("Choose days within the event"))
    begins_on = plan.starts_at.astimezone(ZoneInfo(event.timezone)).date()
    starts = select(DraftSession.starts_at).where(
        DraftSession.event_id == event.id, DraftSession.title == plan.title, DraftSession.state != DraftState.REMOVED
    )
    taken_starts = set(db.session.scalars(starts))
    repetition = Repetition([], [], [])
    times_of: dict[date, tuple[datetime, datetime]] = {}
    for day in sorted(set(days)):
        times = same_times_later(plan.starts_at, plan.ends_at, (day - begins_on).days, event.timezone)
        if times is None:
            repetition.impossible.append(day)
        elif times[0] in taken_starts:
            repetition.known.append(day)
        else:
            times_of[day] = times
    if times_of:
        code_of = dict(zip(times_of, _free_codes(event.id, len(times_of)), strict=True))
        ids = insert_drafts(
            event.id, [(code, plan) for code in code_of.values()], (*SESSION_COLUMNS, "online_url"), now
        )
        repetition.added.extend((day, ids[code]) for day, code in code_of.items())
        places = {"room_id": plan.room_id, "track_id": plan.track_id}
        insert_rows(
            DraftSession,
            [
                {"event_session_id": copy_id, "event_id": event.id, **draft_values(plan, times_of[day]), **places}
                for day, copy_id in repetition.added
            ],
        )
        changes = [change_of_added(copy_id) for _, copy_id in repetition.added]
        record_change(event, "add", changes, actor_id=actor_id, now=now)
    return repetition


def _free_codes(event_id: int, count: int) -> list[str]:
    """Return `count` new codes that no session of the event has."""
    taken = set(db.session.scalars(select(EventSession.code).where(EventSession.event_id == event_id)))
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_code())
        codes -= taken
    return sorted(codes)
