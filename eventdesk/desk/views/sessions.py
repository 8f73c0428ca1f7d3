"""Sessions: the list, a new one, one to edit; cancelling, restoring, removing."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.formats import file_size
from eventdesk.core.pagination import Page
from eventdesk.core.text import clean_line, search_key
from eventdesk.desk import rules, services
from eventdesk.desk.forms.sessions import SessionForm
from eventdesk.desk.queries.agenda import Agenda, agenda, conflicts_of_session
from eventdesk.desk.queries.people import assignments
from eventdesk.desk.queries.sessions import seats_of_session, session_values
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.labels import draft_text, is_changed, where_text
from eventdesk.permissions import Permission
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.contents import comments, links_of_session, talks
from eventdesk.programme.queries.draft import draft_session, pending_changes
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.services.draft import cancel_session, remove_session, restore_session
from eventdesk.seats.services.session_seats import seat_settings
from eventdesk.speakers import queries as speakers
from eventdesk.web.changes import describe_change
from eventdesk.web.errors import translate
from eventdesk.web.filters import clock_time, short_day
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head

PAGE = 100
"""Rows of the list on one page."""
STATES = {"draft": "to-confirm", "published": "confirmed", "cancelled": "cancelled", "changed": "waiting"}
"""A session's state → the mark that the status component has for it."""


def _page_of_form(event_slug: str, session_code: str) -> str:
    return url_for(".session_edit", event_slug=event_slug, session_code=session_code)


@blueprint.get("/desk/<event_slug>/sessions/")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def sessions(event: Event) -> Any:
    found = agenda(event)
    words, state = clean_line(request.args.get("q", ""))[:100], request.args.get("state", "")
    rows = [_row(event, found, one) for one in found.plans if not state or state in (_state(one), _mark(one))]
    wanted = search_key(words).split()
    rows = [row for row in rows if all(word in row["searched"] for word in wanted)]
    page = Page.within(len(rows), size=PAGE, number=request.args.get("page", 1, type=int))
    return render_template(
        "desk/sessions.html", event=event, rows=page.cut(rows), count=page.total, all_count=len(found.plans),
        words=words, state=state, page=page.number, pages=page.count, desk_head=desk_head(event),
    )  # fmt: skip


def _state(plan: DraftSession) -> str:
    """Return the state of a session as the list is filtered by it: as visitors see it, and cancelled once that is planned."""
    return "cancelled" if plan.state == "cancelled" else plan.event_session.state


def _mark(plan: DraftSession) -> str:
    """Return "changed" where visitors see a session otherwise than it is planned, else its state."""
    return "changed" if is_changed(plan) else _state(plan)


def _row(event: Event, found: Agenda, one: DraftSession) -> dict[str, Any]:
    session_id, code = one.event_session_id, one.event_session.code
    seats = found.seats.get(session_id)
    who = ", ".join(name for _, name in found.people.get(session_id, []))
    when = ""
    if one.starts_at and one.ends_at:
        times = f"{clock_time(one.starts_at, event.timezone)}–{clock_time(one.ends_at, event.timezone)}"
        when = f"{short_day(one.starts_at, event.timezone)}, {times}"
    return {
        "code": code,
        "title": one.title,
        "who": who,
        "when": when,
        "where": where_text(one),
        "mark": STATES[_mark(one)],
        "state": draft_text(one),
        "seats": (f"{seats.taken}/{seats.capacity}" if seats.capacity is not None else str(seats.taken))
        if seats
        else "",
        "searched": search_key(f"{code} {one.title} {who} {where_text(one)}"),
    }


