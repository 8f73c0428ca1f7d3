"""The form builder: the questions of an event's registration form and their order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.forms.form_builder import (
    KIND_HINTS,
    KINDS,
    SEEN_BY,
    PositionForm,
    QuestionForm,
    StandardForm,
)
from eventdesk.registration.labels import condition_text
from eventdesk.registration.models import Question
from eventdesk.registration.queries.form_builder import QuestionOfEvent, answered_count, question_of_event
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import PROFILE_FIELDS, STANDARD_LABELS, STANDARD_PURPOSES
from eventdesk.registration.services.form_builder import (
    MAX_QUESTIONS,
    add_question,
    change_question,
    move_question,
    new_question,
    remove_question,
)
from eventdesk.registration.views.blueprint import blueprint
from eventdesk.web.errors import translate
from eventdesk.web.filters import day
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@dataclass(frozen=True)
class QuestionView:
    """A question as the form builder lists it."""

    question: Question
    label: str
    kind: str
    condition: str
    purpose: str
    privacy: str
    """Who sees the answers, and when they are deleted."""
    answers: int
    """How many people answered it."""


@dataclass(frozen=True)
class QuestionHints:
    """The hints below the fields of a question's form; "" for none."""

    label: str
    kind: str
    is_required: str
    purpose: str


def _form_page(event_slug: str, **_: str) -> str:
    return url_for("registration.form_builder", event_slug=event_slug)


@blueprint.get("/desk/<event_slug>/registration/")
@requires(Permission.REGISTRATION_FORM, on=event_by_slug)
def form_builder(event: Event) -> Any:
    questions = questions_of(event.id)
    by_code = {question.code: question for question in questions}
    counts = answered_count(event.id)
    used = {question.standard for question in questions}
    return render_template(
        "registration/form_builder.html",
        event=event,
        desk_head=desk_head(event),
        rows=[_question_view(question, by_code, event, counts.get(question.code, 0)) for question in questions],
        standard_fields=[(name, gettext(label)) for name, label in STANDARD_LABELS.items() if name not in used],
        kinds=[(kind, gettext(label), gettext(KIND_HINTS[kind])) for kind, label in KINDS.items()],
        is_full=len(questions) >= MAX_QUESTIONS,
        max_questions=MAX_QUESTIONS,
    )


def _question_view(question: Question, by_code: Mapping[str, Question], event: Event, answers: int) -> QuestionView:
    return QuestionView(
        question=question,
        label=gettext(question_label(question)),
        kind=gettext("Standard field") if question.standard else gettext(KINDS[question.kind]),
        condition=condition_text(question, by_code),
        purpose=question.purpose or _default(STANDARD_PURPOSES, question),
        privacy=_privacy_text(question, event),
        answers=answers,
    )


@blueprint.post("/desk/<event_slug>/registration/fields")
@requires(Permission.REGISTRATION_FORM, on=event_by_slug, return_to=_form_page, once=True)
def registration_field_add(event: Event) -> Any:
    form = StandardForm()
    if not form.validate_on_submit():
        return redirect(_question_list(event), 303)
    try:
        with transaction():
            question = add_question(
                event, None, standard=form.standard.data, actor_id=current_actor().person_id, now=clock.now()
            )
    except DomainError as problem:
        flash(translate(problem), "warn")
        return redirect(_question_list(event), 303)
    flash(gettext("“%(question)s” was added at the end of the form.", question=gettext(question_label(question))))
    return redirect(_question_list(event, question), 303)


