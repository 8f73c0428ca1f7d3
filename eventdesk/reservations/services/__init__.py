"""Registering, reserving, giving back; checking in at the door."""

from eventdesk.reservations.services.seats import (
    cancel_registration,
    close_for_cancelled,
    give_back_seat,
    open_again,
    register_person,
    reserve_seat,
    set_seats,
)

__all__ = [
    "cancel_registration",
    "close_for_cancelled",
    "give_back_seat",
    "open_again",
    "register_person",
    "reserve_seat",
    "set_seats",
]
