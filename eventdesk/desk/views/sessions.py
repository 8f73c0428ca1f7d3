"""Adding, editing, cancelling, restoring and removing a session."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.formats import file_size
from eventdesk.desk import rules, services
from eventdesk.desk.forms.sessions import SessionForm
from eventdesk.desk.queries.people import assignments
from eventdesk.desk.queries.sessions import session_values
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.labels import draft_text
from eventdesk.permissions import Permission
from eventdesk.planning.queries.agenda import conflicts_of_session
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.contents import comments, links_of_session, talks
from eventdesk.programme.queries.draft import draft_session, pending_changes
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.rules.validation import LINK_KINDS
from eventdesk.programme.services.draft import cancel_session, remove_session, restore_session
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.seats.services.session_seats import seat_settings
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import SpeakerAssignment
from eventdesk.speakers.rules import SPEAKER_ROLES
from eventdesk.web.changes import describe_change
from eventdesk.web.errors import translate
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head

MAX_VALUE_LENGTH = 300
"""How many characters of a value that somebody else changed are shown."""


def _page_of_form(event_slug: str, session_code: str) -> str:
    return url_for(".session_edit", event_slug=event_slug, session_code=session_code)


@blueprint.route("/desk/<event_slug>/sessions/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug, once=True)
def session_new(event: Event) -> Any:
    form = SessionForm(event, rooms(event.id), tracks(event.id))
    if form.validate_on_submit():
        try:
            with transaction():
                event_session = services.add_session(
                    event,
                    form.session_values(),
                    uid=form.uid.data,
                    seats=form.seats.data,
                    waiting_list=form.when_full.data == "list",
                    actor_id=current_actor().person_id,
                    now=clock.now(),
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(
                gettext(
                    "“%(title)s” added to the draft. You can add talks, people and material below.",
                    title=event_session.title,
                )
            )
            if "repeat" in request.form:
                code = event_session.code
                return redirect(url_for(".session_repeat", event_slug=event.slug, session_code=code), 303)
            return redirect(_page(event_session), 303)
    page = render_template("desk/session_new.html", form=form, event=event, desk_head=desk_head(event))
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session)
def session_edit(plan: DraftSession) -> Any:
    event_session, event = plan.event_session, plan.event_session.event
    values, version = session_values(plan), plan.version
    current_settings = seat_settings(event_session.id)
    form = SessionForm(
        event,
        rooms(event.id),
        tracks(event.id),
        values,
        with_seats=current_settings is None or current_settings.is_simple,
    )
    form.made_from.data = form.made_from.data or rules.fingerprint(values)
    meanwhile: list[tuple[str, str]] = []
    status = 200
    if form.validate_on_submit():
        try:
            with transaction():
                services.change_session(
                    plan,
                    form.session_values(),
                    made_from=form.made_from.data,
                    **form.seats_values(),
                    actor_id=current_actor().person_id,
                    now=clock.now(),
                )
        except services.EditConflict as problem:
            current = session_values(plan)
            meanwhile = [
                (str(form[name].label.text), _value_label(form, name, current))
                for name in problem.fields
                if name in form
            ]
            form.made_from.data, status = rules.fingerprint(current), 409
        except DomainError as problem:
            form.show(problem)
        else:
            is_planned = plan.version != version
            flash(
                gettext("Saved in the draft. Publish the programme to make it visible.")
                if is_planned
                else gettext("Saved.")
            )
            return redirect(_page(event_session), 303)
    session_talks = talks(event_session.id)
    titles = {talk.id: talk.title for talk in session_talks}
    page = render_template(
        "desk/session_edit.html",
        form=form,
        event=event,
        event_session=event_session,
        plan=plan,
        meanwhile=meanwhile,
        state=draft_text(plan),
        pending=[
            sentence
            for _, change in pending_changes(event, [plan])
            for sentence in describe_change(change.as_stored(), event.timezone)
        ],
        conflicts=conflicts_of_session(plan),
        current_settings=current_settings,
        talks=session_talks,
        assignments=[_assignment(assignment, titles) for assignment in assignments(event_session.id)],
        materials=[(material, file_size(material.size)) for material in speakers.materials(event_session.id)],
        links=[(link, gettext(LINK_KINDS[link.kind])) for link in links_of_session(event_session.id)],
        comments=comments(event_session.id),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else status


def _assignment(assignment: SpeakerAssignment, titles: dict[int, str]) -> dict[str, Any]:
    """Return an assignment as the list of people shows it; `titles` are those of the talks."""
    role = gettext(SPEAKER_ROLES[assignment.part])
    if assignment.talk_id:
        role = gettext("%(role)s in “%(talk)s”", role=role, talk=titles[assignment.talk_id])
    organisation = assignment.organisation.name if assignment.organisation else ""
    return {
        "id": assignment.id,
        "name": assignment.person.name,
        "role": role,
        "function": ", ".join(filter(None, (assignment.job_title, organisation))),
    }


def _value_label(form: SessionForm, name: str, current: dict[str, Any]) -> str:
    """Return the current value of a field as the form would show it."""
    value = current[name]
    choices = dict(form[name].choices) if name in ("day", "room", "track", "kind", "when_full") else {}
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    label = str(choices.get(value, "" if value is None else value))
    return label if len(label) <= MAX_VALUE_LENGTH else f"{label[:MAX_VALUE_LENGTH]}…"


@blueprint.post("/desk/<event_slug>/sessions/<session_code>/restore")
@requires(Permission.PROGRAMME_EDIT, on=draft_session, return_to=_page_of_form)
def session_restore(plan: DraftSession) -> Any:
    if Form().validate_on_submit():
        with transaction():
            restore_session(plan.event_session, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("The session is restored in the draft. Publish the programme to make it visible."))
    return redirect(_page(plan.event_session), 303)


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/cancel", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session)
def session_cancel(plan: DraftSession) -> Any:
    form, event_session = Form(), plan.event_session
    if form.validate_on_submit():
        try:
            with transaction():
                cancel_session(event_session, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem))
        else:
            flash(gettext("The session is cancelled in the draft. Publish the programme to notify people."))
        return redirect(_page(event_session), 303)
    seats = session_seats(event_session.id)
    ask = {
        "title": gettext("Cancel “%(name)s”?", name=plan.title),
        "words": _cancellation_text(seats.taken + seats.waiting if seats else 0),
        "button": gettext("Cancel session"),
        "back_url": _page(event_session),
        "back_label": gettext("Edit session"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event_session.event))


def _cancellation_text(count: int) -> str:
    """Return what cancelling a session does, if so many people have a seat or wait for one."""
    if not count:
        return gettext(
            "It is shown as cancelled once you publish the programme. No one has reserved a seat. You can restore it."
        )
    return ngettext(
        "It is shown as cancelled once you publish the programme, and %(num)s person with a seat or on the waiting list "
        "is emailed. You can restore it.",
        "It is shown as cancelled once you publish the programme, and %(num)s people with a seat or on the waiting list "
        "are emailed. You can restore it.",
        count,
    )


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session)
def session_remove(plan: DraftSession) -> Any:
    form, event_session, event, title = Form(), plan.event_session, plan.event_session.event, plan.title
    if form.validate_on_submit():
        try:
            with transaction():
                remove_session(event_session, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem))
            return redirect(_page(event_session), 303)
        flash(gettext("“%(name)s” removed.", name=title))
        return redirect(url_for(".sessions", event_slug=event.slug), 303)
    ask = {
        "title": gettext("Remove “%(name)s”?", name=title),
        "words": gettext("It was never published. You can undo this on the agenda."),
        "button": gettext("Remove session"),
        "back_url": _page(event_session),
        "back_label": gettext("Edit session"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event))


def _page(event_session: EventSession) -> str:
    return url_for(".session_edit", event_slug=event_session.event.slug, session_code=event_session.code)
