"""Sentences of the seat panel about the reader: what prevents a seat, and what happens on the waiting list."""

from flask_babel import gettext

from eventdesk.seats.models import SessionSeats
from eventdesk.seats.rules.conflicts import LimitReason, SeatConflict


def waiting_text(numbers: SessionSeats) -> str:
    """Return what happens when a seat becomes free for somebody on the waiting list."""
    if numbers.offer_minutes is not None:
        return gettext("If a seat becomes free, we offer it to you by email, and you can accept or decline it.")
    return gettext("If a seat becomes free, it is yours automatically, and we email you.")


def conflict_text(conflict: SeatConflict) -> str:
    """Return why the reader cannot reserve a seat, and what they can do."""
    if conflict.reason is LimitReason.OVERLAP:
        return gettext(
            "You have a seat in “%(title)s” at the same time. Release it to get a seat here.", title=conflict.title
        )
    return {
        LimitReason.MAX_SEATS: gettext(
            "You have reached the maximum number of seats per person. Release one to get a seat here."
        ),
        LimitReason.MAX_SEATS_A_DAY: gettext(
            "You have reached the maximum number of seats per person on this day. Release one to get a seat here."
        ),
        LimitReason.ORGANISATION: gettext("Your organisation has reached its maximum number of seats in this session."),
    }[conflict.reason]


def overlap_text(overlap: SeatConflict) -> str:
    """Return a warning that the reader has another seat at the same time."""
    return gettext("You also have a seat in “%(title)s” at this time.", title=overlap.title)


def skipped_text(conflict: SeatConflict | None) -> str:
    """Return why a free seat went to somebody behind the reader; None: what prevented theirs is gone."""
    if conflict is None:
        return gettext("You were skipped once. The next free seat is yours.")
    if conflict.reason is LimitReason.OVERLAP:
        return gettext(
            "You were skipped because you have a seat in “%(title)s” at the same time. You keep your position. "
            "Release that seat to get one here.",
            title=conflict.title,
        )
    if conflict.reason is LimitReason.ORGANISATION:
        return gettext(
            "You were skipped because your organisation has reached its maximum number of seats in this session. "
            "You keep your position."
        )
    return gettext(
        "You were skipped because you have reached the maximum number of seats per person. You keep your position. "
        "Release one to get a seat here."
    )
