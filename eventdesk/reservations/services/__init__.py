"""Registering, reserving, giving back; checking in at the door; starring."""

from eventdesk.reservations.services.claims import Reserved, reserve_seat
from eventdesk.reservations.services.door import add_walk_in, check_in, undo_check_in
from eventdesk.reservations.services.seats import (
    cancel_registration,
    close_seats,
    copy_seats,
    give_back_seat,
    open_again,
    register_person,
    set_seats,
)
from eventdesk.reservations.services.stars import star_session, take_over_stars, unstar_session

__all__ = [
    "Reserved",
    "add_walk_in",
    "cancel_registration",
    "check_in",
    "close_seats",
    "copy_seats",
    "give_back_seat",
    "open_again",
    "register_person",
    "reserve_seat",
    "set_seats",
    "star_session",
    "take_over_stars",
    "undo_check_in",
    "unstar_session",
]
