"""The registration form as tests build it: questions, answers, and what the pages of the form say."""

from eventdesk.core.db import transaction
from eventdesk.registration.models import Answer
from eventdesk.registration.queries.questions import questions_of
from tests.factories import NOW, make_question, make_registration
from tests.pages import words

HOME = "/desk/days/registration/"
FORM = "form.ed-form"
WHO = {"actor_id": None, "now": NOW}
MEALS = [{"id": "meat", "text": "Meat"}, {"id": "fish", "text": "Fish"}, {"id": "none", "text": "None"}]
HARD = "კითხვა 🌱 <b>&amp; %(x)s %s {{ 7 * 7 }}</b>"


def make_meal(event):
    """Store a question with answers to choose from, and return it."""
    return make_question(event, code="meal", label="Which meal?", kind="choice", choices=MEALS)


def make_wine(event):
    """Store a question that is shown to those who eat meat or fish, and return it."""
    return make_question(event, code="wine", label="Which wine?", depends_on="meal", depends_values=["meat", "fish"])


def answer(db, event, question, value):
    """Have somebody new answer a question."""
    registration = make_registration(event)
    with transaction():
        db.session.add(Answer(registration_id=registration.id, question_id=question.id, value=value))


def codes(event):
    """Return what the event asks now, by code, in its order."""
    return [one.code for one in questions_of(event.id)]


def errors(page):
    """Return what the summary says, each with the field it leads to."""
    return [(words(one), one.a["href"] if one.a else "") for one in page.select(".ed-error-summary li")]


def said(page):
    """Return what a page says first."""
    return [words(banner) for banner in page.select(".ed-flashed .ed-banner")]
