"""Decisions about registration, seats, queues and doors: values in, answer out."""

from eventdesk.reservations.rules.building import decides, label_of, mark_of, mark_of_terms
from eventdesk.reservations.rules.door import DoorCounts, free_at_door
from eventdesk.reservations.rules.message import PLACE_HOLDERS, filled
from eventdesk.reservations.rules.questions import (
    ATTENDANCES,
    KINDS,
    ON_REGISTRATION,
    STANDARD,
    STANDARD_LABELS,
    STANDARD_PURPOSES,
    YES,
    as_values,
    asked,
    is_empty,
    kept_answers,
    missing_words,
)
from eventdesk.reservations.rules.queue import Free, Held, Hindrance, Limits, Obstacle, hindrance, kept_seats
from eventdesk.reservations.rules.seats import (
    Access,
    Seats,
    SeatState,
    Standing,
    are_few,
    overlaps,
    registration_is_open,
    seat_state,
)
from eventdesk.reservations.rules.words import SeatWords, seat_words, standing_words

__all__ = [
    "ATTENDANCES",
    "KINDS",
    "ON_REGISTRATION",
    "PLACE_HOLDERS",
    "STANDARD",
    "STANDARD_LABELS",
    "STANDARD_PURPOSES",
    "YES",
    "Access",
    "DoorCounts",
    "Free",
    "Held",
    "Hindrance",
    "Limits",
    "Obstacle",
    "SeatState",
    "SeatWords",
    "Seats",
    "Standing",
    "are_few",
    "as_values",
    "asked",
    "decides",
    "filled",
    "free_at_door",
    "hindrance",
    "is_empty",
    "kept_answers",
    "kept_seats",
    "label_of",
    "mark_of",
    "mark_of_terms",
    "missing_words",
    "overlaps",
    "registration_is_open",
    "seat_state",
    "seat_words",
    "standing_words",
]
