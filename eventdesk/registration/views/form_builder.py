"""Building the registration form of an event: its questions, their order, and how people will see it."""

from collections.abc import Mapping
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
    KIND_NOTES,
    KINDS,
    SEEN_BY,
    PositionForm,
    QuestionForm,
    StandardForm,
    condition_text,
)
from eventdesk.registration.models import Question
from eventdesk.registration.queries.form_builder import QuestionOfEvent, answered_count, question_of_event
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import ON_REGISTRATION, STANDARD_LABELS, STANDARD_PURPOSES
from eventdesk.registration.services.form_builder import (
    MAX_CHOICES,
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


def _form_page(event_slug: str, **_: str) -> str:
    return url_for("registration.registration_form", event_slug=event_slug)


@blueprint.get("/desk/<event_slug>/registration/")
@requires(Permission.REGISTRATION_FORM, on=event_by_slug)
def registration_form(event: Event) -> Any:
    questions = questions_of(event.id)
    by_code = {one.code: one for one in questions}
    answers = answered_count(event.id)
    there = {one.standard for one in questions}
    return render_template(
        "registration/form_builder.html",
        event=event,
        desk_head=desk_head(event),
        rows=[
            {
                "question": one,
                "label": gettext(question_label(one)),
                "kind": gettext(KINDS[one.kind]) if not one.standard else gettext("Standard field"),
                "condition": condition_text(one, by_code),
                "purpose": one.purpose or _default(STANDARD_PURPOSES, one),
                "handling": _handling(one, event),
                "answers": answers.get(one.code, 0),
            }
            for one in questions
        ],
        standard=[(name, gettext(words)) for name, words in STANDARD_LABELS.items() if name not in there],
        kinds=[(kind, gettext(words), gettext(KIND_NOTES[kind])) for kind, words in KINDS.items()],
        is_full=len(questions) >= MAX_QUESTIONS,
        most=MAX_QUESTIONS,
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
    flash(gettext("“%(question)s” is added at the end of the form.", question=gettext(question_label(question))))
    return redirect(_question_list(event, question), 303)


@blueprint.route("/desk/<event_slug>/registration/questions/new", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=event_by_slug, once=True)
def question_new(event: Event) -> Any:
    kind = request.args.get("kind", "text")
    question = new_question(event.id, kind if kind in KINDS else "text")
    form = QuestionForm(question, questions_of(event.id))
    if _shown_again(form):
        return _question_page(event, form)
    if form.validate_on_submit():
        person_id, now = current_actor().person_id, clock.now()
        try:
            with transaction():
                question = add_question(event, form.asking(), actor_id=person_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(question)s” is added at the end of the form.", question=form.label.data))
            return redirect(_question_list(event, question), 303)
    return _question_page(event, form)


@blueprint.route("/desk/<event_slug>/registration/questions/<question_code>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=question_of_event)
def question(found: QuestionOfEvent) -> Any:
    event, one = found.event, found.question
    form = QuestionForm(one, [other for other in questions_of(event.id) if other.position < one.position])
    if _shown_again(form):
        return _question_page(event, form, one)
    if form.validate_on_submit():
        try:
            with transaction():
                change_question(
                    one, form.asking(), seen=form.seen.data or "", actor_id=current_actor().person_id, now=clock.now()
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(_question_list(event, one), 303)
    return _question_page(event, form, one)


@blueprint.route("/desk/<event_slug>/registration/questions/<question_code>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=question_of_event)
def question_remove(found: QuestionOfEvent) -> Any:
    form, event, one = Form(), found.event, found.question
    label = gettext(question_label(one))
    if form.validate_on_submit():
        try:
            with transaction():
                remove_question(one, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "warn")
        else:
            flash(gettext("“%(question)s” is removed.", question=label))
        return redirect(_question_list(event), 303)
    count = answered_count(event.id).get(one.code, 0)
    if one.code in ON_REGISTRATION:
        words = gettext("People are no longer asked. What those who are registered said stays with them.")
    elif count:
        words = ngettext(
            "%(num)s person answered it. The answer is deleted for good.",
            "%(num)s people answered it. Their answers are deleted for good.",
            count,
        )
    else:
        words = gettext("Nobody has answered it yet.")
    ask = {
        "title": gettext("Remove “%(question)s”?", question=label),
        "words": words,
        "button": gettext("Remove the question"),
        "back_url": _question_list(event, one),
        "back_label": gettext("Registration form"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, tab="registrations", desk_head=desk_head(event))


@blueprint.post("/desk/<event_slug>/registration/questions/<question_code>/move")
@requires(Permission.REGISTRATION_FORM, on=question_of_event, return_to=_form_page)
def question_move(found: QuestionOfEvent) -> Any:
    form = PositionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                move_question(found.question, form.by.data, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "warn")
            return redirect(_question_list(found.event), 303)
    return redirect(_question_list(found.event, found.question), 303)


def _shown_again(form: QuestionForm) -> bool:
    """Do what a button asks for that only changes what the page shows; return whether there was one."""
    again = request.form.get("again", "")
    if form.has_choices and again == "rows":
        form.choices.add_rows()
    if form.has_choices and again.startswith("up-") and again[3:].isdecimal() and len(again) < 6:
        form.choices.move_up(int(again[3:]))
    return bool(again)


def _question_page(event: Event, form: QuestionForm, question: Question | None = None) -> Any:
    page = render_template(
        "registration/form_builder_question.html",
        event=event,
        form=form,
        question=question,
        title=gettext(question_label(question)) if question else gettext("New question"),
        usual_label=_default(STANDARD_LABELS, question),
        usual_purpose=_default(STANDARD_PURPOSES, question),
        answers=answered_count(event.id).get(question.code, 0) if question else 0,
        last_day=event.ends_on,
        most_choices=MAX_CHOICES,
        back_url=_question_list(event, question),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _default(words: Mapping[str, str], question: Question | None) -> str:
    """Return what is usually said of a standard field; "" of all others."""
    return gettext(words[question.standard]) if question and question.standard in words else ""


def _question_list(event: Event, question: Question | None = None) -> str:
    """Return the address of the list of questions, at one of them."""
    return url_for(
        "registration.registration_form", event_slug=event.slug, _anchor=question and f"question-{question.code}"
    )


def _handling(question: Question, event: Event) -> str:
    """Return in words who sees the answers to a question, and when they are deleted."""
    if question.code in ON_REGISTRATION:
        return gettext("Kept with the registration, and counted in the statistics")
    seen = gettext(SEEN_BY[question.seen_by])
    if question.delete_after_days is None:
        return gettext("Seen by: %(who)s. Kept as long as the registration", who=seen)
    last = day(event.ends_on + timedelta(days=question.delete_after_days))
    return gettext("Seen by: %(who)s. Deleted after %(day)s", who=seen, day=last)
