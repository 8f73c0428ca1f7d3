"""The page of one question: typed, changed, made to depend on another, removed."""

from contextlib import contextmanager

import pytest

from eventdesk.core.db import transaction
from eventdesk.registration.models import Question
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.services.form_builder import remove_question
from eventdesk.registration.views import form_builder as form
from tests.factories import make_event, make_question
from tests.pages import text_of
from tests.registration.helpers import BY, FORM, HOME, SPECIAL_TEXT, add_answer, codes, errors


def rows(page):
    """Return the rows of answers to choose from as a page shows them: (id, words)."""
    ids = [tag["value"] for tag in page.select("[name=choice_ids]")]
    return list(zip(ids, [tag["value"] for tag in page.select("[name=choices]")], strict=True))


def test_question_is_added_with_a_condition(browser, event, meal):
    path = f"{HOME}questions/new?kind=choice"
    page = browser.visit(path)
    assert rows(page) == [("", "")] * 4
    typed = {"label": SPECIAL_TEXT, "purpose": "To order", "choices": ["Red", "", "White", ""], "depends_on": "meal"}

    # Without a script, a button shows what depends on a choice above it; nothing typed is lost, nothing is stored.
    page = browser.checked(browser.submit(page, FORM, **typed, again="show"))
    assert [text_of(label) for label in page.select("#depends_values label")] == ["Meat", "Fish", "None"]
    assert (page.select_one("#label")["value"], rows(page)[:3]) == (
        SPECIAL_TEXT,
        [("", "Red"), ("", ""), ("", "White")],
    )
    page = browser.checked(browser.submit(page, FORM, again="rows"))
    assert len(rows(page)) == 7
    page = browser.checked(browser.submit(page, FORM, again="up-2"))
    assert rows(page)[:3] == [("", "Red"), ("", "White"), ("", "")]
    assert codes(event) == ["meal"]

    page = browser.checked(browser.submit(page, FORM), 422)
    assert errors(page) == [("Choose at least one answer", "#depends_values")]
    added = browser.submit(page, FORM, depends_values=["fish", "meat"])

    question = questions_of(event.id)[1]
    assert added.location == f"{HOME}#question-{question.code}"
    assert [choice["text"] for choice in question.choices] == ["Red", "White"]
    assert (question.label, question.kind, question.depends_on, question.depends_values, question.depends_effect) == (
        SPECIAL_TEXT,
        "choice",
        "meal",
        ["fish", "meat"],
        "shown",
    )
    assert (question.seen_by, question.delete_after_days, question.is_required) == ("organisers", 30, False)


def test_choices_come_back_after_selecting_another_type(browser, meal):
    page = browser.checked(browser.submit(f"{HOME}questions/meal", FORM, kind="text", again="show"))
    assert [tag["type"] for tag in page.select("[name=choices]")] == ["hidden"] * 3
    page = browser.checked(browser.submit(page, FORM, kind="choices", again="show"))

    assert rows(page) == [("meat", "Meat"), ("fish", "Fish"), ("none", "None"), ("", "")]


def test_question_sent_twice_is_added_once(browser, event):
    page = browser.visit(f"{HOME}questions/new")

    for _ in range(2):
        assert browser.submit(page, FORM, label="Name of your dog", purpose="To greet it").status_code == 303

    assert codes(event) == ["organisation", "country", "stakeholder_kind", questions_of(event.id)[3].code]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, [("Enter the question", "#label"), ("Explain why you ask this", "#purpose")]),
        (
            {"label": "x" * 201, "hint": "x" * 301, "purpose": "x" * 301},
            [
                ("Enter 200 characters or fewer", "#label"),
                ("Enter 300 characters or fewer", "#hint"),
                ("Enter 300 characters or fewer", "#purpose"),
            ],
        ),
        ({"label": "Why?"}, [("Explain why you ask this", "#purpose")]),
        ({"label": "Why?", "purpose": "Because", "kind": "choice"}, [("Enter at least two choices", "#choices")]),
        ({"label": "Why?", "purpose": "Because", "kind": "colour"}, [("Choose a type of answer", "#kind")]),
        (
            {"label": "Why?", "purpose": "Because", "delete_after_days": "soon"},
            [("Enter a number from 0 to 3650", "#delete_after_days")],
        ),
        (
            {"label": "Why?", "purpose": "Because", "delete_after_days": "99999999999999999999"},
            [("Enter a number from 0 to 3650", "#delete_after_days")],
        ),
        ({"label": "Why?", "purpose": "Because", "seen_by": "all"}, [("Choose who can see the answers", "#seen_by")]),
        (
            {"label": "Why?", "purpose": "Because", "depends_on": "nothing"},
            [("Choose an earlier question", "#depends_on")],
        ),
        (
            {"label": "Why?", "purpose": "Because", "depends_on": "meal"},
            [("Choose at least one answer", "#depends_values")],
        ),
    ],
)
@pytest.mark.both_engines
def test_invalid_question_is_refused_and_shown_again(browser, event, meal, typed, expected):
    answered = browser.submit(f"{HOME}questions/new", FORM, **typed)

    page = browser.checked(answered, 422)
    assert errors(page) == expected
    assert page.select_one("#label")["value"] == typed.get("label", "")
    assert codes(event) == ["meal"]


