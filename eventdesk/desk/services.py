"""Deeds that change several rooms at once: a session with its seats, and what follows from a cancellation."""

from datetime import datetime
from typing import Any

from eventdesk.core.db import db
from eventdesk.core.errors import Conflict
from eventdesk.core.outbox import queue_mail
from eventdesk.core.text import N_
from eventdesk.desk import queries, rules
from eventdesk.programme import queries as programme_queries
from eventdesk.programme import services as programme
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations import services as reservations


class StaleForm(Conflict):
    """Somebody else changed what a form is about after it was made; `fields` names what."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(N_("Somebody else changed this session while you were writing."))
        self.fields = fields


def add_session(
    event: Event,
    values: dict[str, Any],
    *,
    uid: str,
    seats: int | None,
    waiting_list: bool,
    publish: bool,
    actor_id: int,
    now: datetime,
) -> EventSession:
    """Add a session with its seats and return it. Raises Invalid for a value that cannot be accepted."""
    state = "published" if publish else "draft"
    event_session = programme.add_session(event, uid=uid, state=state, actor_id=actor_id, now=now, **values)
    reservations.set_seats(event_session, seats, waiting_list=waiting_list, actor_id=actor_id, now=now)
    return event_session


def change_session(
    event_session: EventSession,
    values: dict[str, Any],
    *,
    made_from: str,
    seats: int | None,
    waiting_list: bool,
    actor_id: int,
    now: datetime,
) -> None:
    """Change a session and its seats.

    `made_from` is the fingerprint of what the form showed at first. Raises StaleForm when that is not what is there
    now, Invalid for a value that cannot be accepted.
    """
    programme.lock_event(event_session.event_id)
    db.session.refresh(event_session)
    if changed := rules.changed_since(made_from, queries.session_typed(event_session)):
        raise StaleForm(changed)
    programme.change_session(event_session, actor_id=actor_id, now=now, **values)
    reservations.set_seats(event_session, seats, waiting_list=waiting_list, actor_id=actor_id, now=now)


def cancel_session(event_session: EventSession, *, actor_id: int, now: datetime) -> int:
    """Cancel a session, close its reservation and write to everybody in it; return to how many."""
    programme.cancel_session(event_session, actor_id=actor_id, now=now)
    return len(reservations.close_for_cancelled(event_session, now=now))


def restore_session(event_session: EventSession, *, actor_id: int, now: datetime) -> None:
    """Let a cancelled session take place after all, with the seats as they were."""
    programme.restore_session(event_session, actor_id=actor_id, now=now)
    reservations.open_again(event_session)


def publish_sessions(event: Event, *, actor_id: int, now: datetime) -> int:
    """Publish every session that has its time; return how many were not published before."""
    programme.lock_event(event.id)
    ready = [one for one in programme_queries.sessions(event.id, drafts=True) if one.state == "draft" and one.starts_at]
    for event_session in ready:
        programme.publish_session(event_session, actor_id=actor_id, now=now)
    return len(ready)


def cancel_event(event: Event, *, actor_id: int, now: datetime) -> int:
    """Cancel an event and write to everybody who is registered; return to how many. Twice writes once."""
    programme.lock_event(event.id)
    db.session.refresh(event)
    if event.state == "cancelled":
        return 0
    programme.cancel_event(event, actor_id=actor_id, now=now)
    addresses = queries.registered_addresses(event.id)
    for email, name in addresses:
        values = {
            "name": name, "event": event.title, "event_slug": event.slug, "city": event.city,
            "starts_on": event.starts_on.isoformat(), "ends_on": event.ends_on.isoformat(),
            "contact_email": event.contact_email,
        }  # fmt: skip
        queue_mail("event_cancelled", email, values, now=now, event_id=event.id)
    return len(addresses)
