"""Registrations and what they ask, seats, check-ins, stars. The constraints here have the last word on who sits where."""

from eventdesk.reservations.models.questions import Answer, Question
from eventdesk.reservations.models.registrations import (
    InvitationCode,
    Registration,
    RegistrationLink,
    RegistrationTerms,
)
from eventdesk.reservations.models.seats import (
    LIVE_STATES,
    SEATED_STATES,
    TOLD_STATES,
    AgendaVisit,
    CheckIn,
    Reservation,
    SeatCount,
    SeatQuota,
    Star,
)

__all__ = [
    "LIVE_STATES",
    "SEATED_STATES",
    "TOLD_STATES",
    "AgendaVisit",
    "Answer",
    "CheckIn",
    "InvitationCode",
    "Question",
    "Registration",
    "RegistrationLink",
    "RegistrationTerms",
    "Reservation",
    "SeatCount",
    "SeatQuota",
    "Star",
]
