"""Actions that change several packages at once: a session with its seats, publishing, cancelling, copying."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from eventdesk.accounts import queries as accounts_queries
from eventdesk.accounts import services as accounts
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict
from eventdesk.core.outbox import queue_mail
from eventdesk.core.text import N_
from eventdesk.desk import rules
from eventdesk.desk.queries.publishing import people_of_changes, registered_addresses
from eventdesk.desk.queries.sessions import session_values
from eventdesk.programme.models.draft import DraftSession, ProgrammeVersion
from eventdesk.programme.models.programme import Event, EventSession, Series
from eventdesk.programme.rules.versions import affects_attendees
from eventdesk.programme.services import duplication, events, publishing, repetition, sessions
from eventdesk.programme.services.draft import schedule_session
from eventdesk.programme.services.duplication import EventCopy
from eventdesk.programme.services.repetition import Repetition
from eventdesk.programme.services.revision import lock_event
from eventdesk.programme.services.sessions import TEXTS, change_texts
from eventdesk.programme.states import PublicationState
from eventdesk.registration.services.copy_form import copy_form
from eventdesk.seats.queries.waitlist import sessions_to_promote
from eventdesk.seats.services.policy import copy_seat_policy
from eventdesk.seats.services.session_seats import close_seats, copy_seats, reopen_seats, set_seats
from eventdesk.seats.services.waitlist import promote_in_sessions
from eventdesk.speakers.services.assignments import copy_assignments
from eventdesk.speakers.services.materials import copy_materials


class EditConflict(Conflict):
    """Somebody else changed a session while its form was open; `fields` are the names of what they changed."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(N_("Someone else changed this session while you were editing it."))
        self.fields = fields


def add_session(
    event: Event,
    values: dict[str, Any],
    *,
    uid: str,
    seats: int | None,
    waiting_list: bool,
    actor_id: int,
    now: datetime,
) -> EventSession:
    """Add a session with its seats and return it. Raises Invalid for a value that is not allowed."""
    event_session = sessions.add_session(event, uid=uid, actor_id=actor_id, now=now, **values)
    set_seats(event_session, seats, waiting_list=waiting_list, actor_id=actor_id, now=now)
    return event_session


def change_session(
    plan: DraftSession,
    values: dict[str, Any],
    *,
    made_from: str,
    seats: int | None,
    waiting_list: bool | None,
    actor_id: int,
    now: datetime,
) -> None:
    """Change a session and its seats; `waiting_list` None leaves the seats as they are.

    `made_from` is the fingerprint of the values that the form showed when it was opened. Raises EditConflict if these
    have changed, Invalid for a value that is not allowed.
    """
    event_session = plan.event_session
    lock_event(plan.event_id)
    db.session.refresh(event_session)
    db.session.refresh(plan)
    if changed := rules.changed_since(made_from, session_values(plan)):
        raise EditConflict(changed)
    texts = {name: values[name] for name in TEXTS if name in values}
    planned = {name: value for name, value in values.items() if name not in TEXTS}
    change_texts(event_session, actor_id=actor_id, now=now, **texts)
    schedule_session(event_session, actor_id=actor_id, now=now, **planned)
    if waiting_list is not None:
        set_seats(event_session, seats, waiting_list=waiting_list, actor_id=actor_id, now=now)


def publish_programme(
    event: Event, *, note: str, seen: int | None, actor_id: int, now: datetime
) -> tuple[ProgrammeVersion, int]:
    """Publish the draft and email the people with a part or a seat in changed sessions; return the version and their number.

    Reservations of cancelled sessions are closed, those of restored ones reopened. No email is sent while the event
    itself is not published. Raises Conflict as `publishing.publish_programme` does.
    """
    version, changed = publishing.publish_programme(event, note=note, seen=seen, actor_id=actor_id, now=now)
    for event_session, change in changed:
        if "cancelled" in change.kinds:
            close_seats(event_session)
        elif "restored" in change.kinds:
            reopen_seats(event_session, now=now)
    # People on a waiting list who were skipped because of an overlapping seat may get one after sessions moved.
    promote_in_sessions(sessions_to_promote(event.id), now=now)
    if event.state != PublicationState.PUBLISHED:
        return version, 0
    affected = people_of_changes([event_session.id for event_session, change in changed if affects_attendees([change])])
    stored = {event_session.id: change.as_stored() for event_session, change in changed}
    for person in affected:
        values = {
            "name": person.name,
            "event": event.title,
            "event_slug": event.slug,
            "timezone": event.timezone,
            "note": version.note,
            "changes": [stored[session_id] for session_id in person.session_ids],
        }
        queue_mail("programme_changed", person.email, values, now=now, event_id=event.id)
    return version, len(affected)


