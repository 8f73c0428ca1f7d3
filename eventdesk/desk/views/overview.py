"""The overview of an event: key figures and next steps; publishing, cancelling and restoring it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk import rules, services
from eventdesk.desk.queries.overview import Counts, counts_of_events
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.home import progress
from eventdesk.desk.views.labels import STEPS, location_text, state_text
from eventdesk.permissions import Permission, can
from eventdesk.planning.queries import agenda as agenda_queries
from eventdesk.planning.queries.agenda import Agenda
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
    conflicts = len(agenda.conflicts) if agenda else 0
    steps = rules.next_steps(progress(event, counts, is_over=is_over, conflicts=conflicts)) if is_organiser else []
    return render_template(
        "desk/overview.html",
        event=event,
        counts=counts,
        agenda=agenda,
        steps=[_step(step, event, counts, conflicts) for step in steps],
        figures=_figures(counts, agenda),
        place=location_text(event),
        state=state_text(event),
        desk_head=desk_head(event),
    )


def _step(step: str, event: Event, counts: Counts, conflicts: int) -> dict[str, str]:
    """Return a next step as the overview shows it: its title, where it leads ("" for nowhere), and a hint."""
    label, hint = gettext(STEPS[step]), ""
    endpoints = {
        "rooms": "programme.rooms",
        "sessions": "desk.session_new",
        "place": "planning.agenda",
        "conflicts": "planning.agenda",
        "publish_programme": "desk.programme_publish",
    }
    if step == "rooms":
        hint = gettext("You'll be warned about double bookings.")
    elif step == "sessions":
        hint = gettext("A title is enough to begin with.")
    elif step == "place":
        label = ngettext("Schedule %(num)s session", "Schedule %(num)s sessions", counts.unplaced)
        hint = gettext("Unscheduled sessions are listed beside the agenda.")
    elif step == "conflicts":
        label = ngettext("Review %(num)s conflict or warning", "Review %(num)s conflicts or warnings", conflicts)
        hint = gettext("You can publish anyway.")
    elif step == "publish_programme":
        hint = ngettext(
            "Visitors do not see %(num)s change of the draft yet.",
            "Visitors do not see %(num)s changes of the draft yet.",
            counts.changes,
        )
    elif step == "publish_event":
        hint = gettext("Until then, only people with a role see it.")
    url = url_for(endpoints[step], event_slug=event.slug) if step in endpoints else ""
    return {"label": label, "url": url, "hint": hint}


def _figures(counts: Counts, agenda: Agenda | None) -> list[dict[str, Any]]:
    """Return the key figures of an event; `agenda` is None for people who cannot edit the programme."""
    sessions = counts.published if agenda is None else counts.sessions
    figures = [{"number": sessions, "words": ngettext("session", "sessions", sessions)}]
    if agenda:
        speakers = len(_speaker_ids(agenda))
        figures.append({"number": speakers, "words": ngettext("speaker", "speakers", speakers)})
    registered = counts.registered
    figures.append({"number": registered, "words": ngettext("person registered", "people registered", registered)})
    limited = [seats for seats in agenda.seats.values() if seats.capacity is not None] if agenda else []
    if capacity := sum(seats.capacity or 0 for seats in limited):
        taken = sum(seats.taken for seats in limited)
        label = ngettext("of %(num)s seat taken", "of %(num)s seats taken", capacity)
        figures.append({"number": taken, "words": label})
    return figures


def _speaker_ids(agenda: Agenda) -> set[int]:
    return {person for plan in agenda.plans for person, _ in agenda.people.get(plan.event_session_id, ())}


@blueprint.post("/desk/<event_slug>/publish")
@requires(Permission.EVENT_EDIT, on=event_by_slug, return_to=_overview_of)
def event_publish(event: Event) -> Any:
    return _run(event, publish_event, gettext("Event published."))


@blueprint.post("/desk/<event_slug>/restore")
@requires(Permission.EVENT_EDIT, on=event_by_slug, return_to=_overview_of)
def event_restore(event: Event) -> Any:
    return _run(event, services.restore_event, gettext("The event is back on."))


def _run(event: Event, action: Callable[..., object], message: str) -> Any:
    """Publish or restore an event, and return to its overview with this message or the reason why not."""
    if Form().validate_on_submit():
        try:
            with transaction():
                action(event, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            message = translate(problem)
        flash(message)
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
            flash(
                ngettext(
                    "Event cancelled. %(num)s person will be emailed.",
                    "Event cancelled. %(num)s people will be emailed.",
                    count,
                )
            )
        return redirect(back_url, 303)
    count = counts_of_events([event.id])[event.id].registered
    ask = {
        "title": gettext("Cancel “%(name)s”?", name=event.title),
        "words": ngettext(
            "The event and its sessions stay visible, marked as cancelled, also in calendars. "
            "%(num)s registered person will be emailed.",
            "The event and its sessions stay visible, marked as cancelled, also in calendars. "
            "%(num)s registered people will be emailed.",
            count,
        ),
        "button": gettext("Cancel event"),
        "back_url": back_url,
        "back_label": gettext("Overview"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event))
