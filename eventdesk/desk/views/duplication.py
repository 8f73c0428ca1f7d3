"""Copies: an event into a new one, a session as a template for another, a session on other days too."""

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
from eventdesk.web.filters import clock_time, day_month, local
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
            for sentence in _said_of_copy(copy):
                flash(sentence)
            return redirect(url_for(".overview", event_slug=copy.event.slug), 303)
    page = render_template(
        "desk/event_copy.html", form=form, event=event, counts=counts, tracks=len(tracks(event.id)),
        desk_head=desk_head(event),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _proposed(event: Event) -> dict[str, Any]:
    """Return what the form proposes: the year raised, the same weekday, and what seldom changes from year to year."""
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


def _said_of_copy(copy: EventCopy) -> list[str]:
    title = copy.event.title
    if not copy.is_new:
        return [gettext("“%(title)s” was copied before. Nothing is copied twice.", title=title)]
    made = [
        ngettext("%(num)s session", "%(num)s sessions", copy.sessions),
        ngettext("%(num)s room", "%(num)s rooms", copy.rooms),
    ]
    said = [
        gettext("“%(title)s” is added with %(made)s. Nobody sees it before you publish it.",
                title=title, made=format_list(made, locale=get_locale()))
    ]  # fmt: skip
    if copy.unplaced:
        said.append(
            ngettext(
                "%(num)s session waits in the tray: the clocks are changed at its time on the new day.",
                "%(num)s sessions wait in the tray: the clocks are changed at their times on the new day.",
                copy.unplaced,
            )
        )
    return said


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/template", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session, once=True)
def session_template(plan: DraftSession) -> Any:
    event = plan.event_session.event
    typed = {
        **session_values(plan), "code": "", "day": "", "starts": "", "ends": "", "ends_next_day": False,
        "with_people": True,
    }  # fmt: skip
    terms = seat_settings(plan.event_session_id)
    form = SessionTemplateForm(
        event, rooms(event.id), tracks(event.id), typed, with_seats=terms is None or terms.is_simple
    )
    if form.validate_on_submit():
        try:
            with transaction():
                event_session = services.add_session_like(
                    plan, form.session_values(), with_people=form.with_people.data, uid=form.uid.data,
                    **form.seats_values(),
                    actor_id=current_actor().person_id, now=clock.now(),
                )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(title)s” is added.", title=event_session.title))
            return redirect(_page(event.slug, event_session.code), 303)
    page = render_template(
        "desk/session_template.html", form=form, event=event, plan=plan,
        people=_people(plan), terms=terms, desk_head=desk_head(event),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/repeat", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session, once=True)
def session_repeat(plan: DraftSession) -> Any:
    event = plan.event_session.event
    own = local(plan.starts_at, event.timezone).date() if plan.starts_at else None
    days = [each for each in days_of(event.starts_on, event.ends_on) if each != own]
    ticked = [] if request.args.get("days") == "none" else [each.isoformat() for each in days]
    form = RepeatForm(days, {"days": ticked, "with_people": True})
    if form.validate_on_submit():
        try:
            with transaction():
                found = services.repeat_session(
                    plan.event_session, form.chosen, with_people=form.with_people.data,
                    actor_id=current_actor().person_id, now=clock.now(),
                )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            for sentence in _said_of_repetition(plan, found):
                flash(sentence)
            return redirect(_page(event.slug, plan.event_session.code), 303)
    page = render_template(
        "desk/session_repeat.html", form=form, event=event, plan=plan, days=days, ticked=ticked,
        people=_people(plan), desk_head=desk_head(event),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _said_of_repetition(plan: DraftSession, found: Repetition) -> list[str]:
    said = []
    if found.added:
        count, days = len(found.added), _day_words([day for day, _ in found.added])
        said.append(
            ngettext("%(num)s session is added: %(days)s.", "%(num)s sessions are added: %(days)s.", count, days=days)
            + " "
            + gettext("Undo on the agenda takes this back.")
        )
    if found.known:
        days = _day_words(found.known)
        said.append(gettext("It is there already at this time: %(days)s.", days=days))
    if found.impossible and plan.starts_at:
        said.append(
            gettext(
                "Not added, since the clocks are changed at %(time)s: %(days)s.",
                time=clock_time(plan.starts_at, plan.event_session.event.timezone),
                days=_day_words(found.impossible),
            )
        )
    return said


def _day_words(days: list[date]) -> str:
    """Return "15, 16 and 17 October"; each month is named once."""
    words = [
        str(day.day) if (day.year, day.month) == (after.year, after.month) else day_month(day)
        for day, after in pairwise(days)
    ]
    return format_list([*words, day_month(days[-1])], locale=get_locale())


def _people(plan: DraftSession) -> str:
    """Return the names of who appears in a session, once each, or ""."""
    appearing = speakers.assignments_of_session(plan.event_session_id)
    return ", ".join(dict.fromkeys(one.name for one in appearing))


def _page(event_slug: str, session_code: str) -> str:
    return url_for(".session_edit", event_slug=event_slug, session_code=session_code)
