"""The questions of a registration form: added, changed, moved, removed; what stays once somebody answered."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, Invalid, NotFound
from eventdesk.registration.models import Answer, Question
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.rules.form_builder import version_token
from eventdesk.registration.services.form_builder import (
    QuestionInput,
    add_question,
    change_question,
    move_question,
    remove_question,
)
from tests.factories import make_event, make_question
from tests.registration.form_desk import HARD, MEALS, WHO, answer, codes, make_meal, make_wine


@pytest.fixture
def event(db):
    return make_event(slug="days")


@pytest.fixture
def meal(event):
    return make_meal(event)


@pytest.fixture
def wine(event, meal):
    return make_wine(event)


def asking(question, **changed):
    """Return a question as it is asked now, with some of it changed."""
    names = (
        "kind", "label", "hint", "is_required", "purpose", "seen_by", "delete_after_days", "depends_on",
        "depends_values", "depends_effect",
    )  # fmt: skip
    kept = {name: getattr(question, name) for name in names}
    choices = [(choice["id"], choice["text"]) for choice in question.choices]
    return QuestionInput(**{**kept, "choices": choices, **changed})


def change(question, **changed):
    with transaction():
        change_question(question, asking(question, **changed), **WHO)


def test_first_change_stores_the_usual_form(event):
    with transaction():
        add_question(event, None, standard="job_title", **WHO)

    assert codes(event) == ["organisation", "country", "stakeholder_kind", "job_title"]
    assert all(question.id for question in questions_of(event.id))


def test_unstored_question_can_be_changed_moved_and_removed(event):
    country = questions_of(event.id)[1]
    change(country, label="Where do you live?")
    with transaction():
        move_question(country, -1, **WHO)
        remove_question(questions_of(event.id)[2], **WHO)

    assert [(one.code, one.label) for one in questions_of(event.id)] == [
        ("country", "Where do you live?"), ("organisation", ""),
    ]  # fmt: skip


@pytest.mark.both_engines
def test_question_keeps_what_was_asked(db, event, meal):
    asked = QuestionInput(
        kind="choices", label=HARD, hint="One a line", choices=[("", HARD), ("", " Second  answer ")], is_required=True,
        purpose="To order", seen_by="door", delete_after_days=None, depends_on="meal", depends_values=["fish"],
        depends_effect="required",
    )  # fmt: skip
    with transaction():
        question = add_question(event, asked, **WHO)

    db.session.refresh(question)
    assert [choice["text"] for choice in question.choices] == [HARD, "Second answer"]
    assert asking(question, choices=asked.choices) == asked
    assert (question.standard, question.code[:2], codes(event)) == ("", "q_", ["meal", question.code])


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"kind": "colour"}, "kind", "Choose a kind"),
        ({"label": "  "}, "label", "Enter the question"),
        ({"label": "x" * 201}, "label", "Enter 200 characters or fewer"),
        ({"hint": "x" * 301}, "hint", "Enter 300 characters or fewer"),
        ({"purpose": ""}, "purpose", "Say why you ask this"),
        ({"seen_by": "everybody"}, "seen_by", "Choose who sees it"),
        ({"delete_after_days": -1}, "delete_after_days", "Enter a number from 0 to 3650"),
        ({"delete_after_days": 3651}, "delete_after_days", "Enter a number from 0 to 3650"),
        ({"kind": "choice"}, "choices", "Enter at least two answers to choose from"),
        ({"kind": "choice", "choices": [("", "A"), ("", " ")]}, "choices",
         "Enter at least two answers to choose from"),
        ({"kind": "choices", "choices": [("", "Yes"), ("", "YES")]}, "choices", "“YES” is there twice"),
        ({"kind": "choice", "choices": [("", "x" * 201), ("", "A")]}, "choices", "Enter 200 characters or fewer"),
        ({"kind": "choice", "choices": [("", str(n)) for n in range(51)]}, "choices", "Enter 50 answers or fewer"),
        ({"depends_on": "later", "depends_values": ["yes"]}, "depends_on",
         "Choose a question that stands before this one"),
        ({"depends_on": "name", "depends_values": ["yes"]}, "depends_on",
         "Choose a question that has answers to choose from"),
        ({"depends_on": "meal", "depends_values": []}, "depends_values", "Choose at least one answer"),
        ({"depends_on": "meal", "depends_values": ["fish", "soup"]}, "depends_values", "Choose at least one answer"),
    ],
)  # fmt: skip
def test_question_that_cannot_be_asked_is_refused(event, meal, wrong, field, sentence):
    make_question(event, code="name", kind="text")
    one = make_question(event, code="one")
    make_question(event, code="later", kind="consent")

    with pytest.raises(Invalid) as refused:
        change(one, **wrong)

    assert (refused.value.field, str(refused.value)) == (field, sentence)


def test_standard_field_needs_no_words_of_its_own(db, event):
    attendance = make_question(event, standard="attendance", kind="choice", label="", purpose="")

    change(attendance, kind="text", choices=[("", "Mars")], hint="Tick one")

    db.session.refresh(attendance)
    assert (attendance.kind, attendance.choices, attendance.hint) == ("choice", [], "Tick one")


def test_standard_field_is_added_once(event):
    with transaction():
        add_question(event, None, standard="dietary", **WHO)

    with pytest.raises(Conflict, match="on the form already"), transaction():
        add_question(event, None, standard="dietary", **WHO)


def test_sixty_questions_are_enough(event):
    with transaction():
        for _ in range(57):
            add_question(event, QuestionInput(label="Again?", purpose="To ask"), **WHO)

    with pytest.raises(Conflict, match="A form can have 60 questions"), transaction():
        add_question(event, QuestionInput(label="Again?", purpose="To ask"), **WHO)
    assert len(codes(event)) == 60


@pytest.mark.both_engines
def test_answers_keep_their_ids_when_their_words_are_mended(db, event, meal):
    answer(db, event, meal, "fish")

    change(meal, choices=[("", "Soup"), ("fish", "Fish of the day"), ("meat", "Meat"), ("none", "")])

    db.session.refresh(meal)
    new = meal.choices[0]["id"]
    assert [(choice["id"], choice["text"]) for choice in meal.choices] == [
        (new, "Soup"), ("fish", "Fish of the day"), ("meat", "Meat"),
    ]  # fmt: skip
    assert new not in ("", "meat", "fish", "none")


def test_ids_that_the_question_does_not_have_are_drawn_anew(db, meal):
    change(meal, choices=[("fish", "A"), ("fish", "B"), ("stolen", "C")])

    db.session.refresh(meal)
    ids = [choice["id"] for choice in meal.choices]
    assert (ids[0], len(set(ids)), "stolen" in ids) == ("fish", 3, False)


@pytest.mark.parametrize(("kind", "value"), [("choice", "fish"), ("choices", ["meat", "fish"])])
def test_answer_that_somebody_chose_stays(db, event, kind, value):
    meal = make_question(event, kind=kind, choices=MEALS)
    answer(db, event, meal, value)

    with pytest.raises(Invalid) as refused:
        change(meal, choices=[("meat", "Meat"), ("none", "None")])

    assert (refused.value.field, str(refused.value)) == (
        "choices", "Somebody chose “Fish”: it stays. You can change its words.",
    )  # fmt: skip


def test_kind_stays_once_somebody_answered(db, event, meal):
    answer(db, event, meal, "fish")

    with pytest.raises(Conflict, match="its kind stays"):
        change(meal, kind="text")


def test_answer_that_another_question_depends_on_stays(meal, wine):
    with pytest.raises(Invalid, match="“Which wine\\?” depends on the answer “Fish”"):
        change(meal, choices=[("meat", "Meat"), ("none", "None")])
    change(meal, choices=[("meat", "Meat"), ("fish", "Fish")])
    with pytest.raises(Invalid) as refused:
        change(meal, kind="text")

    assert (refused.value.field, str(refused.value)) == (
        "kind", "“Which wine?” depends on the answers to choose from. Change that first.",
    )  # fmt: skip


def test_question_that_was_changed_meanwhile_is_not_overwritten(db, meal):
    seen = version_token(meal)
    change(meal, label="What will you eat?")

    with pytest.raises(Conflict, match="Somebody changed this question"), transaction():
        change_question(meal, asking(meal, label="Lunch?"), seen=seen, **WHO)
    with transaction():
        change_question(meal, asking(meal, label="Lunch?"), seen=version_token(meal), **WHO)

    db.session.refresh(meal)
    assert meal.label == "Lunch?"


def test_question_that_was_removed_meanwhile_is_missing(db, event, meal):
    with transaction():
        remove_question(meal, **WHO)
    gone = Question(event_id=event.id, code="meal")

    for deed in (remove_question, lambda one, **who: move_question(one, 1, **who)):
        with pytest.raises(NotFound), transaction():
            deed(gone, **WHO)


@pytest.mark.both_engines
def test_questions_move_step_by_step(event):
    one, two, three = (make_question(event, code=code) for code in ("one", "two", "three"))
    with transaction():
        move_question(three, -1, **WHO)
    assert codes(event) == ["one", "three", "two"]

    with transaction():
        move_question(one, -1, **WHO)
        move_question(two, 1, **WHO)
        move_question(one, 1, **WHO)

    assert codes(event) == ["three", "one", "two"]
    assert [question.position for question in questions_of(event.id)] == [0, 1, 2]


def test_question_cannot_move_before_what_it_depends_on(event, meal, wine):
    for question, by in ((wine, -1), (meal, 1)):
        with pytest.raises(Conflict, match="depends on an answer that would come after it"), transaction():
            move_question(question, by, **WHO)

    assert codes(event) == ["meal", "wine"]


@pytest.mark.both_engines
def test_question_is_removed_with_its_answers_unless_another_depends_on_it(db, event, meal, wine):
    answer(db, event, meal, "fish")
    with pytest.raises(Conflict, match="“Which wine\\?” depends on it"), transaction():
        remove_question(meal, **WHO)

    with transaction():
        remove_question(wine, **WHO)
        remove_question(meal, **WHO)

    assert (codes(event), db.session.query(Answer).count()) == ([], 0)