def test_choices_have_stable_ids_when_the_question_changes(db, browser, event, meal):
    page = browser.visit(f"{HOME}questions/meal")
    assert rows(page) == [("meat", "Meat"), ("fish", "Fish"), ("none", "None"), ("", "")]

    saved = browser.submit(page, FORM, choices=["Meat", "Fish of the day", "", "Soup"], is_required="y")

    db.session.refresh(meal)
    assert saved.location == f"{HOME}#question-meal"
    assert [(choice["id"], choice["text"]) for choice in meal.choices][:2] == [
        ("meat", "Meat"),
        ("fish", "Fish of the day"),
    ]
    assert (meal.choices[2]["text"], meal.is_required) == ("Soup", True)


def test_question_changed_in_another_tab_is_not_overwritten(browser, meal):
    first, second = browser.visit(f"{HOME}questions/meal"), browser.visit(f"{HOME}questions/meal")
    assert browser.submit(first, FORM, label="What will you eat?").status_code == 303

    page = browser.checked(browser.submit(second, FORM, label="Lunch?"), 422)

    assert errors(page) == [
        ("Someone else changed this question while you had it open. Reload the page to see the current version.", "")
    ]
    assert page.select_one("#label")["value"] == "Lunch?"
    assert browser.visit(f"{HOME}questions/meal").select_one("#label")["value"] == "What will you eat?"


def test_profile_field_has_no_visibility_or_retention(browser, event):
    page = browser.visit(f"{HOME}questions/country")

    assert [tag["name"] for tag in page.select("main form [name]:not([type=hidden])")] == [
        "label",
        "hint",
        "is_required",
        "purpose",
    ]
    assert browser.submit(page, FORM, is_required="y").status_code == 303
    country = questions_of(event.id)[1]
    assert (country.is_required, country.seen_by, country.delete_after_days) == (True, "organisers", None)


@pytest.mark.parametrize(
    ("standard", "shown"),
    [("attendance", ["On site", "Online"]), ("stakeholder_kind", None), ("country", None)],
)
def test_standard_field_can_control_a_question(browser, event, standard, shown):
    make_question(event, standard=standard, kind="choice", label="")
    make_question(event, code="visa", label="Visa?")

    answered = browser.submit(f"{HOME}questions/visa", FORM, depends_on=standard, again="show")

    expected = [text_of(label) for label in browser.checked(answered).select("#depends_values label")]
    assert expected == shown if shown else len(expected) > 5


def test_removing_has_to_be_confirmed_and_shows_the_loss(db, browser, event, meal, wine):
    path = f"{HOME}questions/meal/remove"
    assert text_of(browser.visit(path).select_one(".ed-prose-width")) == "No one has answered it yet."
    add_answer(db, event, meal, "fish")
    add_answer(db, event, meal, "meat")
    page = browser.visit(path)
    assert text_of(page.h1) == "Remove “Which meal?”?"
    assert text_of(page.select_one(".ed-prose-width")) == "2 people answered it. Their answers are permanently deleted."

    stored = browser.submit(page, FORM)
    assert (stored.location, codes(event)) == (HOME, ["meal", "wine"])
    browser.submit(f"{HOME}questions/wine/remove", FORM)
    browser.submit(page, FORM)

    assert codes(event) == []
    assert browser.visit(path, 404)


def test_removing_a_profile_field_does_not_delete_answers(browser, event):
    page = browser.visit(f"{HOME}questions/organisation/remove")

    assert text_of(page.select_one(".ed-prose-width")) == (
        "The question is no longer asked. Answers that people have already given are not deleted."
    )
    browser.submit(page, FORM)
    assert codes(event) == ["country", "stakeholder_kind"]


@pytest.mark.parametrize("action", ["", "/remove", "/move"])
@pytest.mark.both_engines
def test_question_removed_meanwhile_is_missing(app, browser, event, meal, monkeypatch, action):
    event_id = event.id

    @contextmanager
    def later():
        with app.app_context(), transaction():
            remove_question(Question(event_id=event_id, code="meal"), **BY)
        with transaction():
            yield

    page = browser.visit(f"{HOME}questions/meal")
    monkeypatch.setattr(form, "transaction", later)

    answered = browser.submit(page, FORM) if not action else browser.send(f"{HOME}questions/meal{action}", {"by": "1"})

    assert answered.status_code == 404


@pytest.mark.parametrize("action", ["", "/remove", "/move"])
def test_question_of_another_event_answers_404(browser, action):
    other = make_question(make_event(), code="elsewhere")

    assert browser.send(f"{HOME}questions/{other.code}{action}", {"by": "1"}).status_code == 404
