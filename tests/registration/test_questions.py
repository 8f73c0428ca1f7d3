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
from tests.factories import make_question
from tests.registration.helpers import BY, MEALS, SPECIAL_TEXT, add_answer, codes


def question_input(question, **changed):
    """Return a question as it is given now, with some of it changed."""
    names = (
        "kind",
        "label",
        "hint",
        "is_required",
        "purpose",
        "seen_by",
        "delete_after_days",
        "depends_on",
        "depends_values",
        "depends_effect",
    )
    stored = {name: getattr(question, name) for name in names}
    choices = [(choice["id"], choice["text"]) for choice in question.choices]
    return QuestionInput(**{**stored, "choices": choices, **changed})


def change(question, **changed):
    with transaction():
        change_question(question, question_input(question, **changed), **BY)


def test_first_change_stores_the_default_questions(event):
    with transaction():
        add_question(event, None, standard="job_title", **BY)

    assert codes(event) == ["organisation", "country", "stakeholder_kind", "job_title"]
    assert all(question.id for question in questions_of(event.id))


def test_unstored_question_can_be_changed_moved_and_removed(event):
    country = questions_of(event.id)[1]
    change(country, label="Where do you live?")
    with transaction():
        move_question(country, -1, **BY)
        remove_question(questions_of(event.id)[2], **BY)

    assert [(one.code, one.label) for one in questions_of(event.id)] == [
        ("country", "Where do you live?"),
        ("organisation", ""),
    ]


@pytest.mark.both_engines
def test_question_stores_its_input(db, event, meal):
    given = QuestionInput(
        kind="choices",
        label=SPECIAL_TEXT,
        hint="One per line",
        choices=[("", SPECIAL_TEXT), ("", " Second  answer ")],
        is_required=True,
        purpose="To order",
        seen_by="door",
        delete_after_days=None,
        depends_on="meal",
        depends_values=["fish"],
        depends_effect="required",
    )
    with transaction():
        question = add_question(event, given, **BY)

    db.session.refresh(question)
    assert [choice["text"] for choice in question.choices] == [SPECIAL_TEXT, "Second answer"]
    assert question_input(question, choices=given.choices) == given
    assert (question.standard, question.code[:2], codes(event)) == ("", "q_", ["meal", question.code])


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"kind": "colour"}, "kind", "Choose a type of answer"),
        ({"label": "  "}, "label", "Enter the question"),
        ({"label": "x" * 201}, "label", "Enter 200 characters or fewer"),
        ({"hint": "x" * 301}, "hint", "Enter 300 characters or fewer"),
        ({"purpose": ""}, "purpose", "Explain why you ask this"),
        ({"seen_by": "everybody"}, "seen_by", "Choose who can see the answers"),
        ({"delete_after_days": -1}, "delete_after_days", "Enter a number from 0 to 3650"),
        ({"delete_after_days": 3651}, "delete_after_days", "Enter a number from 0 to 3650"),
        ({"kind": "choice"}, "choices", "Enter at least two choices"),
        ({"kind": "choice", "choices": [("", "A"), ("", " ")]}, "choices", "Enter at least two choices"),
        ({"kind": "choices", "choices": [("", "Yes"), ("", "YES")]}, "choices", "“YES” appears twice"),
        ({"kind": "choice", "choices": [("", "x" * 201), ("", "A")]}, "choices", "Enter 200 characters or fewer"),
        ({"kind": "choice", "choices": [("", str(n)) for n in range(51)]}, "choices", "Enter 50 choices or fewer"),
        ({"depends_on": "later", "depends_values": ["yes"]}, "depends_on", "Choose an earlier question"),
        ({"depends_on": "name", "depends_values": ["yes"]}, "depends_on", "Choose a question that has choices"),
        ({"depends_on": "meal", "depends_values": []}, "depends_values", "Choose at least one answer"),
        ({"depends_on": "meal", "depends_values": ["fish", "soup"]}, "depends_values", "Choose at least one answer"),
    ],
)
def test_invalid_question_is_refused(event, meal, wrong, field, sentence):
    make_question(event, code="name", kind="text")
    one = make_question(event, code="one")
    make_question(event, code="later", kind="consent")

    with pytest.raises(Invalid) as refused:
        change(one, **wrong)

    assert (refused.value.field, str(refused.value)) == (field, sentence)


def test_standard_field_needs_no_label(db, event):
    attendance = make_question(event, standard="attendance", kind="choice", label="", purpose="")

    change(attendance, kind="text", choices=[("", "Mars")], hint="Tick one")

    db.session.refresh(attendance)
    assert (attendance.kind, attendance.choices, attendance.hint) == ("choice", [], "Tick one")


def test_standard_field_is_added_once(event):
    with transaction():
        add_question(event, None, standard="dietary", **BY)

    with pytest.raises(Conflict, match="already on the form"), transaction():
        add_question(event, None, standard="dietary", **BY)


