"""The registration form on its page: its questions, their order, the standard fields, the preview."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventdesk.core.db import transaction
from eventdesk.registration.models import STANDARD
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.services.form_builder import QuestionInput, add_question, remove_question
from tests.factories import make_organisation, make_question, make_registration, make_role
from tests.pages import text_of
from tests.registration.helpers import BY, FORM, HOME, SPECIAL_TEXT, add_answer, codes, errors, flashes


def test_empty_form_offers_fields_to_add(browser, event):
    with transaction():
        for question in list(questions_of(event.id)):
            remove_question(question, **BY)

    page = browser.visit(HOME)

    assert text_of(page.select_one(".ed-empty h2")) == "The form only asks for name and email address"
    assert [text_of(button) for button in page.select(".ed-form-builder-standard button")] == [
        "Organisation",
        "Country",
        "Type of organisation",
        "Job title",
        "How will you attend?",
        "Dietary requirements",
        "Accessibility needs, such as step-free access or captions",
    ]
    assert len(page.select(".ed-form-builder-kinds a")) == 8


@pytest.mark.parametrize("count", [1, 3])
def test_form_lists_its_questions(browser, event, queries, count):
    for number in range(count):
        make_question(event, code=f"q{number}", label=f"{SPECIAL_TEXT} {number}")

    with queries() as seen:
        page = browser.visit(HOME)

    assert [text_of(heading) for heading in page.select(".ed-form-builder-question h2")] == [
        f"{SPECIAL_TEXT} {n}" for n in range(count)
    ]
    assert len(seen) == 5


def test_list_shows_each_question_with_its_details(db, browser, event, meal):
    make_registration(event, organisation_id=make_organisation().id)
    make_question(event, standard="organisation", label="", purpose="")
    make_question(
        event, standard="access", kind="long_text", label="", purpose="", seen_by="door", delete_after_days=14
    )
    make_question(
        event,
        label="Which wine?",
        is_required=True,
        seen_by="staff",
        depends_on="meal",
        depends_values=["meat", "fish"],
        delete_after_days=None,
    )
    agreed = make_question(event, label="I may be seen", kind="consent", purpose="For the report", delete_after_days=0)
    make_question(event, label="Where?", depends_on=agreed.code, depends_values=["yes"], depends_effect="required")
    add_answer(db, event, meal, "fish")

    page = browser.visit(HOME)

    assert [
        [text_of(part) for part in question.select("h2, p")] for question in page.select(".ed-form-builder-question")
    ] == [
        [
            "Which meal?",
            "One answer from a list · 1 answer",
            "To plan the day.",
            "Visible to: Organisers. Stored as long as the registration",
        ],
        ["Organisation", "Standard field · 1 answer", "Stored with the registration and used in the statistics"],
        [
            "Accessibility needs, such as step-free access or captions",
            "Standard field · 0 answers",
            "To prepare the rooms.",
            "Visible to: Organisers and moderators. Deleted after 29 April 2026",
        ],
        [
            "Which wine?",
            "Short text · Required · 0 answers",
            "Shown only if “Which meal?” is “Meat” or “Fish”",
            "To plan the day.",
            "Visible to: Organisers, moderators and communications staff. Stored as long as the registration",
        ],
        [
            "I may be seen",
            "Consent · 0 answers",
            "For the report",
            "Visible to: Organisers. Deleted after 15 April 2026",
        ],
        [
            "Where?",
            "Short text · 0 answers",
            "Required only if “I may be seen” is ticked",
            "To plan the day.",
            "Visible to: Organisers. Stored as long as the registration",
        ],
    ]


def test_all_errors_of_a_question_are_reported_at_once(browser, event):
    page = browser.checked(browser.submit(f"{HOME}questions/new?kind=choice"), 422)

    assert [text_of(link) for link in page.select(".ed-error-summary a")] == [
        "Enter the question",
        "Enter at least two choices",
        "Explain why you ask this",
    ]


def test_standard_field_is_added(browser, event):
    page = browser.visit(HOME)
    added = browser.submit(page, ".ed-form-builder-standard li:first-child form")

    assert added.location == f"{HOME}#question-job_title"
    assert codes(event) == ["organisation", "country", "stakeholder_kind", "job_title"]
    again = browser.send(f"{HOME}fields", {"standard": "job_title"})
    assert flashes(browser.visit(again.location)) == [
        "“Job title” was added at the end of the form.",
        "This field is already on the form.",
    ]
    for strange in ({"standard": "shoe_size"}, {}):
        assert browser.send(f"{HOME}fields", strange).location == HOME
    assert len(codes(event)) == 4


def test_questions_are_moved_by_buttons(browser, event, meal, wine):
    last = make_question(event, code="last")
    page = browser.visit(HOME)
    assert [button.has_attr("disabled") for button in page.select("#question-meal button")] == [True, False]
    assert [button.has_attr("disabled") for button in page.select("#question-last button")] == [False, True]

    moved = browser.send(f"{HOME}questions/last/move", {"by": "-1"})
    assert (moved.location, codes(event)) == (f"{HOME}#question-last", ["meal", "last", "wine"])
    browser.send(f"{HOME}questions/wine/move", {"by": "-1"})
    refused = browser.send(f"{HOME}questions/wine/move", {"by": "-1"})
    assert flashes(browser.visit(refused.location)) == ["“Which wine?” has to come after the question it depends on."]
    for strange in ("2", "", "x"):
        browser.send(f"{HOME}questions/{last.code}/move", {"by": strange})
    assert codes(event) == ["meal", "wine", "last"]


@pytest.mark.both_engines
def test_form_started_by_several_organisers_at_once_is_one_form(app, as_person, event):
    browsers = [as_person(make_role(event, "organiser")) for _ in STANDARD]
    tokens = [browser.csrf_token() for browser in browsers]
    together = Barrier(len(browsers))

    def add(browser, csrf, standard):
        with app.app_context():
            together.wait()
            return browser.post(f"{HOME}fields", data={"csrf_token": csrf, "standard": standard}).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(add, browsers, tokens, STANDARD))

    form_now = questions_of(event.id)
    assert answers == [303] * 7
    assert sorted(one.code for one in form_now) == sorted(STANDARD)
    assert [one.position for one in form_now] == list(range(7))


def test_preview_shows_the_form_as_visitors_see_it(browser, event, meal, wine):
    make_question(event, label=SPECIAL_TEXT, kind="file", is_required=True)

    page = browser.visit(f"{HOME}preview")

    shown = [text_of(label) for label in page.select("#preview .ed-label, #preview legend h2")]
    assert shown == [
        "You",
        "Name",
        "Email address",
        "Questions from the organisers",
        "Which meal? (optional)",
        "Which wine? (optional)",
        SPECIAL_TEXT,
        "The report",
    ]
    assert page.select_one("#preview button").has_attr("disabled")


def test_form_with_sixty_questions_is_full(browser, event):
    with transaction():
        for number in range(57):
            kind = "choice" if number % 2 else "text"
            one = QuestionInput(
                kind=kind, label=f"{SPECIAL_TEXT} {number}", purpose="To ask", choices=[("", "A"), ("", "B")]
            )
            add_question(event, one, **BY)

    page = browser.visit(HOME)

    assert (len(page.select(".ed-form-builder-question")), page.select(".ed-form-builder-kinds")) == (60, [])
    assert text_of(page.select_one(".ed-banner strong")) == "A form can have up to 60 questions."
    page = browser.visit(f"{HOME}questions/new")
    answered = browser.submit(page, FORM, label="One more", purpose="To ask")
    assert errors(browser.checked(answered, 422)) == [("A form can have up to 60 questions.", "")]
