"""Building the registration form of an event, question by question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid, NotFound
from eventdesk.core.text import N_, clean_line
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import KINDS, Answer, Question, RegistrationPolicy
from eventdesk.registration.queries.questions import default_question, questions_of
from eventdesk.registration.rules.form_builder import can_control, question_label, version_token
from eventdesk.registration.rules.questions import answer_values
from eventdesk.registration.services.policy import POLICY_FIELDS, policy_for_change

MAX_QUESTIONS = 60
MAX_CHOICES = 50
MAX_DAYS = 3_650
MAX_CHOICE_LENGTH = 200


@dataclass(frozen=True)
class QuestionInput:
    """One question as an organiser puts it."""

    kind: str = "text"
    label: str = ""
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    """(id, text) of each; the id is "" for a new one."""
    is_required: bool = False
    purpose: str = ""
    seen_by: str = "organisers"
    delete_after_days: int | None = 30
    depends_on: str = ""
    depends_values: Sequence[str] = field(default_factory=list)
    depends_effect: str = "shown"


def add_question(
    event: Event, asking: QuestionInput | None, *, standard: str = "", actor_id: int | None, now: datetime
) -> Question:
    """Add a question at the end of an event's form and return it; without `asking` a standard field as it usually is.

    Raises Invalid at a field, Conflict for too many.
    """
    policy_for_change(event.id)
    known = list(questions_of(event.id))
    if len(known) >= MAX_QUESTIONS:
        raise Conflict(N_("A form can have %(most)s questions."), most=MAX_QUESTIONS)
    if standard and any(one.standard == standard for one in known):
        raise Conflict(N_("This field is on the form already."))
    position = max((one.position for one in known), default=-1) + 1
    question = default_question(event.id, standard, position) if standard else new_question(event.id, "text")
    question.position = position
    if asking:
        _apply(question, asking, known)
    db.session.add(question)
    db.session.flush()
    audit.record("add_question", question, actor_id=actor_id, now=now, event_id=event.id, code=question.code)
    return question


def new_question(event_id: int, kind: str) -> Question:
    """Return a new question of the organisers' own, not stored, as it is proposed to them."""
    return Question(
        event_id=event_id, code=f"q_{new_code(6).lower()}", standard="", position=0, kind=kind, label="", hint="",
        choices=[], is_required=False, purpose="", seen_by="organisers", delete_after_days=30, depends_on="",
        depends_values=[], depends_effect="shown",
    )  # fmt: skip


def change_question(
    question: Question, asking: QuestionInput, *, seen: str | None = None, actor_id: int | None, now: datetime
) -> None:
    """Change a question; `seen` is the `rules.mark_of` it that the change was made from.

    Raises Invalid at a field, Conflict when it was changed meanwhile, or when answers of another shape are there.
    """
    question = _for_change(question)
    if seen is not None and seen != version_token(question):
        raise Conflict(
            N_("Somebody changed this question while you had it open. Open it again to see it as it is now.")
        )
    form = questions_of(question.event_id)
    chosen = _answer_counts(question)
    if asking.kind != question.kind and not question.standard and chosen.total():
        raise Conflict(N_("People have answered this question: its kind stays. Add a new question instead."))
    before = {choice["id"]: choice["text"] for choice in question.choices}
    _apply(question, asking, [one for one in form if one.position < question.position])
    gone = before.keys() - {choice["id"] for choice in question.choices}
    for choice_id in gone:
        if chosen[choice_id]:
            raise Invalid(
                "choices",
                N_("Somebody chose “%(words)s”: it stays. You can change its words."),
                words=before[choice_id],
            )
    for one in form:
        if one.depends_on != question.code:
            continue
        if not can_control(question):
            raise Invalid(
                "kind", N_("“%(label)s” depends on the answers to choose from. Change that first."),
                label=question_label(one),
            )  # fmt: skip
        if lost := gone & set(one.depends_values):
            raise Invalid(
                "choices", N_("“%(label)s” depends on the answer “%(words)s”. Change that first."),
                label=question_label(one), words=before[min(lost)],
            )  # fmt: skip
    db.session.flush()
    audit.record(
        "change_question", question, actor_id=actor_id, now=now, event_id=question.event_id, code=question.code
    )


def _for_change(question: Question) -> Question:
    """Lock the form of a question and return it as it is stored now. Raises Missing when it was removed meanwhile."""
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
    """Return how many people gave each answer to a question; whatever they wrote counts as an answer too."""
    answers = db.session.scalars(select(Answer.value).where(Answer.question_id == question.id))
    return Counter(value for answer in answers for value in answer_values(answer))


