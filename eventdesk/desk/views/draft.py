"""Planning on the agenda's grid: a session dropped somewhere, steps undone and done again, what others did meanwhile."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, DomainError, Invalid
from eventdesk.desk.forms.times import PlaceForm, whole_number
from eventdesk.desk.queries import draft_changes as planning
from eventdesk.desk.queries.sessions import seats_of_session
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.board import board, day_of
from eventdesk.desk.views.change_log import change_label, describe_changes
from eventdesk.desk.views.conflict_text import conflict_text
from eventdesk.desk.views.labels import where_text
from eventdesk.permissions import Permission
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.draft import draft_session
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.queries.rooms_tracks import rooms
from eventdesk.programme.services.draft import StaleDraft, schedule_session
from eventdesk.programme.services.undo import redo_change, undo_change
from eventdesk.web.blocks import render_block
from eventdesk.web.errors import STATUS, translate
from eventdesk.web.filters import clock_time, day_month
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires

MAX_SHOWN_CONFLICTS = 2
"""How many conflicts of a session are said after it was moved; all are on the board."""


@blueprint.post("/desk/<event_slug>/sessions/<session_code>/place")
@requires(Permission.PROGRAMME_EDIT, on=draft_session)
def session_place(plan: DraftSession) -> Any:
    """Plan where a session was dropped. 409 with a question where seats would lose their time; 409 and 422 say why not."""
    event = plan.event_session.event
    form = PlaceForm()
    if not form.validate_on_submit():
        return _board(event, said=" ".join(_sentence(words) for _, words in form.problems), status=422)
    if form.tray.data and not form.sure.data and (question := unscheduled_prompt(plan)):
        return _board(event, ask=question, status=409)
    try:
        values = form.planned(event, rooms(event.id), day_of(plan, event.timezone))
        with transaction():
            plan = schedule_session(
                plan.event_session, version=form.seen, actor_id=current_actor().person_id, now=clock.now(), **values
            )
    except DomainError as problem:
        return _board(event, said=problem_text(problem, event), status=STATUS.get(_kind(problem), 422))
    return _board(event, day=day_of(plan, event.timezone), moved=plan)


@blueprint.post("/desk/<event_slug>/agenda/undo")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def undo(event: Event) -> Any:
    return _walk(event, undo_change, gettext("Undone: %(what)s."))


@blueprint.post("/desk/<event_slug>/agenda/redo")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def redo(event: Event) -> Any:
    return _walk(event, redo_change, gettext("Done again: %(what)s."))


def _walk(event: Event, go: Any, words: str) -> Any:
    """Go back or forth by a step, and show the day on which its session is then."""
    if not Form().validate_on_submit():
        return _board(event, said="", status=422)
    try:
        with transaction():
            walk = go(event, actor_id=current_actor().person_id, now=clock.now())
    except Conflict as problem:
        return _board(event, said=translate(problem), status=409)
    if walk.problem is not None:
        return _board(event, said=translate(walk.problem), status=409)
    titles = planning.titles_of_changes([walk.change], {})
    return _board(event, said=words % {"what": change_label(walk.change, titles)}, day=_day_of_step(event, walk.change))


def _day_of_step(event: Event, step: DraftChange) -> str:
    """Return the day on which the first session of a step is now; "" where it has none."""
    plan = planning.draft_of_change(step)
    return day_of(plan, event.timezone) if plan is not None and plan.state != "removed" else ""


@blueprint.get("/desk/<event_slug>/agenda/changes")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def agenda_changes(event: Event) -> Any:
    """Answer 204 while the plan is that of `since`, else the board with what others did after the step `step`."""
    if request.args.get("since") == str(event.draft_revision):
        return "", 204
    steps = planning.changes_since(event.id, whole_number(request.args.get("step")))
    return _block(
        event, request.args.get("day", ""), said=describe_changes(steps, planning.titles_of_changes(steps, {}))
    )


def unscheduled_prompt(plan: DraftSession) -> str:
    """Return what to ask before a session loses its time: whether those with a seat may; "" where nobody has one."""
    seats = seats_of_session(plan.event_session)
    count = seats.taken + seats.waiting if seats else 0
    if not count or plan.starts_at is None or plan.state == "cancelled":
        return ""
    return gettext(
        "“%(title)s” has %(people)s. In the tray it has no time: once published, visitors see “time to be announced”.",
        title=plan.title, people=ngettext("%(num)s reservation", "%(num)s reservations", count),
    )  # fmt: skip


def problem_text(problem: DomainError, event: Event) -> str:
    """Return why a session was not planned, and of one that somebody else moved also where it is now."""
    words = translate(problem)
    if isinstance(problem, StaleDraft):
        return f"{words} {_now_words(problem.plan, event)}"
    return _sentence(words)


def _sentence(words: str) -> str:
    """Return words that stand beside a field of a form as a sentence of their own."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _now_words(plan: DraftSession, event: Event) -> str:
    where = _where_and_when(plan, event)
    return gettext("It is now on %(where)s.", where=where) if where else gettext("It has no time now.")


def _where_and_when(plan: DraftSession, event: Event) -> str:
    """Return "14 October, 14:00–14:45, Room 1.05"; "" for a session without a time."""
    if plan.starts_at is None or plan.ends_at is None:
        return ""
    times = f"{clock_time(plan.starts_at, event.timezone)}–{clock_time(plan.ends_at, event.timezone)}"
    return ", ".join(filter(None, (day_month(plan.starts_at, event.timezone), times, where_text(plan))))


def _moved_words(plan: DraftSession, event: Event, conflicts: list[str]) -> str:
    """Return where a session is now, and what conflicts there."""
    where = _where_and_when(plan, event)
    if not where:
        return gettext("“%(title)s” is in the tray.", title=plan.title)
    words = [gettext("“%(title)s” is on %(where)s.", title=plan.title, where=where)]
    if conflicts:
        words.append(ngettext("%(num)s conflict or warning:", "%(num)s conflicts and warnings:", len(conflicts)))
        words += conflicts[:MAX_SHOWN_CONFLICTS]
    return " ".join(words)


def _kind(problem: DomainError) -> type[DomainError]:
    """Return the kind of problem that has a status: StalePlan is a Conflict."""
    return next((kind for kind in (Conflict, Invalid) if isinstance(problem, kind)), type(problem))


def _board(
    event: Event, *, said: str = "", ask: str = "", day: str = "", moved: DraftSession | None = None, status: int = 200
) -> Any:
    """Answer the script with the board, and a browser without one with the agenda and a message on it.

    `day` is where to look after the deed; the board keeps showing all days where it did.
    """
    asked = request.form.get("view", "")
    asked = asked if asked == "all" or not day else day
    if "HX-Request" in request.headers:
        return _block(event, asked, said=said, ask=ask, moved=moved), status
    flash(said or ask or (_moved_words(moved, event, []) if moved else ""), "ok" if status == 200 else "warn")
    return redirect(url_for(".agenda", event_slug=event.slug, day=asked or None), 303)


def _block(event: Event, asked: str, *, said: str = "", ask: str = "", moved: DraftSession | None = None) -> str:
    context = board(event, asked, current_actor().person_id, said=said, ask=ask)
    if moved is not None:
        conflicts = [
            conflict_text(conflict)
            for conflict in context["found"].conflicts
            if moved.event_session_id in conflict.sessions
        ]
        context["said"] = _moved_words(moved, event, conflicts)
    return render_block("desk/agenda.html", "board", **context)
