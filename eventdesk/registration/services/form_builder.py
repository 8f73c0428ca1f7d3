"""Building the registration form of an event: adding, changing, moving and removing its questions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid, NotFound
from eventdesk.core.text import N_, clean_line
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import KINDS, Answer, Question
from eventdesk.registration.queries.questions import default_question, questions_of
from eventdesk.registration.rules.form_builder import can_control, question_label, version_token
from eventdesk.registration.rules.questions import answer_values
from eventdesk.registration.services.policy import policy_for_change

MAX_QUESTIONS = 60
MAX_CHOICES = 50
MAX_DAYS = 3_650
MAX_CHOICE_LENGTH = 200


@dataclass(frozen=True)
class QuestionInput:
    """The input of a question's form."""

    kind: str = "text"
    label: str = ""
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    """The choices as (id, text); the id is "" for a new one."""
    is_required: bool = False
    purpose: str = ""
    seen_by: str = "organisers"
    delete_after_days: int | None = 30
    depends_on: str = ""
    depends_values: Sequence[str] = field(default_factory=list)
    depends_effect: str = "shown"


def add_question(
    event: Event, given: QuestionInput | None, *, standard: str = "", actor_id: int | None, now: datetime
) -> Question:
    """Add a question at the end of an event's form and return it: `given`, or the standard field as it is by default.

    Raises Invalid at a field, Conflict for too many questions or for a standard field that the form already has.
    """
    policy_for_change(event.id)
    questions = list(questions_of(event.id))
    if len(questions) >= MAX_QUESTIONS:
        raise Conflict(N_("A form can have up to %(max)s questions."), max=MAX_QUESTIONS)
    if standard and any(other.standard == standard for other in questions):
        raise Conflict(N_("This field is already on the form."))
    position = max((other.position for other in questions), default=-1) + 1
    question = default_question(event.id, standard, position) if standard else new_question(event.id, "text")
    question.position = position
    if given:
        _apply(question, given, questions)
    db.session.add(question)
    db.session.flush()
    audit.record("add_question", question, actor_id=actor_id, now=now, event_id=event.id, code=question.code)
    return question


def new_question(event_id: int, kind: str) -> Question:
    """Return a new question, not stored, with the defaults of its form."""
    return Question(
        event_id=event_id,
        code=f"q_{new_code(6).lower()}",
        standard="",
        position=0,
        kind=kind,
        label="",
        hint="",
        choices=[],
        is_required=False,
        purpose="",
        seen_by="organisers",
        delete_after_days=30,
        depends_on="",
        depends_values=[],
        depends_effect="shown",
    )


def change_question(
    question: Question, given: QuestionInput, *, seen: str | None = None, actor_id: int | None, now: datetime
) -> None:
    """Change a question; `seen` is the `version_token` of the question that the form was filled in with.

    Raises Invalid at a field, Conflict when the question was changed meanwhile, or for another type of answer once
    there are answers.
    """
    question = _for_change(question)
    if seen is not None and seen != version_token(question):
        raise Conflict(
            N_("Someone else changed this question while you had it open. Reload the page to see the current version.")
        )
    questions = questions_of(question.event_id)
    counts = _answer_counts(question)
    if given.kind != question.kind and not question.standard and counts.total():
        raise Conflict(N_("People have answered this question, so its type cannot change. Add a new question instead."))
    old_texts = {choice["id"]: choice["text"] for choice in question.choices}
    _apply(question, given, [other for other in questions if other.position < question.position])
    removed_ids = old_texts.keys() - {choice["id"] for choice in question.choices}
    for choice_id in removed_ids:
        if counts[choice_id]:
            raise Invalid(
                "choices",
                N_("Someone selected “%(choice)s”, so it cannot be removed. You can edit its text."),
                choice=old_texts[choice_id],
            )
    _check_dependents(question, questions, {choice_id: old_texts[choice_id] for choice_id in removed_ids})
    db.session.flush()
    audit.record(
        "change_question", question, actor_id=actor_id, now=now, event_id=question.event_id, code=question.code
    )


def _check_dependents(question: Question, questions: Sequence[Question], removed: Mapping[str, str]) -> None:
    """Raise Invalid where another question depends on choices that this one no longer has.

    `removed` are the texts of the removed choices by their id.
    """
    for other in questions:
        if other.depends_on != question.code:
            continue
        if not can_control(question):
            raise Invalid(
                "kind",
                N_("“%(label)s” depends on the choices of this question. Change that question first."),
                label=question_label(other),
            )
        if missing := removed.keys() & set(other.depends_values):
            raise Invalid(
                "choices",
                N_("“%(label)s” depends on the choice “%(choice)s”. Change that question first."),
                label=question_label(other),
                choice=removed[min(missing)],
            )


def _for_change(question: Question) -> Question:
    """Lock the form of a question and return the question as stored. Raises NotFound when it was removed meanwhile."""
    event_id, code = question.event_id, question.code
    policy_for_change(event_id)
    stored: Question | None = db.session.scalar(
        select(Question)
        .where(Question.event_id == event_id, Question.code == code)
        .execution_options(populate_existing=True)
    )
    if stored is None:
        raise NotFound
    return stored


