"""The email about each change of a reservation, by who made it and the settings of the session."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.messages.rendering import render_payload
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.queries.reservations import reservation_of
from eventdesk.seats.services.organiser import invite_to_session, move_reservation, reject_request
from eventdesk.seats.services.release import release_seat, remove_reservation
from eventdesk.seats.services.reserve import add_attendee, approve_request, hold_seat, reserve_seat
from eventdesk.seats.services.waitlist import expire_in_session
from tests.factories import NOW, make_event, make_person, make_registration, make_reservation, make_session

ORGANISER = None
"""The id of an actor who is not the person."""


class Case:
    """A session of one seat, and Ana, who gets the emails."""

    def __init__(self, terms: str) -> None:
        self.event = make_event()
        self.session = make_session(self.event, seats=1, title="Panel")
        self.other = make_session(self.event, seats=1, title="Workshop", starts_at=self.session.ends_at)
        self.ana = make_person(name="Ana", email="ana@example.org")
        self.registration = make_registration(self.event, self.ana)
        self.bo = make_person(name="Bo", email=None)
        with transaction():
            seats = db.session.get_one(SessionSeats, self.session.id)
            seats.offer_minutes = {"offers": 120}.get(terms)
            seats.access = terms if terms in ("approval", "invitation") else "anyone"

    def has(self, state: str) -> Reservation:
        """Give Ana a reservation in this state."""
        return make_reservation(self.session, self.ana, state=state)

    def fill(self) -> None:
        """Give the seat to Bo."""
        make_reservation(self.session, self.bo)

    def reserve(self) -> None:
        reserve_seat(self.session.id, self.ana.id, actor_id=self.ana.id, now=NOW)

    def release(self) -> None:
        release_seat(self.session, self.ana.id, actor_id=self.ana.id, now=NOW)

    def remove(self) -> None:
        remove_reservation(self.reservation, reason="The room is smaller.", actor_id=ORGANISER, now=NOW)

    def approve(self) -> None:
        approve_request(self.reservation, actor_id=ORGANISER, now=NOW)

    def reject(self) -> None:
        reject_request(self.reservation, "It is for first-time visitors.", actor_id=ORGANISER, now=NOW)

    def add(self) -> None:
        add_attendee(self.session.id, self.ana.id, actor_id=ORGANISER, now=NOW)

    def invite(self) -> None:
        invite_to_session(self.session, self.ana.id, actor_id=ORGANISER, now=NOW)

    def move(self) -> None:
        move_reservation(self.registration, self.session, self.other, actor_id=ORGANISER, now=NOW)

    def free_the_seat(self) -> None:
        release_seat(self.session, self.bo.id, actor_id=self.bo.id, now=NOW)

    def let_expire(self) -> None:
        expire_in_session(self.session, now=NOW + timedelta(hours=3))

    def hold(self) -> None:
        hold_seat(self.session.id, self.ana.id, now=NOW)

    @property
    def reservation(self) -> Reservation:
        live = reservation_of(self.session.id, self.ana.id)
        assert live is not None
        return live


SEAT, NO_SEAT = "You have a seat in this session:", "You are no longer waiting for a seat:"
AT_ONCE = "When it is your turn, you get the next free seat and we will email you."
HOURS = "When it is your turn, we will email you. You then have up to 2 hours to accept the seat."
REMOVED = "The organisers removed you from this session."
REASON = "The room is smaller."
WITHDREW = "You withdrew from this session."
QUEUED = "All seats in this session are taken. You are number 1 on its waiting list:"
CASES = [
    # terms, state before, whether the session is full, who did what, subject, sentences of the mail
    ("at once", "", False, "reserve", "Your seat is confirmed: Panel", [SEAT]),
    ("at once", "", True, "reserve", "You are on the waiting list: Panel", [QUEUED, AT_ONCE]),
    ("offers", "", True, "reserve", "You are on the waiting list: Panel", [QUEUED, HOURS]),
    ("approval", "", False, "reserve", "You requested a seat: Panel", ["The organisers review each request."]),
    ("invitation", "invited", False, "reserve", "Your seat is confirmed: Panel", [SEAT]),
    ("invitation", "invited", True, "reserve", "You are on the waiting list: Panel", [QUEUED, AT_ONCE]),
    ("offers", "offered", False, "reserve", "Your seat is confirmed: Panel", [SEAT]),
    ("at once", "waiting", True, "free_the_seat", "You have a seat: Panel", ["and you now have it:"]),
    ("offers", "waiting", True, "free_the_seat", "A seat is available for you: Panel", ["Accept or decline it by"]),
    ("offers", "offered", False, "let_expire", "Your seat offer has expired: Panel", ["You did not accept the seat"]),
    ("approval", "pending", False, "approve", "Your seat is confirmed: Panel", [SEAT]),
    ("approval", "pending", True, "approve", "You are on the waiting list: Panel", [QUEUED, AT_ONCE]),
    ("approval", "pending", False, "reject", "Your request for a seat was not approved: Panel",
     ["The organisers could not approve your request", "It is for first-time visitors."]),
    ("at once", "", False, "add", "Your seat is confirmed: Panel", [SEAT]),
    ("invitation", "", False, "invite", "You are invited: Panel", ["The organisers invite you to this session:"]),
    ("at once", "confirmed", False, "release", "You released your seat: Panel", ["You released your seat in this"]),
    ("offers", "offered", False, "release", "You released your seat: Panel", ["You released your seat in this session:"]),
    ("at once", "waiting", True, "release", "You are no longer waiting for a seat: Panel", [WITHDREW, NO_SEAT]),
    ("approval", "pending", False, "release", "You are no longer waiting for a seat: Panel", [WITHDREW, NO_SEAT]),
    ("invitation", "invited", False, "release", "You are no longer waiting for a seat: Panel", [WITHDREW, NO_SEAT]),
    ("at once", "confirmed", False, "remove", "You no longer have a seat: Panel", [REMOVED, REASON]),
    ("offers", "offered", False, "remove", "You no longer have a seat: Panel", [REMOVED, REASON]),
    ("at once", "waiting", True, "remove", "You are no longer waiting for a seat: Panel", [REMOVED, NO_SEAT, REASON]),
    ("approval", "pending", False, "remove", "You are no longer waiting for a seat: Panel", [REMOVED, NO_SEAT, REASON]),
    ("invitation", "invited", False, "remove", "You are no longer waiting for a seat: Panel", [REMOVED, NO_SEAT, REASON]),
]  # fmt: skip


def mails_to_ana():
    """Return subject and text of Ana's mails."""
    items = db.session.scalars(select(OutboxItem).where(OutboxItem.recipient == "ana@example.org"))
    return [render_payload(item.payload) for item in items]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("terms", "state", "is_full", "action", "subject", "sentences"),
    CASES,
    ids=[f"{state or 'none'}-{action}-{terms}{'-full' if full else ''}" for terms, state, full, action, *_ in CASES],
)
def test_change_of_a_reservation_is_mailed(app, terms, state, is_full, action, subject, sentences):
    case = Case(terms)
    if is_full:
        case.fill()
    if state:
        case.has(state)

    with transaction():
        getattr(case, action)()

    ((sent, text),) = mails_to_ana()
    assert sent == subject
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert text.startswith("Hello Ana,\n")


@pytest.mark.both_engines
def test_seat_moved_by_an_organiser_is_mailed_with_the_new_session(app):
    case = Case("at once")
    case.has("confirmed")

    with transaction():
        case.move()

    (new, _), (moved, text) = mails_to_ana()
    assert (new, moved) == ("Your seat is confirmed: Workshop", "Your seat has moved: Panel")
    assert "The organisers moved your seat to the session “Workshop”." in text


def test_seat_on_hold_is_not_mailed(app):
    case = Case("at once")

    with transaction():
        case.hold()

    assert case.reservation.state == "on_hold"
    assert mails_to_ana() == []


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("action", "ended_by"),
    [("release", "participant"), ("remove", "organiser"), ("move", "organiser"), ("add", None)],
)
def test_reservation_stores_who_ended_it(app, action, ended_by):
    case = Case("at once")
    reservation = case.has("confirmed")

    with transaction():
        getattr(case, action)()

    db.session.refresh(reservation)
    assert reservation.ended_by == ended_by