@blueprint.route("/desk/<event_slug>/registration/questions/new", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=event_by_slug, once=True)
def question_new(event: Event) -> Any:
    kind = request.args.get("kind", "text")
    question = new_question(event.id, kind if kind in KINDS else "text")
    form = QuestionForm(question, questions_of(event.id))
    if _changes_form_only(form):
        return _question_page(event, form)
    if form.validate_on_submit():
        person_id, now = current_actor().person_id, clock.now()
        try:
            with transaction():
                question = add_question(event, form.question_input(), actor_id=person_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(question)s” was added at the end of the form.", question=form.label.data))
            return redirect(_question_list(event, question), 303)
    return _question_page(event, form)


@blueprint.route("/desk/<event_slug>/registration/questions/<question_code>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=question_of_event)
def question(loaded: QuestionOfEvent) -> Any:
    event, question = loaded.event, loaded.question
    form = QuestionForm(question, [other for other in questions_of(event.id) if other.position < question.position])
    if _changes_form_only(form):
        return _question_page(event, form, question)
    if form.validate_on_submit():
        actor_id, now = current_actor().person_id, clock.now()
        try:
            with transaction():
                change_question(question, form.question_input(), seen=form.seen.data or "", actor_id=actor_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(_question_list(event, question), 303)
    return _question_page(event, form, question)


@blueprint.route("/desk/<event_slug>/registration/questions/<question_code>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=question_of_event)
def question_remove(loaded: QuestionOfEvent) -> Any:
    form, event, question = Form(), loaded.event, loaded.question
    label = gettext(question_label(question))
    if form.validate_on_submit():
        try:
            with transaction():
                remove_question(question, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "warn")
        else:
            flash(gettext("“%(question)s” was removed.", question=label))
        return redirect(_question_list(event), 303)
    ask = {
        "title": gettext("Remove “%(question)s”?", question=label),
        "words": _removal_text(question, answered_count(event.id).get(question.code, 0)),
        "button": gettext("Remove question"),
        "back_url": _question_list(event, question),
        "back_label": gettext("Registration form"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, tab="registrations", desk_head=desk_head(event))


def _removal_text(question: Question, answers: int) -> str:
    if question.code in PROFILE_FIELDS:
        return gettext("The question is no longer asked. Answers that people have already given are not deleted.")
    if answers:
        return ngettext(
            "%(num)s person answered it. The answer is permanently deleted.",
            "%(num)s people answered it. Their answers are permanently deleted.",
            answers,
        )
    return gettext("No one has answered it yet.")


@blueprint.post("/desk/<event_slug>/registration/questions/<question_code>/move")
@requires(Permission.REGISTRATION_FORM, on=question_of_event, return_to=_form_page)
def question_move(loaded: QuestionOfEvent) -> Any:
    form = PositionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                move_question(loaded.question, form.by.data, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "warn")
            return redirect(_question_list(loaded.event), 303)
    return redirect(_question_list(loaded.event, loaded.question), 303)


def _changes_form_only(form: QuestionForm) -> bool:
    """Handle a button that only changes what the form shows, and return whether one was pressed."""
    button = request.form.get("again", "")
    if form.has_choices and button == "rows":
        form.choices.add_rows()
    if form.has_choices and button.startswith("up-") and button[3:].isdecimal() and len(button) < 6:
        form.choices.move_up(int(button[3:]))
    return bool(button)


def _question_page(event: Event, form: QuestionForm, question: Question | None = None) -> Any:
    answers = answered_count(event.id).get(question.code, 0) if question else 0
    page = render_template(
        "registration/form_builder_question.html",
        event=event,
        form=form,
        title=gettext(question_label(question)) if question else gettext("New question"),
        hints=_question_hints(form, question, answers),
        save_label=gettext("Save question") if question else gettext("Add question"),
        back_url=_question_list(event, question),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _question_hints(form: QuestionForm, question: Question | None, answers: int) -> QuestionHints:
    label, purpose = _default(STANDARD_LABELS, question), _default(STANDARD_PURPOSES, question)
    kind = required = ""
    if answers:
        kind = ngettext(
            "%(num)s person has answered, so the type cannot change.",
            "%(num)s people have answered, so the type cannot change.",
            answers,
        )
    if form.has_kind("consent"):
        required = gettext(
            "No one can register without ticking it. Leave it optional if people may refuse, for example photographs."
        )
    if purpose:
        purpose_hint = gettext("Leave empty to show “%(purpose)s”", purpose=purpose)
    elif question and question.standard:
        purpose_hint = gettext("Optional for a standard field.")
    else:
        purpose_hint = gettext("For example “To order lunch”.")
    return QuestionHints(
        label=gettext("Leave empty to ask “%(label)s”", label=label) if label else "",
        kind=kind,
        is_required=required,
        purpose=purpose_hint,
    )


def _default(texts: Mapping[str, str], question: Question | None) -> str:
    """Return the default text of a standard field; "" for other questions."""
    return gettext(texts[question.standard]) if question and question.standard in texts else ""


def _question_list(event: Event, question: Question | None = None) -> str:
    """Return the address of the form builder, at one of its questions."""
    anchor = question and f"question-{question.code}"
    return url_for("registration.form_builder", event_slug=event.slug, _anchor=anchor)


def _privacy_text(question: Question, event: Event) -> str:
    if question.code in PROFILE_FIELDS:
        return gettext("Stored with the registration and used in the statistics")
    seen_by = gettext(SEEN_BY[question.seen_by])
    if question.delete_after_days is None:
        return gettext("Visible to: %(who)s. Stored as long as the registration", who=seen_by)
    last_day = day(event.ends_on + timedelta(days=question.delete_after_days))
    return gettext("Visible to: %(who)s. Deleted after %(day)s", who=seen_by, day=last_day)