def cancel_event(event: Event, *, actor_id: int, now: datetime) -> int:
    """Cancel an event and email the people who are registered; return their number. Cancelling again sends nothing."""
    lock_event(event.id)
    db.session.refresh(event)
    if event.state == PublicationState.CANCELLED:
        return 0
    events.cancel_event(event, actor_id=actor_id, now=now)
    addresses = registered_addresses(event.id)
    for email, name in addresses:
        values = {
            "name": name,
            "event": event.title,
            "event_slug": event.slug,
            "city": event.city,
            "starts_on": event.starts_on.isoformat(),
            "ends_on": event.ends_on.isoformat(),
            "contact_email": event.contact_email,
        }
        queue_mail("event_cancelled", email, values, now=now, event_id=event.id)
    return len(addresses)


def restore_event(event: Event, *, actor_id: int, now: datetime) -> None:
    """Restore a cancelled event. Seats that were released meanwhile go to people on the waiting lists."""
    events.restore_event(event, actor_id=actor_id, now=now)
    promote_in_sessions(sessions_to_promote(event.id), now=now)


def copy_event(
    source: Event,
    *,
    title: str,
    slug: str,
    starts_on: date | None,
    series: Series | None,
    edition: str,
    parts: Collection[str],
    actor_id: int,
    now: datetime,
) -> EventCopy:
    """Copy an event with these `parts` of it, and email the people who get a role in the copy.

    Registrations, reservations, check-ins, comments and the report are never copied. Raises as
    `duplication.copy_event` does.
    """
    copy = duplication.copy_event(
        source,
        title=title,
        slug=slug,
        starts_on=starts_on,
        series=series,
        edition=edition,
        parts=parts,
        actor_id=actor_id,
        now=now,
    )
    if not copy.is_new:
        return copy
    if "registration" in parts:
        copy_form(source.id, copy.event.id)
        copy_seat_policy(source.id, copy.event.id)
    if copy.pairs:
        copy_seats(copy.pairs)
    if copy.pairs and "people" in parts:
        copy_assignments(copy.pairs, copy.talks)
    if copy.pairs and "materials" in parts:
        copy_materials(copy.pairs)
    if "roles" in parts:
        _copy_roles(source, copy.event, actor_id=actor_id, now=now)
    return copy


def _copy_roles(source: Event, event: Event, *, actor_id: int, now: datetime) -> None:
    for role in accounts_queries.roles_of_event(source.id):
        if role.person_id != actor_id and role.person.email:
            accounts.assign_role(
                event.id,
                email=role.person.email,
                role=role.role,
                event=event.title,
                event_slug=event.slug,
                actor_id=actor_id,
                now=now,
            )


def add_session_like(
    original: DraftSession,
    values: dict[str, Any],
    *,
    with_people: bool,
    uid: str,
    seats: int | None,
    waiting_list: bool | None,
    actor_id: int,
    now: datetime,
) -> EventSession:
    """Add a session whose form was filled in from `original`, with the same speakers if `with_people`, and return it.

    If `waiting_list` is None, the seat settings are copied. A session without a time is as long as the original.
    Raises Invalid for a value that is not allowed.
    """
    length = {} if values.get("starts_at") else {"minutes": original.minutes}
    event_session = add_session(
        original.event_session.event,
        {**values, **length},
        uid=uid,
        seats=seats,
        waiting_list=bool(waiting_list),
        actor_id=actor_id,
        now=now,
    )
    if waiting_list is None:
        copy_seats([(original.event_session_id, event_session.id)])
    if with_people:
        copy_assignments([(original.event_session_id, event_session.id)])
    return event_session


def repeat_session(
    event_session: EventSession, days: Collection[date], *, with_people: bool, actor_id: int, now: datetime
) -> Repetition:
    """Add a session on other days too, with its seats, and its speakers if `with_people`.

    Raises as `repetition.repeat_session` does.
    """
    repeated = repetition.repeat_session(event_session, days, actor_id=actor_id, now=now)
    pairs = [(event_session.id, copy_id) for _, copy_id in repeated.added]
    if pairs:
        copy_seats(pairs)
    if pairs and with_people:
        copy_assignments(pairs)
    return repeated
