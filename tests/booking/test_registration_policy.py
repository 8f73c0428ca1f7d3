"""The registration policy when people book: capacity, approval, codes, required questions. On both databases."""

import pytest
from sqlalchemy import select

from eventdesk.booking.services.cancel import cancel_registration
from eventdesk.booking.services.change import change_registration
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.models import AuditEntry
from eventdesk.registration.models import InvitationCode, RegistrationPolicy
from eventdesk.registration.queries.questions import answers_of
from eventdesk.registration.services import form_builder
from eventdesk.registration.services.form_builder import QuestionInput
from eventdesk.registration.services.invitations import add_invitation
from eventdesk.registration.services.register import FormRequired, RegistrationInput
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reservations import reservation_status
from eventdesk.seats.services.reserve import reserve_seat
from tests.booking.helpers import BY, add_question, inconsistencies, mails_from, register, set_policy
from tests.factories import make_event, make_person, make_session

pytestmark = pytest.mark.both_engines


def test_place_is_available_again_after_a_cancellation(app):
    event = make_event()
    set_policy(event, places=1)
    first = register(event, make_person())
    late = make_person()

    with pytest.raises(NotAllowed):
        register(event, late)
    with transaction():
        cancel_registration(first, **BY)

    assert register(event, late).state == "confirmed"
    assert db.session.get_one(RegistrationPolicy, event.id).taken == 1
    assert inconsistencies() == []


def test_reserving_where_approval_is_required(app):
    event = make_event()
    event_session = make_session(event, seats=3)
    set_policy(event, requires_approval=True)
    pending, other_user = register(event, make_person()), make_person()

    with pytest.raises(NotAllowed), transaction():
        reserve_seat(event_session.id, pending.person_id, **BY)
    with pytest.raises(FormRequired), transaction():
        reserve_seat(event_session.id, other_user.id, **BY)

    assert inconsistencies() == []


def test_reserving_where_a_question_is_required(app):
    event = make_event()
    event_session = make_session(event, seats=3)
    add_question(event, is_required=True)

    with pytest.raises(FormRequired), transaction():
        reserve_seat(event_session.id, make_person().id, **BY)

    assert inconsistencies() == []


def test_code_skips_approval_until_it_is_used_up(app):
    event = make_event()
    set_policy(event, requires_approval=True, requires_code=True)
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
    assert inconsistencies() == []


def test_cancelling_passes_the_seat_on_and_counts_add_up(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    set_policy(event, places=3)
    one, two = (register(event, make_person()) for _ in range(2))
    for registration in (one, two):
        with transaction():
            reserve_seat(event_session.id, registration.person_id, **BY)

    with transaction():
        cancel_registration(one, **BY)

    seats = db.session.get_one(SessionSeats, event_session.id)
    assert (seats.taken, seats.waiting) == (1, 0)
    assert reservation_status(event_session.id, two.person_id).state == "confirmed"
    assert mails_from(db, "registration_cancelled") == [one.person.email]
    assert inconsistencies() == []


def test_answers_to_hidden_questions_are_deleted(app):
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
