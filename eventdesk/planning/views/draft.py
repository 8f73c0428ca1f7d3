"""Planning on the grid of the agenda: moving sessions, undo and redo, and what other organisers changed meanwhile."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, DomainError, Invalid
from eventdesk.permissions import Permission
from eventdesk.planning.forms import PlaceForm
from eventdesk.planning.labels import (
    as_sentence,
    change_label,
    conflict_text,
    describe_changes,
    position_text,
    problem_text,
    unscheduled_prompt,
)
from eventdesk.planning.queries import draft_changes
from eventdesk.planning.views.blueprint import blueprint
from eventdesk.planning.views.board import ALL_DAYS, board, day_of
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import Event, Room
from eventdesk.programme.queries.draft import draft_session
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.queries.rooms_tracks import rooms
from eventdesk.programme.services.draft import lock_draft, schedule_locked
from eventdesk.programme.services.undo import UndoResult, redo_change, undo_change
from eventdesk.programme.states import DraftState
from eventdesk.web.blocks import render_block
from eventdesk.web.errors import STATUS, translate
from eventdesk.web.forms import Form, whole_number
from eventdesk.web.guard import current_actor, requires

MAX_ANNOUNCED_CONFLICTS = 2
"""How many conflicts of a session are announced after it was moved; the board shows all."""


@blueprint.post("/desk/<event_slug>/sessions/<session_code>/place")
@requires(Permission.PROGRAMME_EDIT, on=draft_session)
def session_place(draft: DraftSession) -> Any:
    """Move a session to where it was dropped, and return the board.

    Returns 409 with a question if people have seats in a session that would lose its time, and 409 or 422 with the
    reason if the session cannot be moved.
    """
    event_session, event = draft.event_session, draft.event_session.event
    form = PlaceForm()
    if not form.validate_on_submit():
        return _response(event, announcement=" ".join(as_sentence(text) for _, text in form.problems), status=422)
    if form.tray.data and not form.sure.data and (question := unscheduled_prompt(draft)):
        return _response(event, question=question, status=409)
    try:
        with transaction():
            draft = lock_draft(event_session)
            known_rooms = rooms(draft.event_id)
            schedule_locked(
                draft,
                version=form.seen,
                known_rooms=known_rooms,
                actor_id=current_actor().person_id,
                now=clock.now(),
                **form.planned(event, known_rooms, day_of(draft, event.timezone)),
            )
    except DomainError as problem:
        return _response(event, announcement=problem_text(problem, event), status=_status(problem))
    return _response(event, day=day_of(draft, event.timezone), moved=draft, known_rooms=known_rooms)


@blueprint.post("/desk/<event_slug>/agenda/undo")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def undo(event: Event) -> Any:
    return _apply_history(event, undo_change, gettext("Undone: %(change)s."))


@blueprint.post("/desk/<event_slug>/agenda/redo")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def redo(event: Event) -> Any:
    return _apply_history(event, redo_change, gettext("Redone: %(change)s."))


def _apply_history(event: Event, apply: Callable[..., UndoResult], message: str) -> Any:
    """Undo or redo a change, and return the board with the day of its session."""
    if not Form().validate_on_submit():
        return _response(event, status=422)
    try:
        with transaction():
            result = apply(event, actor_id=current_actor().person_id, now=clock.now())
    except Conflict as problem:
        return _response(event, announcement=translate(problem), status=409)
    if result.problem is not None:
        return _response(event, announcement=translate(result.problem), status=409)
    titles = draft_changes.titles_of_changes([result.change], {})
    announcement = message % {"change": change_label(result.change, titles)}
    return _response(event, announcement=announcement, day=_day_of_change(event, result.change))


def _day_of_change(event: Event, change: DraftChange) -> str:
    """Return the day on which the first session of a change is now; "" if it has none."""
    draft = draft_changes.draft_of_change(change)
    return day_of(draft, event.timezone) if draft is not None and draft.state != DraftState.REMOVED else ""


@blueprint.get("/desk/<event_slug>/agenda/changes")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def agenda_changes(event: Event) -> Any:
    """Return 204 while the draft is at the revision `since`, otherwise the board and what others changed after `step`."""
    if request.args.get("since") == str(event.draft_revision):
        return "", 204
    changes = draft_changes.changes_since(event.id, whole_number(request.args.get("step")))
    titles = draft_changes.titles_of_changes(changes, {})
    return _board_html(event, request.args.get("day", ""), announcement=describe_changes(changes, titles))


def _moved_text(draft: DraftSession, event: Event, conflicts: Sequence[str]) -> str:
    """Return where a session is now, and its conflicts there."""
    position = position_text(draft, event)
    if not position:
        return gettext("“%(title)s” is unscheduled.", title=draft.title)
    sentences = [gettext("“%(title)s” is on %(where)s.", title=draft.title, where=position)]
    if conflicts:
        sentences.append(ngettext("%(num)s conflict or warning:", "%(num)s conflicts and warnings:", len(conflicts)))
        sentences += conflicts[:MAX_ANNOUNCED_CONFLICTS]
    return " ".join(sentences)


def _status(problem: DomainError) -> int:
    """Return the status of a problem; subclasses such as StaleDraft have that of Conflict or Invalid."""
    kind = next((kind for kind in (Conflict, Invalid) if isinstance(problem, kind)), type(problem))
    return STATUS.get(kind, 422)


def _response(
    event: Event,
    *,
    announcement: str = "",
    question: str = "",
    day: str = "",
    moved: DraftSession | None = None,
    known_rooms: Sequence[Room] | None = None,
    status: int = 200,
) -> Any:
    """Return the board to the script, or lead a browser without scripts to the agenda with a message.

    `day` is the day to show afterwards, unless the board shows all days.
    """
    view = request.form.get("view", "")
    view = view if view == ALL_DAYS or not day else day
    if "HX-Request" in request.headers:
        html = _board_html(
            event, view, announcement=announcement, question=question, moved=moved, known_rooms=known_rooms
        )
        return html, status
    message = announcement or question or (_moved_text(moved, event, []) if moved else "")
    flash(message, "ok" if status == 200 else "warn")
    return redirect(url_for("planning.agenda", event_slug=event.slug, day=view or None), 303)


def _board_html(
    event: Event,
    view: str,
    *,
    announcement: str = "",
    question: str = "",
    moved: DraftSession | None = None,
    known_rooms: Sequence[Room] | None = None,
) -> str:
    context = board(
        event, view, current_actor().person_id, announcement=announcement, question=question, rooms=known_rooms
    )
    if moved is not None:
        conflicts = [
            conflict_text(conflict)
            for conflict in context["all_conflicts"]
            if moved.event_session_id in conflict.sessions
        ]
        context["announcement"] = _moved_text(moved, event, conflicts)
    return render_block("planning/agenda.html", "board", **context)
