"""Every action on seats and registrations, in random order: after each step the data must be consistent.

The suite runs the same steps each time, `make pressure` ten thousand others on each database.
"""

import time
from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from eventdesk.booking.services import change
from eventdesk.booking.services.cancel import cancel_registration
from eventdesk.booking.services.confirmation import confirm_registration, request_registration
from eventdesk.booking.services.groups import Colleague, register_group
from eventdesk.checkin.services.check_in import add_walk_in, check_in, undo_check_in
from eventdesk.cli.periodic_tasks import expire_holds
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.desk import services as desk
from eventdesk.people.models import STAKEHOLDER_KINDS, Person
from eventdesk.privacy.services import purge_unconfirmed_people
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.services.draft import cancel_session, restore_session, schedule_session
from eventdesk.registration.models import InvitationCode, Registration
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.services.approvals import approve_registration, reject_registration
from eventdesk.registration.services.invitations import add_invitation, change_invitation, remove_invitation
from eventdesk.registration.services.register import RegistrationInput, register_person
from eventdesk.seats.models import LIVE_STATES, SEATED_STATES, Reservation, SessionSeats
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservations import reservation_of
from eventdesk.seats.services.organiser import invite_to_session, move_reservation, reject_request
from eventdesk.seats.services.release import release_seat
from eventdesk.seats.services.reserve import add_attendee, approve_request, reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats, set_seats
from eventdesk.seats.services.waitlist import move_in_waitlist
from eventdesk.seats.states import SeatAccess
from tests.factories import NOW, make_event, make_organisation, make_person, make_session, set_policies
from tests.load_clients import FULL

STEPS = {"sqlite": 10_000, "postgresql": 10_000} if FULL else {"sqlite": 1_000, "postgresql": 400}
STEPS_OF_A_LIFE = 75
"""Steps from one empty database to the next."""
PARTS = 2
"""Tests that share the steps, so that two processes can take them side by side."""

PEOPLE, GUESTS = 8, 3
KINDS = (*list(STAKEHOLDER_KINDS)[:2], "")
OVERLAPPING = (0, 0, 30, 24 * 60)
"""When the sessions begin, in minutes after the first; each lasts 45."""

people = st.integers(0, PEOPLE - 1)
sessions = st.integers(0, len(OVERLAPPING) - 1)
maybe_number = st.one_of(st.none(), st.integers(1, 3))
seat_terms = st.builds(
    SeatSettings,
    capacity=st.one_of(st.integers(1, 6), st.integers(1, 3), st.none()),
    access=st.sampled_from([SeatAccess.ANYONE] * 4 + [SeatAccess.APPROVAL, SeatAccess.INVITATION]),
    has_waiting_list=st.sampled_from([True, True, True, False]),
    offer_minutes=st.sampled_from([None, None, 20]),
    max_per_organisation=st.sampled_from([None, None, None, 1, 2]),
    quotas=st.one_of(
        st.just({}), st.just({}), st.dictionaries(st.sampled_from(KINDS[:2]), st.integers(1, 3), min_size=1)
    ),
)


