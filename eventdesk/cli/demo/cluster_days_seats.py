"""The sessions of Cluster Days whose seats are given in another way than to the first who come."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from eventdesk.people.models import Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.queries.waitlist import other_seats_by_person
from eventdesk.seats.services.organiser import invite_to_session
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from eventdesk.seats.states import SeatAccess

OPEN = "Clusters in crisis"
BY_APPROVAL = "Joining a European platform"
BY_INVITATION = "Skills: when members"
WITH_QUOTAS = "Workshop: a carbon figure"
WITH_OFFERS = "Speed networking"

TERMS = {
    OPEN: SeatSettings(None),
    BY_APPROVAL: SeatSettings(20, SeatAccess.APPROVAL, max_per_organisation=4),
    BY_INVITATION: SeatSettings(14, SeatAccess.INVITATION, has_waiting_list=False),
    WITH_QUOTAS: SeatSettings(24, quotas={"company": 6, "university": 4}),
    WITH_OFFERS: SeatSettings(50, offer_minutes=48 * 60),
}
"""By the words with which a title begins."""


def give_seats_otherwise(
    sessions: Mapping[str, EventSession], guests: Sequence[Person], *, actor_id: int, now: datetime
) -> None:
    """Set the terms of these sessions, let some people ask for seats, and invite others."""
    found = {start: one for start in TERMS for title, one in sessions.items() if title.startswith(start)}
    for start, terms in TERMS.items():
        change_seats(found[start], terms, actor_id=actor_id, now=now - timedelta(hours=3))
    for person in islice(_free(found[BY_APPROVAL], guests), 6):
        reserve_seat(found[BY_APPROVAL].id, person.id, actor_id=person.id, now=now - timedelta(hours=2))
    for person in islice(_free(found[BY_INVITATION], guests), 4):
        invite_to_session(found[BY_INVITATION], person.id, actor_id=actor_id, now=now - timedelta(hours=1))


def _free(event_session: EventSession, guests: Sequence[Person]) -> list[Person]:
    """Return who has no other seat on the day of a session, nor one in it."""
    held = other_seats_by_person(event_session, [one.id for one in guests])
    start = event_session.starts_at
    busy = {
        person_id
        for person_id, seats in held.items()
        if any(one.starts_at and start and one.starts_at.date() == start.date() for one in seats)
    }
    return [one for one in guests if one.id not in busy]
