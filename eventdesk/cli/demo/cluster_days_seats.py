"""The sessions of Cluster Days with other seat settings than first come, first served."""

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

SETTINGS = {
    OPEN: SeatSettings(None),
    BY_APPROVAL: SeatSettings(20, SeatAccess.APPROVAL, max_per_organisation=4),
    BY_INVITATION: SeatSettings(14, SeatAccess.INVITATION, has_waiting_list=False),
    WITH_QUOTAS: SeatSettings(24, quotas={"company": 6, "university": 4}),
    WITH_OFFERS: SeatSettings(50, offer_minutes=48 * 60),
}
"""By the beginning of the title."""


def set_special_seats(
    sessions: Mapping[str, EventSession], guests: Sequence[Person], *, actor_id: int, now: datetime
) -> None:
    """Change the seat settings of these sessions, request seats for some people, and invite others."""
    by_start = {start: session for start in SETTINGS for title, session in sessions.items() if title.startswith(start)}
    for start, settings in SETTINGS.items():
        change_seats(by_start[start], settings, actor_id=actor_id, now=now - timedelta(hours=3))
    for person in islice(_free(by_start[BY_APPROVAL], guests), 6):
        reserve_seat(by_start[BY_APPROVAL].id, person.id, actor_id=person.id, now=now - timedelta(hours=2))
    for person in islice(_free(by_start[BY_INVITATION], guests), 4):
        invite_to_session(by_start[BY_INVITATION], person.id, actor_id=actor_id, now=now - timedelta(hours=1))


def _free(event_session: EventSession, guests: Sequence[Person]) -> list[Person]:
    """Return the guests without a seat in the session or in another one on the same day."""
    other_seats = other_seats_by_person(event_session, [guest.id for guest in guests])
    start = event_session.starts_at
    busy = {
        person_id
        for person_id, seats in other_seats.items()
        if any(seat.starts_at and start and seat.starts_at.date() == start.date() for seat in seats)
    }
    return [guest for guest in guests if guest.id not in busy]