class SeatMachine(RuleBasedStateMachine):
    """An event of four sessions, three of which overlap, and a plain one, of which a model knows who has what."""

    engine = clock = None
    steps = 0
    done: Counter[str] = Counter()

    def __init__(self):
        super().__init__()
        self.engine.clean()
        self.clock.now = NOW
        self.context = self.engine.app.app_context()
        self.context.push()
        self.keys = count(1)
        self.subject = set()
        with transaction():
            organisations = [make_organisation() for _ in range(2)]
            self.people = [
                make_person(
                    organisation_id=organisations[n // 2 % 2].id if n % 4 < 3 else None, stakeholder_kind=KINDS[n % 3]
                ).id
                for n in range(PEOPLE)
            ]
            event = make_event(starts_on=(NOW + timedelta(days=3)).date(), timezone="UTC")
            start = NOW.replace(hour=10) + timedelta(days=3)
            made = [
                make_session(
                    event, seats=2, starts_at=start + timedelta(minutes=by), ends_at=start + timedelta(minutes=by + 45)
                )
                for by in OVERLAPPING
            ]
            plain_event = make_event(starts_on=(NOW + timedelta(days=300)).date(), timezone="UTC")
            plain = make_session(plain_event, seats=2)
        self.event_id, self.sessions = event.id, [one.id for one in made]
        self.plain_event_id, self.plain_id = plain_event.id, plain.id
        self.seats, self.seated, self.queue = 2, set(), []
        self.before = self.places()

    def teardown(self):
        db.session.remove()
        self.context.pop()

    # Doing

    def session(self, number):
        return db.session.get_one(EventSession, self.sessions[number])

    def event(self):
        return db.session.get_one(Event, self.event_id)

    def registration(self, person):
        return registration_of(self.event_id, self.people[person])

    def pick(self, number, *states, session=None):
        """Return one of the reservations in these states, or None."""
        query = select(Reservation).where(Reservation.state.in_(states)).order_by(Reservation.id)
        query = query.where(Reservation.event_session_id.in_(self.sessions if session is None else [session]))
        result = db.session.scalars(query).all()
        return result[number % len(result)] if result else None

    def do(self, name, verb):
        """Do one action as a door does, and see that all adds up after it; what it was refused with is no fault."""
        type(self).steps += 1
        self.clock.move(seconds=1)
        got = None
        try:
            with transaction():
                got = verb()
        except DomainError:
            name = f"{name} refused"
        type(self).done[name] += 1
        self.look()
        return got

    # What must be true after every step

    def places(self):
        """Return all live reservations as plain rows, by id."""
        db.session.rollback()
        rows = db.session.execute(
            select(
                Reservation.id, Reservation.event_session_id, Reservation.person_id, Reservation.state,
                Reservation.queue_number, Reservation.quota_kind,
            ).where(Reservation.state.in_(LIVE_STATES))
        )  # fmt: skip
        return {row.id: row for row in rows}

    def look(self):
        faults = list(find_inconsistencies(now=self.clock.now))
        assert faults == []
        after = self.places()
        self.look_at_capacity(after)
        self.look_at_order(after)
        self.look_at_history(after)
        self.look_at_model(after)
        self.before = after

    def look_at_capacity(self, after):
        """Nobody is given a seat that is not there, whatever was set when."""
        was, now = (
            Counter(row.event_session_id for row in places.values() if row.state in SEATED_STATES)
            for places in (self.before, after)
        )
        for seats in db.session.execute(
            select(SessionSeats.event_session_id, SessionSeats.capacity, SessionSeats.target_capacity)
        ):
            if seats.capacity is not None:
                capacity = seats.target_capacity or seats.capacity
                assert now[seats.event_session_id] <= max(capacity, was[seats.event_session_id])

    def look_at_order(self, after):
        """Check that of two people of one kind, the first in line is seated first unless a conflict prevents it."""
        passed = set(db.session.scalars(select(Reservation.id).where(Reservation.skipped_at.is_not(None))))
        for id_, row in after.items():
            was = self.before.get(id_)
            if was is None or was.state != "waiting" or row.state not in SEATED_STATES or row.person_id in self.subject:
                continue
            ahead = [
                one
                for one in after.values()
                if one.event_session_id == row.event_session_id
                and one.state == "waiting"
                and one.quota_kind == row.quota_kind
                and one.id not in passed
                and one.id in self.before
                and self.before[one.id].queue_number < was.queue_number
                and one.queue_number < was.queue_number
            ]
            assert ahead == []

    def look_at_history(self, after):
        """Every change of a place has its entry in the history, made in this step, and its mail where one is due."""
        entries = Counter(db.session.scalars(select(AuditEntry.subject).where(AuditEntry.id > self.last_entry)))
        mails = Counter(db.session.scalars(select(OutboxItem.subject_ref).where(OutboxItem.id > self.last_mail)))
        for id_, row in after.items():
            was = self.before.get(id_)
            if was is None or was.state != row.state:
                assert entries[f"Reservation:{id_}"] >= 1
                assert mails[f"Reservation:{id_}"] == (row.state != "on_hold")
        for id_ in self.before.keys() - after.keys():
            assert entries[f"Reservation:{id_}"] >= 1
        self.note_last()

    def note_last(self):
        self.last_entry = db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0
        self.last_mail = db.session.scalar(select(OutboxItem.id).order_by(OutboxItem.id.desc()).limit(1)) or 0

    last_entry = last_mail = 0

    def look_at_model(self, after):
        """The plain session is exactly as a list of people would have it."""
        rows = [row for row in after.values() if row.event_session_id == self.plain_id]
        waiting = sorted((row.queue_number, row.person_id) for row in rows if row.state == "waiting")
        assert {row.person_id for row in rows if row.state == "confirmed"} == self.seated
        assert [person for _, person in waiting] == self.queue

    # Seats

    @rule(session=sessions, person=people, again=st.booleans())
    def reserve(self, session, person, again):
        key = f"k{next(self.keys)}" if not again else "the same form"
        self.subject = {self.people[person]}
        self.do("reserve", lambda: reserve_seat(
            self.sessions[session], self.people[person], actor_id=None, now=self.clock.now, key=key))  # fmt: skip
        self.subject = set()

    @rule(session=sessions, person=people)
    def reserve_without_key(self, session, person):
        self.do("reserve", lambda: reserve_seat(
            self.sessions[session], self.people[person], actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(session=sessions)
    def rush(self, session):
        """Everybody wants the same seat, one after the other."""
        for person in range(PEOPLE):
            self.reserve_without_key(session, person)

    @rule(session=sessions, person=people)
    def release(self, session, person):
        self.do("give back", lambda: release_seat(
            self.session(session), self.people[person], actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(session=sessions, seats=st.integers(1, 2))
    def offer(self, session, seats):
        """A full session in which free seats are offered, and one of them comes free."""
        terms = SeatSettings(capacity=seats, offer_minutes=20)
        self.do("change seats", lambda: change_seats(
            self.session(session), terms, actor_id=None, now=self.clock.now))  # fmt: skip
        self.rush(session)
        if seat := self.pick(0, "confirmed", session=self.sessions[session]):
            person_id = seat.person_id
            self.do("give back", lambda: release_seat(
                self.session(session), person_id, actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(number=st.integers(0, 20), gives_back=st.booleans())
    def answer_an_offer(self, number, gives_back):
        if (offer := self.pick(number, "offered", "on_hold")) is None:
            return
        session_id, person_id = offer.event_session_id, offer.person_id
        if gives_back:
            self.do("decline", lambda: release_seat(
                db.session.get_one(EventSession, session_id), person_id, actor_id=None, now=self.clock.now))  # fmt: skip
        else:
            self.do("take offer", lambda: reserve_seat(
                session_id, person_id, actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(session=sessions, terms=seat_terms)
    def change_seats(self, session, terms):
        self.do("change seats", lambda: change_seats(
            self.session(session), terms, actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(session=sessions, capacity=st.one_of(st.integers(1, 8), st.none()), waiting_list=st.booleans())
    def set_seats(self, session, capacity, waiting_list):
        self.do("set seats", lambda: set_seats(
            self.session(session), capacity, waiting_list=waiting_list, actor_id=None, now=self.clock.now))  # fmt: skip

    # What organisers do with places

    @rule(session=sessions, person=people)
    def invite(self, session, person):
        self.do("invite", lambda: invite_to_session(
            self.session(session), self.people[person], actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(session=sessions, person=people)
    def put_in(self, session, person):
        self.subject = {self.people[person]}
        self.do("put in", lambda: add_attendee(
            self.sessions[session], self.people[person], actor_id=None, now=self.clock.now))  # fmt: skip
        self.subject = set()

    @rule(number=st.integers(0, 20), is_given=st.booleans())
    def decide_on_a_seat(self, number, is_given):
        if self.pick(number, "pending") is None:
            return
        if is_given:
            self.do("give seat", lambda: approve_request(
                self.pick(number, "pending"), actor_id=None, now=self.clock.now))  # fmt: skip
        else:
            self.do("refuse seat", lambda: reject_request(
                self.pick(number, "pending"), "Full of others", actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(number=st.integers(0, 20), goal=sessions)
    def move_seat(self, number, goal):
        if (seat := self.pick(number, "confirmed", "offered")) is None:
            return
        session_id, person_id = seat.event_session_id, seat.person_id
        self.subject = {person_id}
        self.do("move seat", lambda: move_reservation(
            registration_of(self.event_id, person_id), db.session.get_one(EventSession, session_id),
            self.session(goal), actor_id=None, now=self.clock.now))  # fmt: skip
        self.subject = set()

    @rule(session=sessions, number=st.integers(0, 20), position=st.integers(1, 6))
    def move_in_queue(self, session, number, position):
        if (waiting := self.pick(number, "waiting", session=self.sessions[session])) is None:
            return
        id_ = waiting.id
        self.do("move in queue", lambda: move_in_waitlist(
            self.session(session), id_, position, reason="Speaks there", actor_id=None, now=self.clock.now))  # fmt: skip

    # Registrations

    @rule(person=people, kind=st.sampled_from(KINDS), organisation=st.sampled_from(["", "Institute", "Agency"]),
          code=st.sampled_from(["", "VIP", "ALL"]))  # fmt: skip
    def register(self, person, kind, organisation, code):
        typed = RegistrationInput(name="P", stakeholder_kind=kind, organisation=organisation, invitation=code)
        self.do("register", lambda: register_person(
            self.event(), self.people[person], actor_id=None, now=self.clock.now, typed=typed))  # fmt: skip

    @rule(person=people, kind=st.sampled_from(KINDS), organisation=st.sampled_from(["", "Institute", "Agency"]))
    def change_registration(self, person, kind, organisation):
        if self.registration(person) is None:
            return
        typed = RegistrationInput(name="P", stakeholder_kind=kind, organisation=organisation)
        self.do("change registration", lambda: change.change_registration(
            self.registration(person), typed, actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(person=people)
    def cancel_registration(self, person):
        if self.registration(person) is None:
            return
        self.do("cancel registration", lambda: cancel_registration(
            self.registration(person), actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(number=st.integers(0, 20), is_agreed=st.booleans())
    def decide_on_a_registration(self, number, is_agreed):
        pending = select(Registration).where(Registration.state == "pending").order_by(Registration.id)
        result = db.session.scalars(pending).all()
        if not result:
            return
        registration = result[number % len(result)]
        if is_agreed:
            self.do("approve", lambda: approve_registration(registration, actor_id=None, now=self.clock.now))
        else:
            self.do("refuse", lambda: reject_registration(
                registration, "No place", actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(actor=people, person=people, guest=st.integers(0, GUESTS - 1), code=st.sampled_from(["", "VIP", "ALL"]))
    def register_group(self, actor, person, guest, code):
        email = db.session.get_one(Person, self.people[person]).email
        colleagues = [Colleague("Colleague", email), Colleague("Guest", f"guest{guest}@example.org")]
        typed = RegistrationInput(organisation="Institute", stakeholder_kind=KINDS[0], invitation=code)
        self.do("register group", lambda: register_group(
            self.event(), colleagues, typed, actor=db.session.get_one(Person, self.people[actor]),
            now=self.clock.now))  # fmt: skip

    @rule(who=st.integers(0, PEOPLE + GUESTS - 1), session=st.one_of(st.none(), sessions, sessions),
          kind=st.sampled_from(KINDS), code=st.sampled_from(["", "", "VIP"]), confirms=st.booleans())  # fmt: skip
    def ask_to_register(self, who, session, kind, code, confirms):
        """Somebody without an account wants to come; the address may be one that is known."""
        email = f"guest{who - PEOPLE}@example.org"
        if who < PEOPLE:
            email = db.session.get_one(Person, self.people[who]).email
        typed = RegistrationInput(name="New", stakeholder_kind=kind, invitation=code)
        self.do("ask to register", lambda: request_registration(
            self.event(), email, typed, event_session=None if session is None else self.session(session),
            now=self.clock.now))  # fmt: skip
        if confirms:
            self.confirm(0)

    @rule(number=st.integers(0, 20))
    def confirm(self, number):
        """Somebody opens one of the links that were mailed, used or not."""
        sent = db.session.scalars(select(OutboxItem.payload).order_by(OutboxItem.id.desc())).all()
        tokens = [one["values"]["token"] for one in sent if "token" in one["values"]]
        if tokens:
            token = tokens[number % len(tokens)]
            self.do("confirm", lambda: confirm_registration(token, now=self.clock.now))

    @rule(places=st.one_of(st.none(), st.integers(1, 12)), approval=st.sampled_from([False, False, False, True]),
          code=st.sampled_from([False, False, False, False, True]), overlaps=st.booleans(),
          max_seats=maybe_number, a_day=maybe_number)  # fmt: skip
    def change_policies(self, places, approval, code, overlaps, max_seats, a_day):
        self.do("change policies", lambda: set_policies(
            self.event(), places=places, requires_approval=approval, requires_code=code, forbids_overlaps=overlaps,
            max_seats_per_person=max_seats, max_seats_per_day=a_day, actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(code=st.sampled_from(["VIP", "ALL"]), uses=st.integers(1, 4), skips=st.booleans())
    def add_invitation(self, code, uses, skips):
        self.do("add invitation", lambda: add_invitation(
            self.event(), code=code, max_uses=uses, skips_approval=skips, actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(number=st.integers(0, 5), uses=st.integers(1, 4), removes=st.booleans())
    def change_invitation(self, number, uses, removes):
        result = db.session.scalars(select(InvitationCode).order_by(InvitationCode.id)).all()
        if not result:
            return
        invitation = result[number % len(result)]
        if removes:
            self.do("remove invitation", lambda: remove_invitation(
                invitation, actor_id=None, now=self.clock.now))  # fmt: skip
        else:
            self.do("change invitation", lambda: change_invitation(
                invitation, max_uses=uses, note="", skips_approval=True, ends_at=None, actor_id=None,
                now=self.clock.now))  # fmt: skip

    # The programme, the clock, the door

    @rule(session=sessions, by=st.sampled_from([-30, 45, 24 * 60]))
    def publish_another_time(self, session, by):
        def publish():
            event_session = self.session(session)
            start, end = (at + timedelta(minutes=by) for at in (event_session.starts_at, event_session.ends_at))
            schedule_session(event_session, starts_at=start, ends_at=end, actor_id=None, now=self.clock.now)
            desk.publish_programme(self.event(), note="", seen=None, actor_id=None, now=self.clock.now)

        self.do("publish another time", publish)

    @rule(session=sessions, restores=st.booleans())
    def publish_off_and_on(self, session, restores):
        def publish():
            action = restore_session if restores else cancel_session
            action(self.session(session), actor_id=None, now=self.clock.now)
            desk.publish_programme(self.event(), note="", seen=None, actor_id=None, now=self.clock.now)

        self.do("publish off and on", publish)

    @rule(session=sessions, person=people)
    def cancel_and_restore_the_event(self, session, person):
        """Somebody gives a seat back while the event is cancelled."""
        for action in (desk.cancel_event, None, desk.restore_event):
            if action is None:
                self.release(session, person)
            else:
                self.do(action.__name__, lambda action=action: action(self.event(), actor_id=None, now=self.clock.now))

    @rule(minutes=st.sampled_from([1, 10, 16, 25]))
    def time_passes(self, minutes):
        self.pass_time(minutes)

    @rule(hours=st.sampled_from([3, 26]))
    @precondition(lambda self: self.clock.now > NOW + timedelta(minutes=30))
    def much_time_passes(self, hours):
        self.pass_time(hours * 60)
        self.do("purge", lambda: purge_unconfirmed_people(now=self.clock.now))

    def pass_time(self, minutes):
        """Time passes, and a worker looks for what is over."""
        type(self).steps += 1
        type(self).done["time"] += 1
        self.clock.move(minutes=minutes)
        expire_holds(self.clock.now)
        self.look()

    @rule(session=sessions, person=people, undoes=st.booleans(), override_capacity=st.booleans())
    def check_in(self, session, person, undoes, override_capacity):
        who = db.session.get_one(Person, self.people[person])
        if undoes:
            self.do("undo check-in", lambda: undo_check_in(
                self.session(session).id, who.id, actor_id=None, now=self.clock.now))  # fmt: skip
        else:
            self.do("check in", lambda: check_in(
                self.session(session).id, who.id, actor_id=None, now=self.clock.now,
                override_capacity=override_capacity))  # fmt: skip

    @rule(session=sessions, guest=st.integers(0, GUESTS - 1))
    def add_walk_in(self, session, guest):
        self.do("walk in", lambda: add_walk_in(
            self.session(session).id, name="Walker", email=f"guest{guest}@example.org", actor_id=None,
            now=self.clock.now))  # fmt: skip

    # The plain session, with a model of it

    def promote(self):
        while self.queue and len(self.seated) < self.seats:
            self.seated.add(self.queue.pop(0))

    @rule(person=people)
    def plain_reserve(self, person):
        who = self.people[person]
        if who not in self.seated and who not in self.queue:
            self.queue.append(who)
            self.promote()
        self.do("plain reserve", lambda: reserve_seat(
            self.plain_id, who, actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(person=people)
    def plain_give_back(self, person):
        who = self.people[person]
        self.seated.discard(who)
        self.queue = [one for one in self.queue if one != who]
        self.promote()
        self.do("plain give back", lambda: release_seat(
            db.session.get_one(EventSession, self.plain_id), who, actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(person=people)
    def plain_cancel(self, person):
        who = self.people[person]
        if registration_of(self.plain_event_id, who) is None:
            return
        self.seated.discard(who)
        self.queue = [one for one in self.queue if one != who]
        self.promote()
        self.do("plain cancel", lambda: cancel_registration(
            registration_of(self.plain_event_id, who), actor_id=None, now=self.clock.now))  # fmt: skip

    @rule(seats=st.integers(1, 5))
    def plain_seats(self, seats):
        self.seats = seats
        self.promote()
        self.do("plain seats", lambda: change_seats(
            db.session.get_one(EventSession, self.plain_id), SeatSettings(capacity=seats), actor_id=None,
            now=self.clock.now))  # fmt: skip

    @rule(place=st.integers(0, 5), position=st.integers(1, 5))
    def plain_move(self, place, position):
        if place >= len(self.queue):
            return
        who = self.queue[place]
        if position <= len(self.queue):
            self.queue.insert(position - 1, self.queue.pop(place))
        self.do("plain move", lambda: move_in_waitlist(
            db.session.get_one(EventSession, self.plain_id), reservation_of(self.plain_id, who).id, position,
            reason="Speaks there", actor_id=None, now=self.clock.now))  # fmt: skip


@pytest.mark.both_engines
@pytest.mark.parametrize("part", range(PARTS))
def test_seats_are_consistent_after_every_step(engine, clock, part):
    steps = STEPS[engine.name] // PARTS
    first_seed = part * 1000 + (time.time_ns() // 1000 % 10**9 if FULL else 0)
    machine = type(
        f"SeatMachine{part}", (SeatMachine,), {"engine": engine, "clock": clock, "steps": 0, "done": Counter()}
    )

    for number in count(first_seed):
        if (left := steps - machine.steps) <= 0:
            break
        print(f"seed {number}")
        run_state_machine_as_test(
            seed(number)(machine),
            settings=settings(
                max_examples=max(2, left // STEPS_OF_A_LIFE),
                stateful_step_count=STEPS_OF_A_LIFE,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )

    print(f"{machine.steps} steps on {engine.name}: {dict(machine.done.most_common())}")