def _answer_counts(question: Question) -> Counter[str]:
    """Return how many people gave each answer to a question; a text that was typed counts like a choice."""
    answers = db.session.scalars(select(Answer.value).where(Answer.question_id == question.id))
    return Counter(value for answer in answers for value in answer_values(answer))


def _apply(question: Question, given: QuestionInput, earlier: Sequence[Question]) -> None:
    """Set the fields of a question, checked against the questions before it."""
    if not question.standard:
        if given.kind not in KINDS:
            raise Invalid("kind", N_("Choose a type of answer"))
        question.choices = _choices(given, question.choices) if given.kind in ("choice", "choices") else []
        question.kind = given.kind
    question.label = _line("label", given.label, 200, is_required=not question.standard)
    question.hint = _line("hint", given.hint, 300)
    question.purpose = _line("purpose", given.purpose, 300, is_required=not question.standard)
    question.is_required = given.is_required
    if given.seen_by not in ("organisers", "door", "staff"):
        raise Invalid("seen_by", N_("Choose who can see the answers"))
    question.seen_by = given.seen_by
    if given.delete_after_days is not None and not 0 <= given.delete_after_days <= MAX_DAYS:
        raise Invalid("delete_after_days", N_("Enter a number from 0 to %(max)s"), max=MAX_DAYS)
    question.delete_after_days = given.delete_after_days
    if given.depends_on:
        _check_condition(given, next((other for other in earlier if other.code == given.depends_on), None))
    question.depends_on = given.depends_on
    question.depends_values = list(given.depends_values) if given.depends_on else []
    question.depends_effect = "required" if given.depends_effect == "required" else "shown"


def _check_condition(given: QuestionInput, other: Question | None) -> None:
    if other is None:
        raise Invalid("depends_on", N_("Choose an earlier question"))
    if not can_control(other):
        raise Invalid("depends_on", N_("Choose a question that has choices"))
    known = {choice["id"] for choice in other.choices}
    if not given.depends_values or (known and not known.issuperset(given.depends_values)):
        raise Invalid("depends_values", N_("Choose at least one answer"))


def _choices(given: QuestionInput, old: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the choices: existing ones with the id they have, others with a new one."""
    choices, texts = [], set()
    unused_ids = {choice["id"] for choice in old}
    for choice_id, line in given.choices:
        text = clean_line(line)
        if not text:
            continue
        if len(text) > MAX_CHOICE_LENGTH:
            raise Invalid("choices", N_("Enter %(max)s characters or fewer"), max=MAX_CHOICE_LENGTH)
        if text.casefold() in texts:
            raise Invalid("choices", N_("“%(choice)s” appears twice"), choice=text)
        texts.add(text.casefold())
        stable_id = choice_id if choice_id in unused_ids else new_code(6).lower()
        unused_ids.discard(stable_id)
        choices.append({"id": stable_id, "text": text})
    if len(choices) < 2:
        raise Invalid("choices", N_("Enter at least two choices"))
    if len(choices) > MAX_CHOICES:
        raise Invalid("choices", N_("Enter %(max)s choices or fewer"), max=MAX_CHOICES)
    return choices


def _line(name: str, text: str, max_length: int, *, is_required: bool = False) -> str:
    line = clean_line(text)
    if len(line) > max_length:
        raise Invalid(name, N_("Enter %(max)s characters or fewer"), max=max_length)
    if is_required and not line:
        raise Invalid(name, N_("Explain why you ask this") if name == "purpose" else N_("Enter the question"))
    return line


def move_question(question: Question, by: int, *, actor_id: int | None, now: datetime) -> None:
    """Move a question one step up (-1) or down (1) in the form.

    Raises Conflict when a question would come before one that it depends on.
    """
    question = _for_change(question)
    order = list(questions_of(question.event_id))
    position = next((number for number, other in enumerate(order) if other.id == question.id), None)
    if position is None or not 0 <= position + by < len(order):
        return
    order.insert(position + by, order.pop(position))
    earlier: set[str] = set()
    for number, other in enumerate(order):
        if other.depends_on and other.depends_on not in earlier:
            raise Conflict(N_("“%(label)s” has to come after the question it depends on."), label=question_label(other))
        earlier.add(other.code)
        other.position = number
    db.session.flush()
    audit.record("move_question", question, actor_id=actor_id, now=now, event_id=question.event_id, by=by)


def remove_question(question: Question, *, actor_id: int | None, now: datetime) -> None:
    """Remove a question with all its answers. Raises Conflict while another question depends on it."""
    question = _for_change(question)
    dependents = [other for other in questions_of(question.event_id) if other.depends_on == question.code]
    if dependents:
        raise Conflict(
            N_("“%(label)s” depends on this question. Change that question first."), label=question_label(dependents[0])
        )
    audit.record(
        "remove_question",
        question,
        actor_id=actor_id,
        now=now,
        event_id=question.event_id,
        code=question.code,
        label=question.label,
    )
    db.session.delete(question)
    db.session.flush()
