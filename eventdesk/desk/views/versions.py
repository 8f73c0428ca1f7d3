"""Publishing the programme: what the next version changes, its conflicts, and how many people are emailed."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, DomainError
from eventdesk.desk import services
from eventdesk.desk.forms.events import PublishForm
from eventdesk.desk.queries.publishing import people_of_changes
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.permissions import Permission
from eventdesk.planning.queries import agenda as agenda_queries
from eventdesk.planning.queries.draft_diff import draft_diff
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.rules.versions import Change, affects_attendees
from eventdesk.programme.states import DraftState, PublicationState
from eventdesk.web.changes import describe_change
from eventdesk.web.errors import translate
from eventdesk.web.filters import day_month, local, weekday
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@blueprint.route("/desk/<event_slug>/agenda/publish", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def programme_publish(event: Event) -> Any:
    form, problem_text, status = PublishForm(), "", 200
    if form.validate_on_submit():
        try:
            with transaction():
                version, notified = services.publish_programme(
                    event, note=form.note.data, seen=form.revision, actor_id=current_actor().person_id, now=clock.now()
                )
        except Conflict as problem:
            problem_text, status = translate(problem), 409
        except DomainError as problem:
            form.show(problem)
        else:
            flash(_published_text(event, version.number, notified))
            return redirect(url_for("planning.agenda", event_slug=event.slug), 303)
    return _page(event, form, problem_text), 422 if form.errors else status


def _published_text(event: Event, number: int, notified: int) -> str:
    if event.state != PublicationState.PUBLISHED:
        return gettext("Version %(number)s published.", number=number)
    return ngettext(
        "Version %(number)s published. %(num)s person will be emailed.",
        "Version %(number)s published. %(num)s people will be emailed.",
        notified,
        number=number,
    )


def _page(event: Event, form: PublishForm, problem: str) -> str:
    """Return the page with the changes as they are now."""
    agenda = agenda_queries.agenda(event)
    diff = draft_diff(event, agenda.plans)
    form.seen.data = event.draft_revision
    affected = [plan.event_session_id for plan, change in diff.changes if affects_attendees([change])]
    return render_template(
        "desk/publish.html",
        event=event,
        form=form,
        problem=problem,
        draft=diff,
        days=_by_day(event, diff.changes),
        conflicts=agenda.conflicts,
        is_event_published=event.state == PublicationState.PUBLISHED,
        recipients=len(people_of_changes(affected)) if event.state == PublicationState.PUBLISHED else 0,
        left_out=[
            {"title": plan.title, "code": plan.event_session.code}
            for plan in agenda.plans
            if plan.starts_at is None
            and plan.state == DraftState.PLANNED
            and plan.event_session.state == PublicationState.DRAFT
        ],
        desk_head=desk_head(event),
    )


def _by_day(event: Event, changes: Sequence[tuple[DraftSession, Change]]) -> list[dict[str, Any]]:
    """Return the changes by the day on which each session is planned, as the list shows them."""
    days: dict[str, list[dict[str, Any]]] = {}
    for plan, change in changes:
        title = gettext("Unscheduled")
        if plan.starts_at is not None:
            day = local(plan.starts_at, event.timezone).date()
            title = f"{weekday(day)}, {day_month(day)}"
        days.setdefault(title, []).append(
            {
                "title": change.title,
                "url": url_for(".session_edit", event_slug=event.slug, session_code=change.code),
                "words": describe_change(change.as_stored(), event.timezone),
            }
        )
    return [{"title": title, "changes": of_day} for title, of_day in days.items()]
