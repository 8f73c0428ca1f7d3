"""The sessions of Cluster Days whose seats are given in another way than to the first who come."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from eventdesk.people.models import Person
from eventdesk.programme.models import EventSession
from eventdesk.reservations import services
from eventdesk.reservations.queries.queue import seats_held_by
from eventdesk.reservations.rules import Access
from eventdesk.reservations.services import SeatTerms

OPEN = "Clusters in crisis"
BY_APPROVAL = "Joining a European platform"
BY_INVITATION = "Skills: when members"
WITH_QUOTAS = "Workshop: a carbon figure"
WITH_OFFERS = "Speed networking"

TERMS = {
    OPEN: SeatTerms(None),
    BY_APPROVAL: SeatTerms(20, Access.APPROVAL, most_per_organisation=4),
    BY_INVITATION: SeatTerms(14, Access.INVITATION, has_waiting_list=False),
    WITH_QUOTAS: SeatTerms(24, quotas={"company": 6, "university": 4}),
    WITH_OFFERS: SeatTerms(50, offer_minutes=48 * 60),
}
"""By the words with which a title begins."""


def give_seats_otherwise(
    sessions: Mapping[str, EventSession], guests: Sequence[Person], *, actor_id: int, now: datetime
) -> None:
    """Set the terms of these sessions, let some people ask for seats, and invite others."""
    found = {start: one for start in TERMS for title, one in sessions.items() if title.startswith(start)}
    for start, terms in TERMS.items():
        services.change_seats(found[start], terms, actor_id=actor_id, now=now - timedelta(hours=3))
    for person in islice(_free(found[BY_APPROVAL], guests), 6):
        services.reserve_seat(found[BY_APPROVAL].id, person.id, actor_id=person.id, now=now - timedelta(hours=2))
    for person in islice(_free(found[BY_INVITATION], guests), 4):
        services.invite_to_session(found[BY_INVITATION], person.id, actor_id=actor_id, now=now - timedelta(hours=1))


def _free(event_session: EventSession, guests: Sequence[Person]) -> list[Person]:
    """Return who has no other seat on the day of a session, nor one in it."""
    held = seats_held_by(event_session, [one.id for one in guests])
    start = event_session.starts_at
    busy = {
        person_id
        for person_id, seats in held.items()
        if any(one.starts_at and start and one.starts_at.date() == start.date() for one in seats)
    }
    return [one for one in guests if one.id not in busy]
