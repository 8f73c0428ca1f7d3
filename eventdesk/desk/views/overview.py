"""The overview of an event: how far it is, what to do next; publishing and cancelling it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk import rules, services
from eventdesk.desk.queries import agenda as agenda_queries
from eventdesk.desk.queries.agenda import Agenda
from eventdesk.desk.queries.overview import counts_of_events
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.home import progress
from eventdesk.desk.views.labels import location_text, state_text
from eventdesk.permissions import Permission, can
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.services.events import publish_event
from eventdesk.web.errors import translate
from eventdesk.web.filters import local
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


def _overview_of(event_slug: str, **_: str) -> str:
    return url_for(".overview", event_slug=event_slug)


@blueprint.get("/desk/<event_slug>/")
@requires(Permission.DESK_VIEW, on=event_by_slug)
def overview(event: Event) -> Any:
    counts = counts_of_events([event.id])[event.id]
    is_over = event.ends_on < local(clock.now(), event.timezone).date()
    is_organiser = can(current_actor(), Permission.PROGRAMME_EDIT, event)
    agenda = agenda_queries.agenda(event) if is_organiser else None
    found = agenda.conflicts if agenda else []
    steps = rules.next_steps(progress(event, counts, is_over=is_over, conflicts=len(found))) if is_organiser else []
    return render_template(
        "desk/overview.html",
        event=event,
        counts=counts,
        agenda=agenda,
        steps=steps,
        conflict_count=len(found),
        seats=sum(seats.capacity or 0 for seats in agenda.seats.values()) if agenda else 0,
        taken=sum(seats.taken for seats in agenda.seats.values() if seats.capacity is not None) if agenda else 0,
        speakers=len(_who_appears(agenda)) if agenda else 0,
        place=location_text(event),
        state=state_text(event),
        desk_head=desk_head(event),
    )


def _who_appears(agenda: Agenda) -> set[int]:
    """Return the ids of who appears in what is planned."""
    return {person for plan in agenda.plans for person, _ in agenda.people.get(plan.event_session_id, ())}


@blueprint.post("/desk/<event_slug>/publish")
@requires(Permission.EVENT_EDIT, on=event_by_slug, return_to=_overview_of)
def event_publish(event: Event) -> Any:
    return _done(event, publish_event, gettext("The event is published."))


@blueprint.post("/desk/<event_slug>/restore")
@requires(Permission.EVENT_EDIT, on=event_by_slug, return_to=_overview_of)
def event_restore(event: Event) -> Any:
    return _done(event, services.restore_event, gettext("The event takes place after all."))


def _done(event: Event, deed: Any, words: str) -> Any:
    if Form().validate_on_submit():
        try:
            with transaction():
                deed(event, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            words = translate(problem)
        flash(words)
    return redirect(url_for(".overview", event_slug=event.slug), 303)


@blueprint.route("/desk/<event_slug>/cancel", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT, on=event_by_slug)
def event_cancel(event: Event) -> Any:
    form, back_url = Form(), url_for(".overview", event_slug=event.slug)
    if form.validate_on_submit():
        try:
            with transaction():
                count = services.cancel_event(event, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem))
        else:
            told = ngettext("%(num)s person is told by mail.", "%(num)s people are told by mail.", count)
            flash(gettext("The event is cancelled.") + f" {told}")
        return redirect(back_url, 303)
    count = counts_of_events([event.id])[event.id].registered
    ask = {
        "title": gettext("Cancel “%(name)s”?", name=event.title),
        "words": " ".join(
            (
                gettext("It stays to be seen, as cancelled, with all its sessions. Calendars strike them out."),
                ngettext(
                    "%(num)s person is registered and gets a mail.",
                    "%(num)s people are registered and get a mail.",
                    count,
                ),
            )
        ),
        "button": gettext("Cancel the event"),
        "back_url": back_url,
        "back_label": gettext("Overview"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event))