def _apply(question: Question, asking: QuestionInput, earlier: Sequence[Question]) -> None:
    """Give a question what was typed of it, checked against those before it."""
    if not question.standard:
        if asking.kind not in KINDS:
            raise Invalid("kind", N_("Choose a kind"))
        question.choices = _choices(asking, question.choices) if asking.kind in ("choice", "choices") else []
        question.kind = asking.kind
    question.label = _line("label", asking.label, 200, needed=not question.standard)
    question.hint = _line("hint", asking.hint, 300)
    question.purpose = _line("purpose", asking.purpose, 300, needed=not question.standard)
    question.is_required = asking.is_required
    if asking.seen_by not in ("organisers", "door", "staff"):
        raise Invalid("seen_by", N_("Choose who sees it"))
    question.seen_by = asking.seen_by
    if asking.delete_after_days is not None and not 0 <= asking.delete_after_days <= MAX_DAYS:
        raise Invalid("delete_after_days", N_("Enter a number from 0 to %(most)s"), most=MAX_DAYS)
    question.delete_after_days = asking.delete_after_days
    if asking.depends_on:
        _check_condition(asking, next((one for one in earlier if one.code == asking.depends_on), None))
    question.depends_on = asking.depends_on
    question.depends_values = list(asking.depends_values) if asking.depends_on else []
    question.depends_effect = "required" if asking.depends_effect == "required" else "shown"


def _check_condition(asking: QuestionInput, other: Question | None) -> None:
    if other is None:
        raise Invalid("depends_on", N_("Choose a question that stands before this one"))
    if not can_control(other):
        raise Invalid("depends_on", N_("Choose a question that has answers to choose from"))
    known = {choice["id"] for choice in other.choices}
    if not asking.depends_values or (known and not known.issuperset(asking.depends_values)):
        raise Invalid("depends_values", N_("Choose at least one answer"))


def _choices(asking: QuestionInput, before: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the choices with their ids: those they had before, new ones for the others."""
    choices, texts = [], set()
    known = {choice["id"] for choice in before}
    for choice_id, text in asking.choices:
        words = clean_line(text)
        if not words:
            continue
        if len(words) > MAX_CHOICE_LENGTH:
            raise Invalid("choices", N_("Enter %(most)s characters or fewer"), most=MAX_CHOICE_LENGTH)
        if words.casefold() in texts:
            raise Invalid("choices", N_("“%(words)s” is there twice"), words=words)
        texts.add(words.casefold())
        kept = choice_id if choice_id in known else new_code(6).lower()
        known.discard(kept)
        choices.append({"id": kept, "text": words})
    if len(choices) < 2:
        raise Invalid("choices", N_("Enter at least two answers to choose from"))
    if len(choices) > MAX_CHOICES:
        raise Invalid("choices", N_("Enter %(most)s answers or fewer"), most=MAX_CHOICES)
    return choices


def _line(name: str, text: str, most: int, *, needed: bool = False) -> str:
    line = clean_line(text)
    if len(line) > most:
        raise Invalid(name, N_("Enter %(most)s characters or fewer"), most=most)
    if needed and not line:
        raise Invalid(name, N_("Say why you ask this") if name == "purpose" else N_("Enter the question"))
    return line


def move_question(question: Question, by: int, *, actor_id: int | None, now: datetime) -> None:
    """Move a question one step up (-1) or down (1) in the form.

    Raises Conflict when it would stand before a question that it depends on.
    """
    question = _for_change(question)
    order = list(questions_of(question.event_id))
    place = next((number for number, one in enumerate(order) if one.id == question.id), None)
    if place is None or not 0 <= place + by < len(order):
        return
    order.insert(place + by, order.pop(place))
    seen: set[str] = set()
    for one in order:
        if one.depends_on and one.depends_on not in seen:
            raise Conflict(N_("“%(label)s” depends on an answer that would come after it."), label=question_label(one))
        seen.add(one.code)
    for number, one in enumerate(order):
        one.position = number
    db.session.flush()
    audit.record("move_question", question, actor_id=actor_id, now=now, event_id=question.event_id, by=by)


def remove_question(question: Question, *, actor_id: int | None, now: datetime) -> None:
    """Remove a question with all answers to it. Raises Conflict while another one depends on it."""
    question = _for_change(question)
    dependent = [one for one in questions_of(question.event_id) if one.depends_on == question.code]
    if dependent:
        raise Conflict(N_("“%(label)s” depends on it. Change that first."), label=question_label(dependent[0]))
    audit.record("remove_question", question, actor_id=actor_id, now=now, event_id=question.event_id, code=question.code,
                 label=question.label)  # fmt: skip
    db.session.delete(question)
    db.session.flush()


_COPIED_FIELDS = (
    "code", "position", "standard", "kind", "label", "hint", "choices", "is_required", "purpose", "seen_by",
    "delete_after_days", "depends_on", "depends_values", "depends_effect",
)  # fmt: skip


def copy_form(source_id: int, copy_id: int) -> None:
    """Give a new event the form and the terms of another, if it has its own; nobody has registered yet."""
    terms = db.session.get(RegistrationPolicy, source_id)
    if terms is None:
        return
    copied = {name: getattr(terms, name) for name in POLICY_FIELDS}
    db.session.add(RegistrationPolicy(event_id=copy_id, taken=0, **copied))
    db.session.add_all(
        Question(event_id=copy_id, **{name: getattr(question, name) for name in _COPIED_FIELDS})
        for question in questions_of(source_id)
    )
    db.session.flush()
