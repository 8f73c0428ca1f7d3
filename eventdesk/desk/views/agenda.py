"""The agenda: the days of an event with all sessions, what clashes, what has no time yet; and the form that moves one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk import queries
from eventdesk.desk.forms import MoveForm
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.board import board
from eventdesk.desk.views.planning import problem_words, tray_question
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programme
from eventdesk.programme import services as programme_services
from eventdesk.programme.models import Event, SessionPlan
from eventdesk.web.guard import actor, requires
from eventdesk.web.heads import desk_head


@blueprint.get("/desk/<event_slug>/agenda")
@requires(Permission.PROGRAMME_EDIT, on=programme.event_by_slug)
def agenda(event: Event) -> Any:
    return render_template(
        "desk/agenda.html",
        **board(event, request.args.get("day", ""), actor().person_id),
        words=_words(),
        desk_head=desk_head(event),
    )


def _words() -> dict[str, str]:
    """Return what the script says, with places for what it fills in."""
    return {
        "picked_up": gettext("“%(title)s” is picked up. Arrow keys move it, Enter drops it, Escape puts it back."),
        "position": gettext("“%(title)s”: %(where)s"),
        "when": gettext("%(day)s, %(start)s–%(end)s"),
        "free": gettext("Free"),
        "taken": gettext("Taken by “%(title)s”"),
        "cancelled": gettext("“%(title)s” is put back."),
        "tray": gettext("Not placed"),
        "failed": gettext("Nothing was moved: no answer came. Look at your connection and try again."),
        "signed_out": gettext("Nothing was moved: you are not signed in any more. Load the page again."),
        "room_fixed": gettext("A break or plenary stays in its place and moves only in time."),
    }


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/move", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=programme.plan_of)
def session_move(plan: SessionPlan) -> Any:
    event_session, event = plan.event_session, plan.event_session.event
    form = MoveForm(event, programme.rooms(event.id), {**queries.session_typed(plan), "version": plan.version})
    meanwhile, status = "", 200
    if form.validate_on_submit() and not _asks(form, plan):
        starts_at, ends_at = form.times
        try:
            with transaction():
                programme_services.plan_session(
                    event_session, version=form.seen, starts_at=starts_at, ends_at=ends_at, room=form.chosen_room(),
                    place=form.place.data, actor_id=actor().person_id, now=clock.now(),
                )  # fmt: skip
        except programme_services.StalePlan as problem:
            # What was typed stays, and goes through when it is sent again: it is known by now what it replaces.
            meanwhile, status = problem_words(problem, event), 409
            form.version.data = problem.plan.version
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(title)s” is moved.", title=plan.title))
            return redirect(
                url_for(".agenda", event_slug=event.slug, day=form.day.data or None, _anchor=f"s-{event_session.code}"),
                303,
            )
    page = render_template(
        "desk/session_move.html", form=form, event=event, plan=plan, meanwhile=meanwhile,
        clashes=queries.clashes_of_session(plan), desk_head=desk_head(event),
    )  # fmt: skip
    return page, 422 if form.errors else status


def _asks(form: MoveForm, plan: SessionPlan) -> bool:
    """Return whether something must be answered first: people have seats in what would lose its time."""
    if form.times != (None, None) or form.sure.data:
        return False
    question = tray_question(plan)
    if question:
        form.sure.errors = [question]
    return bool(question)
