"""Building the registration form: its questions, their order and what depends on what; the services and the pages."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, Invalid, Missing
from eventdesk.reservations import rules, services
from eventdesk.reservations.models import Answer, Question
from eventdesk.reservations.queries import questions_of
from eventdesk.reservations.services import Asking
from eventdesk.reservations.views import form
from tests.factories import NOW, make_event, make_organisation, make_question, make_registration, make_role
from tests.pages import words

HOME = "/desk/days/registration/"
FORM = "form.ed-form"
WHO = {"actor_id": None, "now": NOW}
MEALS = [{"id": "meat", "text": "Meat"}, {"id": "fish", "text": "Fish"}, {"id": "none", "text": "None"}]
HARD = "კითხვა 🌱 <b>&amp; %(x)s %s {{ 7 * 7 }}</b>"


@pytest.fixture
def event(db):
    return make_event(slug="days")


@pytest.fixture
def browser(as_person, event):
    return as_person(make_role(event, "organiser"))


@pytest.fixture
def meal(event):
    return make_question(event, code="meal", label="Which meal?", kind="choice", choices=MEALS)


@pytest.fixture
def wine(event, meal):
    """A question that is shown to those who eat meat or fish."""
    return make_question(event, code="wine", label="Which wine?", depends_on="meal", depends_values=["meat", "fish"])


def answer(db, event, question, value):
    registration = make_registration(event)
    with transaction():
        db.session.add(Answer(registration_id=registration.id, question_id=question.id, value=value))


def asking(question, **changed):
    """Return a question as it is asked now, with some of it changed."""
    names = (
        "kind", "label", "hint", "is_required", "purpose", "seen_by", "delete_after_days", "depends_on",
        "depends_values", "depends_effect",
    )  # fmt: skip
    kept = {name: getattr(question, name) for name in names}
    choices = [(choice["id"], choice["text"]) for choice in question.choices]
    return Asking(**{**kept, "choices": choices, **changed})


def change(question, **changed):
    with transaction():
        services.change_question(question, asking(question, **changed), **WHO)


def codes(event):
    return [one.code for one in questions_of(event.id)]


def errors(page):
    """Return what the summary says, each with the field it leads to."""
    return [(words(one), one.a["href"] if one.a else "") for one in page.select(".ed-error-summary li")]


def said(page):
    return [words(banner) for banner in page.select(".ed-flashed .ed-banner")]


def rows(page):
    """Return the rows of answers to choose from as a page shows them: (id, words)."""
    ids = [tag["value"] for tag in page.select("[name=choice_ids]")]
    return list(zip(ids, [tag["value"] for tag in page.select("[name=choices]")], strict=True))


# The services


def test_first_change_stores_the_usual_form(event):
    with transaction():
        services.add_question(event, None, standard="job_title", **WHO)

    assert codes(event) == ["organisation", "country", "stakeholder_kind", "job_title"]
    assert all(question.id for question in questions_of(event.id))


def test_unstored_question_can_be_changed_moved_and_removed(event):
    country = questions_of(event.id)[1]
    change(country, label="Where do you live?")
    with transaction():
        services.move_question(country, -1, **WHO)
        services.remove_question(questions_of(event.id)[2], **WHO)

    assert [(one.code, one.label) for one in questions_of(event.id)] == [
        ("country", "Where do you live?"), ("organisation", ""),
    ]  # fmt: skip


@pytest.mark.both_engines
def test_question_keeps_what_was_asked(db, event, meal):
    asked = Asking(
        kind="choices", label=HARD, hint="One a line", choices=[("", HARD), ("", " Second  answer ")], is_required=True,
        purpose="To order", seen_by="door", delete_after_days=None, depends_on="meal", depends_values=["fish"],
        depends_effect="required",
    )  # fmt: skip
    with transaction():
        question = services.add_question(event, asked, **WHO)

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
        services.add_question(event, None, standard="dietary", **WHO)

    with pytest.raises(Conflict, match="on the form already"), transaction():
        services.add_question(event, None, standard="dietary", **WHO)


def test_sixty_questions_are_enough(event):
    with transaction():
        for _ in range(57):
            services.add_question(event, Asking(label="Again?", purpose="To ask"), **WHO)

    with pytest.raises(Conflict, match="A form can have 60 questions"), transaction():
        services.add_question(event, Asking(label="Again?", purpose="To ask"), **WHO)
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
    seen = rules.mark_of(meal)
    change(meal, label="What will you eat?")

    with pytest.raises(Conflict, match="Somebody changed this question"), transaction():
        services.change_question(meal, asking(meal, label="Lunch?"), seen=seen, **WHO)
    with transaction():
        services.change_question(meal, asking(meal, label="Lunch?"), seen=rules.mark_of(meal), **WHO)

    db.session.refresh(meal)
    assert meal.label == "Lunch?"


def test_question_that_was_removed_meanwhile_is_missing(db, event, meal):
    with transaction():
        services.remove_question(meal, **WHO)
    gone = Question(event_id=event.id, code="meal")

    for deed in (services.remove_question, lambda one, **who: services.move_question(one, 1, **who)):
        with pytest.raises(Missing), transaction():
            deed(gone, **WHO)


@pytest.mark.both_engines
def test_questions_move_step_by_step(event):
    one, two, three = (make_question(event, code=code) for code in ("one", "two", "three"))
    with transaction():
        services.move_question(three, -1, **WHO)
    assert codes(event) == ["one", "three", "two"]

    with transaction():
        services.move_question(one, -1, **WHO)
        services.move_question(two, 1, **WHO)
        services.move_question(one, 1, **WHO)

    assert codes(event) == ["three", "one", "two"]
    assert [question.position for question in questions_of(event.id)] == [0, 1, 2]


def test_question_cannot_move_before_what_it_depends_on(event, meal, wine):
    for question, by in ((wine, -1), (meal, 1)):
        with pytest.raises(Conflict, match="depends on an answer that would come after it"), transaction():
            services.move_question(question, by, **WHO)

    assert codes(event) == ["meal", "wine"]


@pytest.mark.both_engines
def test_question_is_removed_with_its_answers_unless_another_depends_on_it(db, event, meal, wine):
    answer(db, event, meal, "fish")
    with pytest.raises(Conflict, match="“Which wine\\?” depends on it"), transaction():
        services.remove_question(meal, **WHO)

    with transaction():
        services.remove_question(wine, **WHO)
        services.remove_question(meal, **WHO)

    assert (codes(event), db.session.query(Answer).count()) == ([], 0)


# The pages


def test_form_that_asks_nothing_says_what_to_do(browser, event):
    with transaction():
        for question in list(questions_of(event.id)):
            services.remove_question(question, **WHO)

    page = browser.visit(HOME)

    assert words(page.select_one(".ed-empty h2")) == "The form asks for nothing but name and e-mail address"
    assert [words(button) for button in page.select(".ed-built-standard button")] == [
        "Organisation", "Country", "Kind of organisation", "Job title", "How do you take part?",
        "Food that you cannot or do not eat", "What you need to take part, such as step-free access or captions",
    ]  # fmt: skip
    assert len(page.select(".ed-built-kinds a")) == 8


@pytest.mark.parametrize("count", [1, 3])
def test_form_lists_its_questions(browser, event, queries, count):
    for number in range(count):
        make_question(event, code=f"q{number}", label=f"{HARD} {number}")

    with queries() as seen:
        page = browser.visit(HOME)

    assert [words(heading) for heading in page.select(".ed-built h2")] == [f"{HARD} {n}" for n in range(count)]
    assert len(seen) == 5


def test_list_says_everything_of_a_question(db, browser, event, meal):
    make_registration(event, organisation_id=make_organisation().id)
    make_question(event, standard="organisation", label="", purpose="")
    make_question(
        event, standard="access", kind="long_text", label="", purpose="", seen_by="door", delete_after_days=14
    )
    make_question(
        event, label="Which wine?", is_required=True, seen_by="staff", depends_on="meal",
        depends_values=["meat", "fish"], delete_after_days=None,
    )  # fmt: skip
    agreed = make_question(event, label="I may be seen", kind="consent", purpose="For the report", delete_after_days=0)
    make_question(event, label="Where?", depends_on=agreed.code, depends_values=["yes"], depends_effect="required")
    answer(db, event, meal, "fish")

    page = browser.visit(HOME)

    assert [[words(part) for part in question.select("h2, p")] for question in page.select(".ed-built")] == [
        ["Which meal?", "One answer from a list · 1 answer", "To plan the day.",
         "Seen by: Organisers. Kept as long as the registration"],
        ["Organisation", "Standard field · 1 answer", "Kept with the registration, and counted in the statistics"],
        ["What you need to take part, such as step-free access or captions", "Standard field · 0 answers",
         "To prepare the rooms.",
         "Seen by: Organisers, and moderators at the door. Deleted after 29 April 2026"],
        ["Which wine?", "Short text · answer needed · 0 answers", "Shown only if “Which meal?” is “Meat” or “Fish”",
         "To plan the day.",
         "Seen by: Everybody who works for the event, communications too. Kept as long as the registration"],
        ["I may be seen", "Consent · 0 answers", "For the report",
         "Seen by: Organisers. Deleted after 15 April 2026"],
        ["Where?", "Short text · 0 answers", "Needed only if “I may be seen” is ticked", "To plan the day.",
         "Seen by: Organisers. Kept as long as the registration"],
    ]  # fmt: skip


def test_standard_field_is_added_with_one_press(browser, event):
    page = browser.visit(HOME)
    added = browser.submit(page, ".ed-built-standard li:first-child form")

    assert added.location == f"{HOME}#question-job_title"
    assert codes(event) == ["organisation", "country", "stakeholder_kind", "job_title"]
    again = browser.send(f"{HOME}fields", {"standard": "job_title"})
    assert said(browser.visit(again.location)) == [
        "“Job title” is added at the end of the form.",
        "This field is on the form already.",
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
    assert said(browser.visit(refused.location)) == ["“Which wine?” depends on an answer that would come after it."]
    for strange in ("2", "", "x"):
        browser.send(f"{HOME}questions/{last.code}/move", {"by": strange})
    assert codes(event) == ["meal", "wine", "last"]


def test_own_question_is_built_with_a_condition(browser, event, meal):
    path = f"{HOME}questions/new?kind=choice"
    page = browser.visit(path)
    assert rows(page) == [("", "")] * 4
    typed = {"label": HARD, "purpose": "To order", "choices": ["Red", "", "White", ""], "depends_on": "meal"}

    # Without a script, a button shows what depends on a choice above it; nothing typed is lost, nothing is stored.
    page = browser.checked(browser.submit(page, FORM, **typed, again="show"))
    assert [words(label) for label in page.select("#depends_values label")] == ["Meat", "Fish", "None"]
    assert (page.select_one("#label")["value"], rows(page)[:3]) == (HARD, [("", "Red"), ("", ""), ("", "White")])
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
        HARD, "choice", "meal", ["fish", "meat"], "shown",
    )  # fmt: skip
    assert (question.seen_by, question.delete_after_days, question.is_required) == ("organisers", 30, False)


def test_answers_come_back_when_another_kind_was_looked_at(browser, meal):
    page = browser.checked(browser.submit(f"{HOME}questions/meal", FORM, kind="text", again="show"))
    assert [tag["type"] for tag in page.select("[name=choices]")] == ["hidden"] * 3
    page = browser.checked(browser.submit(page, FORM, kind="choices", again="show"))

    assert rows(page) == [("meat", "Meat"), ("fish", "Fish"), ("none", "None"), ("", "")]


def test_same_new_question_sent_twice_is_one(browser, event):
    page = browser.visit(f"{HOME}questions/new")

    for _ in range(2):
        assert browser.submit(page, FORM, label="Name of your dog", purpose="To greet it").status_code == 303

    assert codes(event) == ["organisation", "country", "stakeholder_kind", questions_of(event.id)[3].code]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({}, [("Enter the question", "#label")]),
        ({"label": "x" * 201, "hint": "x" * 301, "purpose": "x" * 301},
         [("Enter 200 characters or fewer", "#label"), ("Enter 300 characters or fewer", "#hint"),
          ("Enter 300 characters or fewer", "#purpose")]),
        ({"label": "Why?"}, [("Say why you ask this", "#purpose")]),
        ({"label": "Why?", "purpose": "Because", "kind": "choice"},
         [("Enter at least two answers to choose from", "#choices")]),
        ({"label": "Why?", "purpose": "Because", "kind": "colour"}, [("Choose a kind", "#kind")]),
        ({"label": "Why?", "purpose": "Because", "delete_after_days": "soon"},
         [("Enter a number from 0 to 3650", "#delete_after_days")]),
        ({"label": "Why?", "purpose": "Because", "delete_after_days": "99999999999999999999"},
         [("Enter a number from 0 to 3650", "#delete_after_days")]),
        ({"label": "Why?", "purpose": "Because", "seen_by": "all"}, [("Choose who sees it", "#seen_by")]),
        ({"label": "Why?", "purpose": "Because", "depends_on": "nothing"},
         [("Choose a question that stands before this one", "#depends_on")]),
        ({"label": "Why?", "purpose": "Because", "depends_on": "meal"},
         [("Choose at least one answer", "#depends_values")]),
    ],
)  # fmt: skip
@pytest.mark.both_engines
def test_wrong_question_keeps_what_was_typed(browser, event, meal, typed, found):
    answered = browser.submit(f"{HOME}questions/new", FORM, **typed)

    page = browser.checked(answered, 422)
    assert errors(page) == found
    assert page.select_one("#label")["value"] == typed.get("label", "")
    assert codes(event) == ["meal"]


def test_question_is_changed_with_its_ids(db, browser, event, meal):
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
        ("Somebody changed this question while you had it open. Open it again to see it as it is now.", "")
    ]
    assert page.select_one("#label")["value"] == "Lunch?"
    assert browser.visit(f"{HOME}questions/meal").select_one("#label")["value"] == "What will you eat?"


def test_fields_kept_on_the_registration_are_seen_and_kept_with_it(browser, event):
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
def test_standard_field_decides_too(browser, event, standard, shown):
    make_question(event, standard=standard, kind="choice", label="")
    make_question(event, code="visa", label="Visa?")

    answered = browser.submit(f"{HOME}questions/visa", FORM, depends_on=standard, again="show")

    found = [words(label) for label in browser.checked(answered).select("#depends_values label")]
    assert found == shown if shown else len(found) > 5


def test_removing_asks_once_and_says_what_goes(db, browser, event, meal, wine):
    path = f"{HOME}questions/meal/remove"
    assert words(browser.visit(path).select_one(".ed-measure")) == "Nobody has answered it yet."
    answer(db, event, meal, "fish")
    answer(db, event, meal, "meat")
    page = browser.visit(path)
    assert words(page.h1) == "Remove “Which meal?”?"
    assert words(page.select_one(".ed-measure")) == "2 people answered it. Their answers are deleted for good."

    kept = browser.submit(page, FORM)
    assert (kept.location, codes(event)) == (HOME, ["meal", "wine"])
    browser.submit(f"{HOME}questions/wine/remove", FORM)
    browser.submit(page, FORM)

    assert codes(event) == []
    assert browser.visit(path, 404)


def test_removing_a_field_of_the_registration_leaves_what_was_said(browser, event):
    page = browser.visit(f"{HOME}questions/organisation/remove")

    assert words(page.select_one(".ed-measure")) == (
        "People are no longer asked. What those who are registered said stays with them."
    )
    browser.submit(page, FORM)
    assert codes(event) == ["country", "stakeholder_kind"]


@pytest.mark.both_engines
def test_form_begun_by_many_at_once_is_one(app, as_person, event):
    browsers = [as_person(make_role(event, "organiser")) for _ in rules.STANDARD]
    tokens = [browser.csrf_token() for browser in browsers]
    together = Barrier(len(browsers))

    def add(browser, csrf, standard):
        with app.app_context():
            together.wait()
            return browser.post(f"{HOME}fields", data={"csrf_token": csrf, "standard": standard}).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(add, browsers, tokens, rules.STANDARD))

    form_now = questions_of(event.id)
    assert answers == [303] * 7
    assert sorted(one.code for one in form_now) == sorted(rules.STANDARD)
    assert [one.position for one in form_now] == list(range(7))


@pytest.mark.parametrize("deed", ["", "/remove", "/move"])
@pytest.mark.both_engines
def test_question_removed_while_the_form_came_is_not_there(app, browser, event, meal, monkeypatch, deed):
    event_id = event.id

    @contextmanager
    def later():
        with app.app_context(), transaction():
            services.remove_question(Question(event_id=event_id, code="meal"), **WHO)
        with transaction():
            yield

    page = browser.visit(f"{HOME}questions/meal")
    monkeypatch.setattr(form, "transaction", later)

    answered = browser.submit(page, FORM) if not deed else browser.send(f"{HOME}questions/meal{deed}", {"by": "1"})

    assert answered.status_code == 404


def test_preview_shows_the_form_as_visitors_see_it(browser, event, meal, wine):
    make_question(event, label=HARD, kind="file", is_required=True)

    page = browser.visit(f"{HOME}preview")

    shown = [words(label) for label in page.select("#preview .ed-label, #preview legend h2")]
    assert shown == [
        "You", "Name", "E-mail address", "What the organisers ask", "Which meal? (optional)", "Which wine? (optional)",
        HARD, "The report",
    ]  # fmt: skip
    assert page.select_one("#preview button").has_attr("disabled")


@pytest.mark.parametrize("deed", ["", "/remove", "/move"])
def test_question_of_another_event_is_not_there(browser, deed):
    other = make_question(make_event(), code="elsewhere")

    assert browser.send(f"{HOME}questions/{other.code}{deed}", {"by": "1"}).status_code == 404


def test_sixty_questions_are_shown_and_none_can_be_added(browser, event):
    with transaction():
        for number in range(57):
            kind = "choice" if number % 2 else "text"
            one = Asking(kind=kind, label=f"{HARD} {number}", purpose="To ask", choices=[("", "A"), ("", "B")])
            services.add_question(event, one, **WHO)

    page = browser.visit(HOME)

    assert (len(page.select(".ed-built")), page.select(".ed-built-kinds")) == (60, [])
    assert words(page.select_one(".ed-banner strong")) == "A form can have 60 questions."
    page = browser.visit(f"{HOME}questions/new")
    answered = browser.submit(page, FORM, label="One more", purpose="To ask")
    assert errors(browser.checked(answered, 422)) == [("A form can have 60 questions.", "")]
