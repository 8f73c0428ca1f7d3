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
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event
from eventdesk.reservations import queries, rules, services
from eventdesk.reservations.forms import registering
from eventdesk.reservations.forms.building import (
    KIND_NOTES,
    KINDS,
    SEEN_BY,
    PositionForm,
    QuestionForm,
    StandardForm,
    condition_words,
)
from eventdesk.reservations.models import Question
from eventdesk.reservations.queries.building import QuestionOfEvent, answered, question_of_event
from eventdesk.reservations.views import blueprint
from eventdesk.web.errors import translate
from eventdesk.web.filters import day
from eventdesk.web.forms import Form
from eventdesk.web.guard import actor, requires
from eventdesk.web.heads import desk_head


def _form_page(event_slug: str, **_: str) -> str:
    return url_for(".registration_form", event_slug=event_slug)


@blueprint.get("/desk/<event_slug>/registration/")
@requires(Permission.REGISTRATION_FORM, on=programme.event_by_slug)
def registration_form(event: Event) -> Any:
    questions = queries.questions_of(event.id)
    by_code = {one.code: one for one in questions}
    answers = answered(event.id)
    there = {one.standard for one in questions}
    return render_template(
        "reservations/form_questions.html",
        event=event,
        desk_head=desk_head(event),
        rows=[
            {
                "question": one,
                "label": gettext(rules.label_of(one)),
                "kind": gettext(KINDS[one.kind]) if not one.standard else gettext("Standard field"),
                "condition": condition_words(one, by_code),
                "purpose": one.purpose or _usual(rules.STANDARD_PURPOSES, one),
                "handling": _handling(one, event),
                "answers": answers.get(one.code, 0),
            }
            for one in questions
        ],
        standard=[(name, gettext(words)) for name, words in rules.STANDARD_LABELS.items() if name not in there],
        kinds=[(kind, gettext(words), gettext(KIND_NOTES[kind])) for kind, words in KINDS.items()],
        is_full=len(questions) >= services.MOST_QUESTIONS,
        most=services.MOST_QUESTIONS,
    )


@blueprint.get("/desk/<event_slug>/registration/preview")
@requires(Permission.REGISTRATION_FORM, on=programme.event_by_slug)
def registration_preview(event: Event) -> Any:
    terms = queries.terms_of(event.id)
    invitation = "needed" if terms.needs_code else "optional" if queries.has_invitations(event.id) else ""
    return render_template(
        "reservations/form_preview.html",
        event=event,
        terms=terms,
        form=registering.registration_form(
            queries.questions_of(event.id), data={}, asks_email=True, invitation=invitation
        ),
        desk_head=desk_head(event),
    )


@blueprint.post("/desk/<event_slug>/registration/fields")
@requires(Permission.REGISTRATION_FORM, on=programme.event_by_slug, return_to=_form_page, once=True)
def registration_field_add(event: Event) -> Any:
    form = StandardForm()
    if not form.validate_on_submit():
        return redirect(_list_of(event), 303)
    try:
        with transaction():
            question = services.add_question(
                event, None, standard=form.standard.data, actor_id=actor().person_id, now=clock.now()
            )
    except DomainError as problem:
        flash(translate(problem), "warn")
        return redirect(_list_of(event), 303)
    flash(gettext("“%(question)s” is added at the end of the form.", question=gettext(rules.label_of(question))))
    return redirect(_list_of(event, question), 303)


@blueprint.route("/desk/<event_slug>/registration/questions/new", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=programme.event_by_slug, once=True)
def question_new(event: Event) -> Any:
    kind = request.args.get("kind", "text")
    question = services.new_question(event.id, kind if kind in KINDS else "text")
    form = QuestionForm(question, queries.questions_of(event.id))
    if _shown_again(form):
        return _question_page(event, form)
    if form.validate_on_submit():
        person_id, now = actor().person_id, clock.now()
        try:
            with transaction():
                question = services.add_question(event, form.asking(), actor_id=person_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(question)s” is added at the end of the form.", question=form.label.data))
            return redirect(_list_of(event, question), 303)
    return _question_page(event, form)


@blueprint.route("/desk/<event_slug>/registration/questions/<question_code>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=question_of_event)
def question(found: QuestionOfEvent) -> Any:
    event, one = found.event, found.question
    form = QuestionForm(one, [other for other in queries.questions_of(event.id) if other.position < one.position])
    if _shown_again(form):
        return _question_page(event, form, one)
    if form.validate_on_submit():
        try:
            with transaction():
                services.change_question(
                    one, form.asking(), seen=form.seen.data or "", actor_id=actor().person_id, now=clock.now()
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(_list_of(event, one), 303)
    return _question_page(event, form, one)


@blueprint.route("/desk/<event_slug>/registration/questions/<question_code>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=question_of_event)
def question_remove(found: QuestionOfEvent) -> Any:
    form, event, one = Form(), found.event, found.question
    label = gettext(rules.label_of(one))
    if form.validate_on_submit():
        try:
            with transaction():
                services.remove_question(one, actor_id=actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "warn")
        else:
            flash(gettext("“%(question)s” is removed.", question=label))
        return redirect(_list_of(event), 303)
    count = answered(event.id).get(one.code, 0)
    if one.code in rules.ON_REGISTRATION:
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
        "back_url": _list_of(event, one),
        "back_label": gettext("Registration form"),
    }
    return render_template("layouts/ask.html", form=form, ask=ask, tab="registrations", desk_head=desk_head(event))


@blueprint.post("/desk/<event_slug>/registration/questions/<question_code>/move")
@requires(Permission.REGISTRATION_FORM, on=question_of_event, return_to=_form_page)
def question_move(found: QuestionOfEvent) -> Any:
    form = PositionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.move_question(found.question, form.by.data, actor_id=actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "warn")
            return redirect(_list_of(found.event), 303)
    return redirect(_list_of(found.event, found.question), 303)


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
        "reservations/form_question.html",
        event=event,
        form=form,
        question=question,
        title=gettext(rules.label_of(question)) if question else gettext("New question"),
        usual_label=_usual(rules.STANDARD_LABELS, question),
        usual_purpose=_usual(rules.STANDARD_PURPOSES, question),
        answers=answered(event.id).get(question.code, 0) if question else 0,
        last_day=event.ends_on,
        most_choices=services.MOST_CHOICES,
        back_url=_list_of(event, question),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _usual(words: Mapping[str, str], question: Question | None) -> str:
    """Return what is usually said of a standard field; "" of all others."""
    return gettext(words[question.standard]) if question and question.standard in words else ""


def _list_of(event: Event, question: Question | None = None) -> str:
    """Return the address of the list of questions, at one of them."""
    return url_for(".registration_form", event_slug=event.slug, _anchor=question and f"question-{question.code}")


def _handling(question: Question, event: Event) -> str:
    """Return in words who sees the answers to a question, and when they are deleted."""
    if question.code in rules.ON_REGISTRATION:
        return gettext("Kept with the registration, and counted in the statistics")
    seen = gettext(SEEN_BY[question.seen_by])
    if question.delete_after_days is None:
        return gettext("Seen by: %(who)s. Kept as long as the registration", who=seen)
    last = day(event.ends_on + timedelta(days=question.delete_after_days))
    return gettext("Seen by: %(who)s. Deleted after %(day)s", who=seen, day=last)
