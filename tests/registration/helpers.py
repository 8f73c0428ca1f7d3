"""What the tests of registration share: addresses, questions, answers, and what a page of the form builder contains."""

from eventdesk.core.db import transaction
from eventdesk.registration.models import Answer
from eventdesk.registration.queries.questions import questions_of
from tests.factories import NOW, make_question, make_registration
from tests.pages import text_of

HOME = "/desk/days/registration/"
FORM = "form.ed-form"
BY = {"actor_id": None, "now": NOW}
MEALS = [{"id": "meat", "text": "Meat"}, {"id": "fish", "text": "Fish"}, {"id": "none", "text": "None"}]
SPECIAL_TEXT = "კითხვა 🌱 <b>&amp; %(x)s %s {{ 7 * 7 }}</b>"


def make_meal(event):
    """Store a question with choices, and return it."""
    return make_question(event, code="meal", label="Which meal?", kind="choice", choices=MEALS)


def make_wine(event):
    """Store a question that is shown to those who eat meat or fish, and return it."""
    return make_question(event, code="wine", label="Which wine?", depends_on="meal", depends_values=["meat", "fish"])


def add_answer(db, event, question, value):
    """Store the answer of a new registration."""
    registration = make_registration(event)
    with transaction():
        db.session.add(Answer(registration_id=registration.id, question_id=question.id, value=value))


def codes(event):
    """Return the codes of the event's questions in their order."""
    return [question.code for question in questions_of(event.id)]


def errors(page):
    """Return the messages of the error summary, each with the field it links to."""
    return [(text_of(item), item.a["href"] if item.a else "") for item in page.select(".ed-error-summary li")]


def flashes(page):
    """Return the messages at the top of a page."""
    return [text_of(banner) for banner in page.select(".ed-flashed .ed-banner")]
