"""The registration policy: capacity, approval, invitation codes. On both databases."""

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Conflict, Invalid, NotAllowed
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.services.approvals import approve_registration, reject_registration
from eventdesk.registration.services.form_builder import QuestionInput, change_question, move_question, remove_question
from eventdesk.registration.services.invitations import add_invitation
from eventdesk.registration.services.register import RegistrationInput
from tests.booking.helpers import BY, add_question, inconsistencies, mails_from, register, set_policy
from tests.factories import NOW, make_event, make_person, make_registration

pytestmark = pytest.mark.both_engines


def test_capacity_grows_with_registrations_at_check_in(app):
    event = make_event()
    set_policy(event, places=1)
    register(event, make_person())

    register(event, make_person(), at_check_in=True)

    policy = db.session.get_one(RegistrationPolicy, event.id)
    assert (policy.places, policy.taken) == (2, 2)


def test_fewer_places_than_registrations_are_invalid(app):
    event = make_event()
    for _ in range(2):
        make_registration(event)

    with pytest.raises(Invalid) as invalid:
        set_policy(event, places=1)

    assert invalid.value.field == "places"
    set_policy(event, places=2)
    assert inconsistencies() == []


def test_pending_registration_takes_a_place_once_it_is_approved(app):
    event = make_event()
    set_policy(event, places=1, requires_approval=True)
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
    assert mails_from(db, "registration_confirmed") == [first.person.email]
    assert mails_from(db, "registration_rejected") == [third.person.email]
    assert inconsistencies() == []


def test_expired_code_is_invalid(app):
    event = make_event()
    with transaction():
        add_invitation(event, code="EARLY", max_uses=5, ends_at=NOW, **BY)

    with pytest.raises(Invalid):
        register(event, make_person(), RegistrationInput(name="A", invitation="EARLY"))


def test_question_comes_before_its_dependents(app):
    event = make_event()
    first = add_question(event, kind="consent", label="First")
    second = add_question(event, label="Second", depends_on=first.code, depends_values=["yes"])

    with pytest.raises(Conflict), transaction():
        move_question(second, -1, **BY)
    with pytest.raises(Conflict), transaction():
        remove_question(first, **BY)
    with pytest.raises(Invalid), transaction():
        change_question(
            first, QuestionInput(label="First", purpose="x", depends_on=second.code, depends_values=["a"]), **BY
        )

    assert [one.code for one in questions_of(event.id)][-2:] == [first.code, second.code]
