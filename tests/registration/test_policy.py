"""Who may register for an event: places, approval, invitation codes, answers, addresses that are confirmed."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from eventdesk.booking.services.cancel import cancel_registration
from eventdesk.booking.services.change import change_registration
from eventdesk.booking.services.confirmation import (
    confirm_registration,
    expire_registration,
    request_registration,
)
from eventdesk.booking.services.groups import Colleague, register_group
from eventdesk.core import files
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Conflict, Invalid, NotAllowed, NotFound
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.privacy.services import purge_unconfirmed_people
from eventdesk.registration.models import Answer, InvitationCode, Registration, RegistrationPolicy
from eventdesk.registration.queries.policy import overdue_registrations
from eventdesk.registration.queries.questions import answers_of, questions_of
from eventdesk.registration.queries.registrations import registration_of, registrations_of_person
from eventdesk.registration.services import form_builder
from eventdesk.registration.services.answers import purge_answers, purge_files
from eventdesk.registration.services.approvals import approve_registration, reject_registration
from eventdesk.registration.services.form_builder import QuestionInput, change_question, move_question, remove_question
from eventdesk.registration.services.invitations import add_invitation
from eventdesk.registration.services.register import (
    FormRequired,
    RegistrationInput,
    register_person,
)
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservations import reservation_status
from eventdesk.seats.queries.waitlist import overdue_sessions
from eventdesk.seats.services.reserve import reserve_seat
from tests.factories import NOW, make_account, make_event, make_person, make_registration, make_session, set_policies

pytestmark = pytest.mark.both_engines

BY = {"actor_id": None, "now": NOW}


def set_terms(event, **given):
    with transaction():
        set_policies(event, **given, **BY)


def register(event, person, typed=None, **more):
    with transaction():
        return register_person(event, person.id, actor_id=person.id, now=NOW, typed=typed, **more)


def ask(event, email, typed=None, now=NOW, **more):
    """Register an address without signing in, and return the token of the link that it gets."""
    with transaction():
        mail = request_registration(event, email, typed or RegistrationInput(name="Nino Beridze"), now=now, **more)
    return db.session.get(OutboxItem, mail).payload["values"]["token"]


def confirm(token, now=NOW):
    with transaction():
        return confirm_registration(token, now=now)


def add_question(event, **asking):
    with transaction():
        return form_builder.add_question(
            event, QuestionInput(**{"label": "A question", "purpose": "To know", **asking}), **BY
        )


def all_is_well(now=NOW):
    db.session.rollback()
    db.session.expire_all()
    return list(find_inconsistencies(now=now))


def mails(template):
    db.session.rollback()
    items = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == "mail").order_by(OutboxItem.id))
    return [item.recipient for item in items if item.payload["template"] == template]


def test_places_are_given_once_and_again_when_somebody_cancels(app):
    event = make_event()
    set_terms(event, places=1)
    first = register(event, make_person())
    late = make_person()

    with pytest.raises(NotAllowed):
        register(event, late)
    with transaction():
        cancel_registration(first, **BY)

    assert register(event, late).state == "confirmed"
    assert db.session.get_one(RegistrationPolicy, event.id).taken == 1
    assert all_is_well() == []


def test_places_grow_with_whoever_is_let_in_at_the_door(app):
    event = make_event()
    set_terms(event, places=1)
    register(event, make_person())

    register(event, make_person(), at_check_in=True)

    terms = db.session.get_one(RegistrationPolicy, event.id)
    assert (terms.places, terms.taken) == (2, 2)


def test_fewer_places_than_people_are_invalid(app):
    event = make_event()
    for _ in range(2):
        make_registration(event)

    with pytest.raises(Invalid) as invalid:
        set_terms(event, places=1)

    assert invalid.value.field == "places"
    set_terms(event, places=2)
    assert all_is_well() == []


def test_approval_is_waited_for_and_takes_a_place_only_then(app):
    event = make_event()
    set_terms(event, places=1, requires_approval=True)
    first, second, third = (register(event, make_person()) for _ in range(3))
    assert [one.state for one in (first, second, third)] == ["pending"] * 3

    with transaction():
        assert approve_registration(first, **BY)
    with transaction():
        assert not approve_registration(first, **BY)
    with pytest.raises(NotAllowed), transaction():
        approve_registration(second, **BY)
    with transaction():
        assert reject_registration(third, "It is for members", **BY)

    assert [one.state for one in (first, second, third)] == ["confirmed", "pending", "rejected"]
    assert mails("registration_confirmed") == [first.person.email]
    assert mails("registration_rejected") == [third.person.email]
    assert all_is_well() == []


def test_pending_person_reserves_no_seat_and_an_unregistered_one_fills_in_the_form_first(app):
    event = make_event()
    event_session = make_session(event, seats=3)
    set_terms(event, requires_approval=True)
    pending, stranger = register(event, make_person()), make_person()

    with pytest.raises(NotAllowed), transaction():
        reserve_seat(event_session.id, pending.person_id, **BY)
    with pytest.raises(FormRequired), transaction():
        reserve_seat(event_session.id, stranger.id, **BY)

    assert all_is_well() == []


def test_question_that_must_be_answered_sends_whoever_reserves_to_the_form(app):
    event = make_event()
    event_session = make_session(event, seats=3)
    add_question(event, is_required=True)

    with pytest.raises(FormRequired), transaction():
        reserve_seat(event_session.id, make_person().id, **BY)

    assert all_is_well() == []


def test_code_lets_in_as_often_as_it_may_and_skips_approval(app):
    event = make_event()
    set_terms(event, requires_approval=True, requires_code=True)
    with transaction():
        add_invitation(event, code="press-26", max_uses=1, **BY)
    with pytest.raises(Invalid) as missing:
        register(event, make_person())
    with pytest.raises(Invalid) as unknown:
        register(event, make_person(), RegistrationInput(name="A", invitation="PRESS-27"))

    first = register(event, make_person(), RegistrationInput(name="A", invitation=" Press-26 "))
    with pytest.raises(Invalid) as used_up:
        register(event, make_person(), RegistrationInput(name="B", invitation="PRESS-26"))

    assert {problem.value.field for problem in (missing, unknown, used_up)} == {"invitation"}
    assert first.state == "confirmed"
    with transaction():
        cancel_registration(first, **BY)
    assert db.session.scalar(select(InvitationCode.uses)) == 0
    assert register(event, make_person(), RegistrationInput(name="B", invitation="PRESS-26")).state == "confirmed"
    assert all_is_well() == []


def test_code_whose_time_is_over_lets_nobody_in(app):
    event = make_event()
    with transaction():
        add_invitation(event, code="EARLY", max_uses=5, ends_at=NOW, **BY)

    with pytest.raises(Invalid):
        register(event, make_person(), RegistrationInput(name="A", invitation="EARLY"))


def test_address_is_registered_once_its_link_is_used_and_the_held_seat_is_theirs(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    set_terms(event, places=5)

    typed = RegistrationInput(name="ნინო ბერიძე", organisation="GITA", country="GE", stakeholder_kind="public-agency")
    token = ask(event, "nino@example.org", typed, event_session=event_session)

    person = people.person_by_email("nino@example.org")
    assert registration_of(event.id, person.id).state == "unconfirmed"
    assert reservation_status(event_session.id, person.id).state == "on_hold"
    with transaction():
        other = reserve_seat(event_session.id, make_person().id, **BY)
    assert other.state == "waiting"
    done = confirm(token)
    assert (done.registration.state, done.reserved.state, done.problem) == ("confirmed", "confirmed", None)
    assert (person.name, done.registration.organisation.name) == ("ნინო ბერიძე", "GITA")
    with pytest.raises(NotFound):
        confirm(token)
    assert all_is_well() == []


def test_hold_that_is_not_confirmed_lapses_after_fifteen_minutes_and_the_seat_goes_on(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    set_terms(event, places=2)
    token = ask(event, "nino@example.org", event_session=event_session)
    waits = make_person()
    with transaction():
        reserve_seat(event_session.id, waits.id, **BY)
    late = NOW + timedelta(minutes=15)
    assert overdue_registrations(now=late - timedelta(seconds=1)) == []

    for registration_id in overdue_registrations(now=late):
        with transaction():
            assert expire_registration(registration_id, now=late)

    assert reservation_status(event_session.id, waits.id).state == "confirmed"
    assert db.session.get_one(RegistrationPolicy, event.id).taken == 1
    assert overdue_sessions(now=late) == []
    assert all_is_well(late) == []
    done = confirm(token, now=late)
    assert (done.registration.state, done.reserved.state) == ("confirmed", "waiting")
    assert all_is_well(late) == []


def test_link_for_a_place_that_is_gone_says_so_and_stays_usable(app):
    event = make_event()
    set_terms(event, places=1)
    token = ask(event, "nino@example.org")
    late = NOW + timedelta(minutes=16)
    with transaction():
        expire_registration(overdue_registrations(now=late)[0], now=late)
    registered = register(event, make_person())

    with pytest.raises(NotAllowed):
        confirm(token, now=late)
    with transaction():
        cancel_registration(registered, **BY)

    assert confirm(token, now=late).registration.state == "confirmed"


def test_what_a_stranger_types_for_a_registered_address_changes_nothing_but_asks(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    person = make_person(name="Anna Kovacs", email="anna@example.org")
    make_account(person)
    registration = make_registration(event, person, country="HU")

    token = ask(
        event, "ANNA@example.org", RegistrationInput(name="Somebody Else", country="FR"), event_session=event_session
    )

    done = confirm(token)
    assert (done.registration.id, done.reserved.state) == (registration.id, "confirmed")
    assert (person.name, done.registration.country) == ("Anna Kovacs", "HU")
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert all_is_well() == []


def test_second_form_for_one_address_holds_one_place_and_either_link_works(app):
    event = make_event()
    set_terms(event, places=2)
    ask(event, "nino@example.org")
    token = ask(event, "nino@example.org", RegistrationInput(name="Nino B."))

    assert confirm(token).registration.person.name == "Nino B."

    assert db.session.get_one(RegistrationPolicy, event.id).taken == 1
    assert all_is_well() == []


def test_people_whom_only_an_unused_link_knew_are_forgotten(app):
    event = make_event()
    ask(event, "nobody@example.org")
    confirm(ask(event, "nino@example.org"))
    late = NOW + timedelta(days=3)
    with transaction():
        for registration_id in overdue_registrations(now=late):
            expire_registration(registration_id, now=late)

    with transaction():
        purge_unconfirmed_people(now=late)

    assert db.session.scalars(select(Person.email)).all() == ["nino@example.org"]


def test_answers_are_kept_changed_and_forgotten_when_their_question_is_not_asked(app):
    event = make_event()
    with transaction():
        attendance = form_builder.add_question(event, QuestionInput(), standard="attendance", **BY)
    food = add_question(event, label="Food", depends_on=attendance.code, depends_values=["on-site"], is_required=True)
    person = make_person()

    with pytest.raises(Invalid) as missing:
        register(event, person, RegistrationInput(name="A", answers={attendance.code: "on-site"}))
    assert missing.value.field == food.code
    registration = register(
        event, person, RegistrationInput(name="A", answers={attendance.code: "on-site", food.code: "Vegan"})
    )
    assert answers_of(registration.id) == {attendance.code: "on-site", food.code: "Vegan"}
    with transaction():
        changed = RegistrationInput(name="A", answers={attendance.code: "online", food.code: "Vegan"})
        change_registration(registration, changed, **BY)
    assert answers_of(registration.id) == {attendance.code: "online"}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "change_registration")).one()
    assert sorted(entry.detail["changed"]) == sorted([attendance.code, food.code])


def test_answers_are_deleted_when_their_time_is_over(app):
    event = make_event()
    short, long = add_question(event, delete_after_days=7), add_question(event, delete_after_days=None)
    registration = register(
        event, make_person(), RegistrationInput(name="A", answers={short.code: "x", long.code: "y"})
    )

    for days, left in ((7, 2), (8, 1)):
        now = NOW.replace(year=event.ends_on.year, month=event.ends_on.month, day=event.ends_on.day)
        with transaction():
            purge_answers(now=now + timedelta(days=days))
        assert db.session.scalar(select(func.count()).select_from(Answer)) == left

    assert answers_of(registration.id) == {long.code: "y"}


def test_colleagues_are_registered_all_or_none_and_each_is_told(app):
    event = make_event()
    set_terms(event, places=2)
    actor = make_person(name="Team Lead")
    shared = RegistrationInput(organisation="Shannon Institute", country="IE")
    three = [Colleague(f"Person {number}", f"p{number}@example.org") for number in range(3)]

    with pytest.raises(NotAllowed), transaction():
        register_group(event, three, shared, actor=actor, now=NOW)
    assert registrations_of_person(actor.id) == []
    for _ in range(2):
        with transaction():
            made = register_group(event, three[:2], shared, actor=actor, now=NOW)

    assert [(one.state, one.registered_by_id, one.organisation.name) for one in made] == [
        ("confirmed", actor.id, "Shannon Institute")
    ] * 2
    assert mails("registered_by_colleague") == ["p0@example.org", "p1@example.org"]
    assert all_is_well() == []


def test_question_stays_before_those_that_depend_on_it(app):
    event = make_event()
    first = add_question(event, kind="consent", label="First")
    second = add_question(event, label="Second", depends_on=first.code, depends_values=["yes"])

    with pytest.raises(Conflict), transaction():
        move_question(second, -1, **BY)
    with pytest.raises(Conflict), transaction():
        remove_question(first, **BY)
    with pytest.raises(Invalid), transaction():
        change_question(first, QuestionInput(label="First", purpose="x", depends_on=second.code,
                                               depends_values=["a"]), **BY)  # fmt: skip

    assert [one.code for one in questions_of(event.id)][-2:] == [first.code, second.code]


def test_places_and_seats_add_up_after_everything(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    set_terms(event, places=3)
    one, two = (register(event, make_person()) for _ in range(2))
    for registration in (one, two):
        with transaction():
            reserve_seat(event_session.id, registration.person_id, **BY)

    with transaction():
        cancel_registration(one, **BY)

    seats = db.session.get_one(SessionSeats, event_session.id)
    assert (seats.taken, seats.waiting) == (1, 0)
    assert reservation_status(event_session.id, two.person_id).state == "confirmed"
    assert mails("registration_cancelled") == [one.person.email]
    assert all_is_well() == []


def test_files_of_answers_go_with_their_answer_and_stay_while_a_form_waits(app, tmp_path):
    event = make_event()
    question = add_question(event, kind="file")
    folder = files.answers_folder(tmp_path)
    kept, waiting, gone, fresh = (files.store(folder, content) for content in (b"a", b"b", b"c", b"d"))
    for key in (kept, waiting, gone):
        old = (NOW - timedelta(days=2)).timestamp()
        os.utime(files.path_of(folder, key), (old, old))
    os.utime(files.path_of(folder, fresh), (NOW.timestamp(), NOW.timestamp()))
    register(event, make_person(), RegistrationInput(name="A", answers={question.code: {"key": kept}}))
    ask(event, "nino@example.org", RegistrationInput(name="Nino", answers={question.code: {"key": waiting}}))

    assert purge_files(tmp_path, now=NOW) == 1

    assert [files.path_of(folder, key).exists() for key in (kept, waiting, gone, fresh)] == [True, True, False, True]
