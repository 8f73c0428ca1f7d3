"""The registration form of Cluster Days: its policy, questions and invitation codes, and the answers of participants."""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from eventdesk.programme.models.programme import Event
from eventdesk.registration.services.form_builder import QuestionInput, add_question, move_question
from eventdesk.registration.services.invitations import add_invitation
from eventdesk.registration.services.policy import set_policy

CAPACITY = 400
GUESTS_CODE = "KAUNAS-GUESTS"
FOODS = ("Vegetarian", "Vegan", "No gluten", "No nuts", "Halal", "No lactose")
CITIES = ("Tbilisi", "Lviv", "Porto", "Oulu", "Yerevan", "Dublin")
NEEDS = ("Step-free access", "I lip-read: a seat in front", "Captions")

_TOPICS = QuestionInput(
    kind="choices",
    label="Which topics should we discuss?",
    hint="The clinic on the first day takes up the two that are named most.",
    choices=[("", label) for label in ("Funding", "Skills", "Energy", "Data spaces", "Working across borders")],
    purpose="To choose the topics of the clinic",
    seen_by="staff",
    delete_after_days=90,
)
_CITY = QuestionInput(
    label="From which city do you join?",
    purpose="To open the stream at hours that suit you",
    depends_on="attendance",
    depends_values=["online"],
)
_FOOD = QuestionInput(
    hint="Lunch is served on both days.",
    seen_by="organisers",
    delete_after_days=14,
    depends_on="attendance",
    depends_values=["on-site"],
)
_ACCESS = QuestionInput(seen_by="door", delete_after_days=14)
_PHOTOS = QuestionInput(
    kind="consent",
    label="I may be seen in photographs and recordings",
    hint="Without it you get a badge that photographers know.",
    purpose="To show the event in its report and on the organisers' pages",
    seen_by="staff",
    delete_after_days=None,
    depends_on="attendance",
    depends_values=["on-site"],
)


def build_form(event: Event, *, actor_id: int, now: datetime) -> dict[str, Any]:
    """Set the policy, build the form and add two invitation codes; return the questions by subject."""
    set_policy(
        event,
        places=CAPACITY,
        requires_approval=False,
        requires_code=False,
        note="For everyone who runs a cluster or works with one. Lunch and coffee are included on both days.",
        actor_id=actor_id,
        now=now,
    )
    questions: dict[str, Any] = {}
    for standard in ("job_title", "attendance", "dietary", "access"):
        changes = {"dietary": _FOOD, "access": _ACCESS}.get(standard)
        questions[standard] = add_question(event, changes, standard=standard, actor_id=actor_id, now=now)
    for name, question in (("topics", _TOPICS), ("city", _CITY), ("photos", _PHOTOS)):
        questions[name] = add_question(event, question, actor_id=actor_id, now=now)
    move_question(questions["city"], -1, actor_id=actor_id, now=now)
    add_invitation(
        event, code="SPEAKERS", max_uses=40, note="For speakers who register by themselves", actor_id=actor_id, now=now
    )
    add_invitation(
        event,
        code=GUESTS_CODE,
        max_uses=20,
        note="City of Kaunas",
        ends_at=event.registration_closes_at,
        actor_id=actor_id,
        now=now,
    )
    return questions


def generate_answers(questions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the answers of one person after another, the same every time; some answers are missing."""
    chance = random.Random("answers")  # noqa: S311 - the demo must be the same every time
    topics = [choice["id"] for choice in questions["topics"].choices]
    while True:
        on_site = chance.random() < 0.8
        answers: dict[str, Any] = {
            questions["attendance"].code: "on-site" if on_site else "online",
            questions["topics"].code: sorted(chance.sample(topics, chance.choice((0, 1, 1, 2, 3))), key=topics.index),
            questions["access"].code: chance.choice(NEEDS) if chance.random() < 0.05 else "",
        }
        if on_site:
            answers[questions["dietary"].code] = chance.choice(FOODS) if chance.random() < 0.3 else ""
            answers[questions["photos"].code] = chance.random() < 0.7
        else:
            answers[questions["city"].code] = chance.choice(CITIES)
        yield answers