def test_form_is_limited_to_sixty_questions(event):
    with transaction():
        for _ in range(57):
            add_question(event, QuestionInput(label="Again?", purpose="To ask"), **BY)

    with pytest.raises(Conflict, match="A form can have up to 60 questions"), transaction():
        add_question(event, QuestionInput(label="Again?", purpose="To ask"), **BY)
    assert len(codes(event)) == 60


@pytest.mark.both_engines
def test_choices_have_stable_ids_when_their_text_changes(db, event, meal):
    add_answer(db, event, meal, "fish")

    change(meal, choices=[("", "Soup"), ("fish", "Fish of the day"), ("meat", "Meat"), ("none", "")])

    db.session.refresh(meal)
    new = meal.choices[0]["id"]
    assert [(choice["id"], choice["text"]) for choice in meal.choices] == [
        (new, "Soup"),
        ("fish", "Fish of the day"),
        ("meat", "Meat"),
    ]
    assert new not in ("", "meat", "fish", "none")


def test_unknown_ids_of_choices_are_replaced(db, meal):
    change(meal, choices=[("fish", "A"), ("fish", "B"), ("stolen", "C")])

    db.session.refresh(meal)
    ids = [choice["id"] for choice in meal.choices]
    assert (ids[0], len(set(ids)), "stolen" in ids) == ("fish", 3, False)


@pytest.mark.parametrize(("kind", "value"), [("choice", "fish"), ("choices", ["meat", "fish"])])
def test_choice_that_someone_selected_cannot_be_removed(db, event, kind, value):
    meal = make_question(event, kind=kind, choices=MEALS)
    add_answer(db, event, meal, value)

    with pytest.raises(Invalid) as refused:
        change(meal, choices=[("meat", "Meat"), ("none", "None")])

    assert (refused.value.field, str(refused.value)) == (
        "choices",
        "Someone selected “Fish”, so it cannot be removed. You can edit its text.",
    )


def test_type_cannot_change_once_there_are_answers(db, event, meal):
    add_answer(db, event, meal, "fish")

    with pytest.raises(Conflict, match="its type cannot change"):
        change(meal, kind="text")


def test_choice_that_a_question_depends_on_cannot_be_removed(meal, wine):
    with pytest.raises(Invalid, match="“Which wine\\?” depends on the choice “Fish”"):
        change(meal, choices=[("meat", "Meat"), ("none", "None")])
    change(meal, choices=[("meat", "Meat"), ("fish", "Fish")])
    with pytest.raises(Invalid) as refused:
        change(meal, kind="text")

    assert (refused.value.field, str(refused.value)) == (
        "kind",
        "“Which wine?” depends on the choices of this question. Change that question first.",
    )


def test_question_changed_meanwhile_is_not_overwritten(db, meal):
    seen = version_token(meal)
    change(meal, label="What will you eat?")

    with pytest.raises(Conflict, match="Someone else changed this question"), transaction():
        change_question(meal, question_input(meal, label="Lunch?"), seen=seen, **BY)
    with transaction():
        change_question(meal, question_input(meal, label="Lunch?"), seen=version_token(meal), **BY)

    db.session.refresh(meal)
    assert meal.label == "Lunch?"


def test_question_removed_meanwhile_is_missing(db, event, meal):
    with transaction():
        remove_question(meal, **BY)
    gone = Question(event_id=event.id, code="meal")

    for action in (remove_question, lambda one, **who: move_question(one, 1, **who)):
        with pytest.raises(NotFound), transaction():
            action(gone, **BY)


@pytest.mark.both_engines
def test_questions_move_step_by_step(event):
    one, two, three = (make_question(event, code=code) for code in ("one", "two", "three"))
    with transaction():
        move_question(three, -1, **BY)
    assert codes(event) == ["one", "three", "two"]

    with transaction():
        move_question(one, -1, **BY)
        move_question(two, 1, **BY)
        move_question(one, 1, **BY)

    assert codes(event) == ["three", "one", "two"]
    assert [question.position for question in questions_of(event.id)] == [0, 1, 2]


def test_question_cannot_move_before_what_it_depends_on(event, meal, wine):
    for question, by in ((wine, -1), (meal, 1)):
        with pytest.raises(Conflict, match="has to come after the question it depends on"), transaction():
            move_question(question, by, **BY)

    assert codes(event) == ["meal", "wine"]


@pytest.mark.both_engines
def test_question_is_removed_with_its_answers_unless_another_depends_on_it(db, event, meal, wine):
    add_answer(db, event, meal, "fish")
    with pytest.raises(Conflict, match="“Which wine\\?” depends on this question"), transaction():
        remove_question(meal, **BY)

    with transaction():
        remove_question(wine, **BY)
        remove_question(meal, **BY)

    assert (codes(event), db.session.query(Answer).count()) == ([], 0)
