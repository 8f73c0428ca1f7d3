"""Moving one session by a form, without the board."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk.forms.times import MoveForm
from eventdesk.desk.queries.sessions import session_values
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.permissions import Permission
from eventdesk.planning.labels import problem_text, unscheduled_prompt
from eventdesk.planning.queries.agenda import conflicts_of_session
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.queries.draft import draft_session
from eventdesk.programme.queries.rooms_tracks import rooms
from eventdesk.programme.services.draft import StaleDraft, schedule_session
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/move", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session)
def session_move(plan: DraftSession) -> Any:
    event_session, event = plan.event_session, plan.event_session.event
    form = MoveForm(event, rooms(event.id), {**session_values(plan), "version": plan.version})
    meanwhile, status = "", 200
    if form.validate_on_submit() and not _needs_confirmation(form, plan):
        starts_at, ends_at = form.times
        try:
            with transaction():
                schedule_session(
                    event_session,
                    version=form.seen,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    room=form.selected_room(),
                    place=form.place.data,
                    actor_id=current_actor().person_id,
                    now=clock.now(),
                )
        except StaleDraft as problem:
            # The typed values stay in the form. Submitting it again replaces what the other organiser did.
            meanwhile, status = problem_text(problem, event), 409
            form.version.data = problem.plan.version
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(title)s” moved.", title=plan.title))
            return redirect(
                url_for(
                    "planning.agenda",
                    event_slug=event.slug,
                    day=form.day.data or None,
                    _anchor=f"s-{event_session.code}",
                ),
                303,
            )
    page = render_template(
        "desk/session_move.html",
        form=form,
        event=event,
        plan=plan,
        meanwhile=meanwhile,
        conflicts=conflicts_of_session(plan),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else status


def _needs_confirmation(form: MoveForm, plan: DraftSession) -> bool:
    """Return whether the organiser must confirm first that a session with reservations loses its time."""
    if form.times != (None, None) or form.sure.data:
        return False
    question = unscheduled_prompt(plan)
    if question:
        form.sure.errors = [question]
    return bool(question)