@blueprint.route("/desk/<event_slug>/sessions/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug, once=True)
def session_new(event: Event) -> Any:
    form = SessionForm(event, rooms(event.id), tracks(event.id))
    if form.validate_on_submit():
        try:
            with transaction():
                event_session = services.add_session(
                    event, form.session_values(), uid=form.uid.data, seats=form.seats.data,
                    waiting_list=form.when_full.data == "list",
                    actor_id=current_actor().person_id, now=clock.now(),
                )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            flash(
                gettext(
                    "“%(title)s” is in the draft. Now add talks, people and material below.", title=event_session.title
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
    typed, version = session_values(plan), plan.version
    terms = seat_settings(event_session.id)
    form = SessionForm(event, rooms(event.id), tracks(event.id), typed, with_seats=terms is None or terms.is_simple)
    form.made_from.data = form.made_from.data or rules.fingerprint(typed)
    meanwhile: list[tuple[str, str]] = []
    status = 200
    if form.validate_on_submit():
        try:
            with transaction():
                services.change_session(
                    plan, form.session_values(), made_from=form.made_from.data, **form.seats_values(),
                    actor_id=current_actor().person_id, now=clock.now(),
                )  # fmt: skip
        except services.EditConflict as problem:
            present = session_values(plan)
            meanwhile = [
                (str(form[name].label.text), _as_read(form, name, present)) for name in problem.fields if name in form
            ]
            form.made_from.data, status = rules.fingerprint(present), 409
        except DomainError as problem:
            form.show(problem)
        else:
            is_planned = plan.version != version
            flash(gettext("Saved in the draft. Publish the programme to show it.") if is_planned else gettext("Saved."))
            return redirect(_page(event_session), 303)
    page = render_template(
        "desk/session_edit.html",
        form=form,
        event=event,
        event_session=event_session,
        plan=plan,
        meanwhile=meanwhile,
        state=draft_text(plan),
        waiting=[
            words
            for _, change in pending_changes(event, [plan])
            for words in describe_change(change.as_stored(), event.timezone)
        ],
        conflicts=conflicts_of_session(plan),
        terms=terms,
        talks=talks(event_session.id),
        appearances=assignments(event_session.id),
        materials=[(one, file_size(one.size)) for one in speakers.materials(event_session.id)],
        links=links_of_session(event_session.id),
        comments=comments(event_session.id),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else status


def _as_read(form: SessionForm, name: str, present: dict[str, Any]) -> str:
    """Return the present value of a field as the form would show it."""
    value = present[name]
    choices = dict(form[name].choices) if name in ("day", "room", "track", "kind", "when_full") else {}
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    shown = str(choices.get(value, "" if value is None else value))
    return shown if len(shown) <= 300 else f"{shown[:300]}…"


@blueprint.post("/desk/<event_slug>/sessions/<session_code>/restore")
@requires(Permission.PROGRAMME_EDIT, on=draft_session, return_to=_page_of_form)
def session_restore(plan: DraftSession) -> Any:
    if Form().validate_on_submit():
        with transaction():
            restore_session(plan.event_session, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("The session takes place after all. Publish the programme to tell people."))
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
            flash(gettext("The session is cancelled in the draft. Publish the programme to tell people."))
        return redirect(_page(event_session), 303)
    seats = seats_of_session(event_session)
    count = seats.taken + seats.waiting if seats else 0
    ask = {
        "title": gettext("Cancel “%(name)s”?", name=plan.title),
        "words": gettext("With the next version of the programme it is shown as cancelled. It can be restored.") + " "
        + (ngettext("%(num)s person with a seat or waiting gets a mail then.",
                    "%(num)s people with a seat or waiting get a mail then.", count)
           if count else gettext("Nobody has reserved a seat.")),
        "button": gettext("Cancel the session"),
        "back_url": _page(event_session),
        "back_label": gettext("Edit session"),
    }  # fmt: skip
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event_session.event))


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
        flash(gettext("“%(name)s” is removed.", name=title))
        return redirect(url_for(".sessions", event_slug=event.slug), 303)
    ask = {
        "title": gettext("Remove “%(name)s”?", name=title),
        "words": gettext("No visitor has seen it. You can take this back with Undo on the agenda."),
        "button": gettext("Remove the session"),
        "back_url": _page(event_session),
        "back_label": gettext("Edit session"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event))


def _page(event_session: EventSession) -> str:
    return url_for(".session_edit", event_slug=event_session.event.slug, session_code=event_session.code)
