"""Reading seats, queues, registrations and the list at the door."""

from eventdesk.reservations.queries.seats import (
    agenda,
    broken_seats,
    is_registered,
    registration_of,
    registrations_of_person,
    reservation_of,
    seats_held,
    seats_of,
    seats_of_event,
    standing,
    standings_of_event,
)

__all__ = [
    "agenda",
    "broken_seats",
    "is_registered",
    "registration_of",
    "registrations_of_person",
    "reservation_of",
    "seats_held",
    "seats_of",
    "seats_of_event",
    "standing",
    "standings_of_event",
]
