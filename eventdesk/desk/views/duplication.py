"""Copying an event, using a session as a template, and repeating a session on other days."""

from datetime import date
from itertools import pairwise
from typing import Any

from babel.lists import format_list
from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk import services
from eventdesk.desk.forms.events import EventCopyForm
from eventdesk.desk.forms.sessions import RepeatForm, SessionTemplateForm
from eventdesk.desk.queries.overview import counts_of_events
from eventdesk.desk.queries.sessions import session_values
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.permissions import Permission
from eventdesk.planning.labels import where_text
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.draft import draft_session
from eventdesk.programme.queries.events import all_series, event_by_slug
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.rules.duplication import address_of_copy, same_weekday_next_year, with_year
from eventdesk.programme.rules.times import days_of
from eventdesk.programme.services.duplication import EventCopy
from eventdesk.programme.services.repetition import Repetition
from eventdesk.seats.services.session_seats import seat_settings
from eventdesk.speakers import queries as speakers
from eventdesk.web.filters import clock_time, day_month, format_datetime, local
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@blueprint.route("/desk/<event_slug>/copy", methods=["GET", "POST"])
@requires(Permission.EVENT_COPY, on=event_by_slug, once=True)
def event_copy(event: Event) -> Any:
    counts = counts_of_events([event.id])[event.id]
    form = EventCopyForm(all_series(include_empty=True), _proposed(event))
    if form.validate_on_submit():
        try:
            with transaction():
                copy = services.copy_event(
                    event, **form.copy_values(), actor_id=current_actor().person_id, now=clock.now()
                )
        except DomainError as problem:
            form.show(problem)
        else:
            for sentence in _copy_messages(copy):
                flash(sentence)
            return redirect(url_for(".overview", event_slug=copy.event.slug), 303)
    page = render_template(
        "desk/event_copy.html",
        form=form,
        event=event,
        counts=counts,
        tracks=len(tracks(event.id)),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _proposed(event: Event) -> dict[str, Any]:
    """Return the defaults of the form: a year later on the same weekday, with the parts that seldom change."""
    starts_on = same_weekday_next_year(event.starts_on)
    years = event.starts_on.year, starts_on.year
    return {
        "title": with_year(event.title, *years),
        "slug": address_of_copy(event.slug, *years),
        "starts_on": starts_on,
        "series": event.series.slug if event.series else "",
        "sessions": "times",
        **dict.fromkeys(("rooms", "tracks", "texts", "links", "registration"), True),
    }


def _copy_messages(copy: EventCopy) -> list[str]:
    title = copy.event.title
    if not copy.is_new:
        return [gettext("“%(title)s” already exists as a copy. Nothing was copied again.", title=title)]
    counts = [
        ngettext("%(num)s session", "%(num)s sessions", copy.sessions),
        ngettext("%(num)s room", "%(num)s rooms", copy.rooms),
    ]
    messages = [
        gettext(
            "“%(title)s” has been created with %(counts)s. Only people with a role see it until you publish it.",
            title=title,
            counts=format_list(counts, locale=get_locale()),
        )
    ]
    if copy.unplaced:
        messages.append(
            ngettext(
                "%(num)s session is unscheduled, because the clocks change at its time on the new day.",
                "%(num)s sessions are unscheduled, because the clocks change at their times on the new day.",
                copy.unplaced,
            )
        )
    return messages


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/template", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session, once=True)
def session_template(plan: DraftSession) -> Any:
    event = plan.event_session.event
    typed = {
        **session_values(plan),
        "code": "",
        "day": "",
        "starts": "",
        "ends": "",
        "ends_next_day": False,
        "with_people": True,
    }
    current_settings = seat_settings(plan.event_session_id)
    form = SessionTemplateForm(
        event,
        rooms(event.id),
        tracks(event.id),
        typed,
        with_seats=current_settings is None or current_settings.is_simple,
    )
    if form.validate_on_submit():
        try:
            with transaction():
                event_session = services.add_session_like(
                    plan,
                    form.session_values(),
                    with_people=form.with_people.data,
                    uid=form.uid.data,
                    **form.seats_values(),
                    actor_id=current_actor().person_id,
                    now=clock.now(),
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(title)s” added.", title=event_session.title))
            return redirect(_page(event.slug, event_session.code), 303)
    page = render_template(
        "desk/session_template.html",
        form=form,
        event=event,
        plan=plan,
        people=_people(plan),
        current_settings=current_settings,
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/repeat", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session, once=True)
def session_repeat(plan: DraftSession) -> Any:
    event = plan.event_session.event
    current_day = local(plan.starts_at, event.timezone).date() if plan.starts_at else None
    days = [day for day in days_of(event.starts_on, event.ends_on) if day != current_day]
    selected = [] if request.args.get("days") == "none" else [day.isoformat() for day in days]
    form = RepeatForm(days, {"days": selected, "with_people": True})
    if form.validate_on_submit():
        try:
            with transaction():
                repetition = services.repeat_session(
                    plan.event_session,
                    form.selected_days,
                    with_people=form.with_people.data,
                    actor_id=current_actor().person_id,
                    now=clock.now(),
                )
        except DomainError as problem:
            form.show(problem)
        else:
            for sentence in _repetition_messages(plan, repetition):
                flash(sentence)
            return redirect(_page(event.slug, plan.event_session.code), 303)
    page = render_template(
        "desk/session_repeat.html",
        form=form,
        event=event,
        plan=plan,
        days=days,
        selected=selected,
        when=_when(plan),
        people=_people(plan),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _repetition_messages(plan: DraftSession, repetition: Repetition) -> list[str]:
    messages = []
    if repetition.added:
        messages.append(
            ngettext(
                "%(num)s session added: %(days)s. You can undo this on the agenda.",
                "%(num)s sessions added: %(days)s. You can undo this on the agenda.",
                len(repetition.added),
                days=_day_list([day for day, _ in repetition.added]),
            )
        )
    if repetition.known:
        days = _day_list(repetition.known)
        messages.append(gettext("The session already exists at this time on %(days)s.", days=days))
    if repetition.impossible and plan.starts_at:
        messages.append(
            gettext(
                "Not added on %(days)s, because the clocks change at %(time)s.",
                time=clock_time(plan.starts_at, plan.event_session.event.timezone),
                days=_day_list(repetition.impossible),
            )
        )
    return messages


def _day_list(days: list[date]) -> str:
    """Return "15, 16 and 17 October"; each month is named once."""
    labels = [
        str(day.day) if (day.year, day.month) == (after.year, after.month) else day_month(day)
        for day, after in pairwise(days)
    ]
    return format_list([*labels, day_month(days[-1])], locale=get_locale())


def _when(plan: DraftSession) -> str:
    """Return "14 Oct 2026, 14:00–14:45, Room 1.05"; "" for a session without a time."""
    if plan.starts_at is None or plan.ends_at is None:
        return ""
    timezone = plan.event_session.event.timezone
    times = f"{format_datetime(plan.starts_at, timezone)}–{clock_time(plan.ends_at, timezone)}"
    return ", ".join(filter(None, (times, where_text(plan))))


def _people(plan: DraftSession) -> str:
    """Return the names of the people who appear in a session, once each, or ""."""
    assignments = speakers.assignments_of_session(plan.event_session_id)
    return ", ".join(dict.fromkeys(assignment.name for assignment in assignments))


def _page(event_slug: str, session_code: str) -> str:
    return url_for(".session_edit", event_slug=event_slug, session_code=session_code)
