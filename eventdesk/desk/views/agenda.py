"""The agenda: the days of an event with all sessions, what clashes, what has no time yet; moving and publishing."""

from collections import defaultdict
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk import queries
from eventdesk.desk.forms import TimesForm
from eventdesk.desk.queries import Agenda
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.words import where_words
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programme
from eventdesk.programme import services as programme_services
from eventdesk.programme.models import Event, SessionPlan
from eventdesk.programme.rules import days_of
from eventdesk.web.filters import clock_time, day_month, local, weekday
from eventdesk.web.guard import actor, requires
from eventdesk.web.heads import desk_head


@blueprint.get("/desk/<event_slug>/agenda")
@requires(Permission.PROGRAMME_EDIT, on=programme.event_by_slug)
def agenda(event: Event) -> Any:
    found = queries.agenda(event)
    numbers = {clash: number for number, clash in enumerate(found.clashes, 1)}
    by_day: dict[date, list[SessionPlan]] = defaultdict(list)
    for one in found.plans:
        if one.starts_at is not None:
            by_day[local(one.starts_at, event.timezone).date()].append(one)
    placed = [one for sessions in by_day.values() for one in sessions]
    days = sorted({*days_of(event.starts_on, event.ends_on), *by_day})
    shown = _shown_day(days, by_day)
    return render_template(
        "desk/agenda.html",
        event=event,
        days=[_day_tab(event, each, by_day.get(each, []), shown) for each in days],
        shown=shown,
        cards=[_card(event, found, one, numbers) for one in by_day.get(shown, [])],
        tray=[_card(event, found, one, numbers) for one in found.plans if one.starts_at is None],
        clashes=[_clash(event, found, clash, number) for clash, number in numbers.items()],
        clash_count=sum(not clash.is_warning for clash in found.clashes),
        warning_count=sum(clash.is_warning for clash in found.clashes),
        placed=sum(one.kind != "break" for one in placed),
        drafts=sum(one.event_session.state == "draft" for one in placed),
        desk_head=desk_head(event),
    )


def _shown_day(days: list[date], by_day: dict[date, Any]) -> date:
    """Return the day that was asked for, else the first with a session, else the first."""
    asked = request.args.get("day", "")
    return next((each for each in days if each.isoformat() == asked), next(iter(by_day), days[0]))


def _day_tab(event: Event, each: date, sessions: list[SessionPlan], shown: date) -> dict[str, Any]:
    count = sum(one.kind != "break" for one in sessions)
    return {
        "date": day_month(each),
        "weekday": f"{weekday(each)}, " + ngettext("%(num)s session", "%(num)s sessions", count),
        "url": url_for(".agenda", event_slug=event.slug, day=each.isoformat()),
        "current": each == shown,
    }


def _card(event: Event, found: Agenda, one: SessionPlan, numbers: dict[Any, int]) -> dict[str, Any]:
    """Return a session as its card takes it, with the footnotes of its clashes."""
    session_id, code = one.event_session_id, one.event_session.code
    seats = found.seats.get(session_id)
    seat_words = ""
    if seats:
        seat_words = gettext("%(taken)s of %(seats)s seats", taken=seats.taken, seats=seats.capacity)
        if seats.waiting:
            seat_words += ", " + ngettext("%(num)s waiting", "%(num)s waiting", seats.waiting)
    return {
        "code": code,
        "title": one.title,
        "url": url_for(".session_edit", event_slug=event.slug, session_code=code),
        "move_url": url_for(".session_move", event_slug=event.slug, session_code=code),
        "start": clock_time(one.starts_at, event.timezone) if one.starts_at else "",
        "end": clock_time(one.ends_at, event.timezone) if one.ends_at else "",
        "who": ", ".join(name for _, name in found.people.get(session_id, [])),
        "room": where_words(one),
        "track": {"code": one.track.letter, "name": one.track.name} if one.track else None,
        "seats": None,
        "seat_words": seat_words,
        "minutes": one.minutes,
        "running": False,
        "mine": False,
        "cancelled": one.state == "cancelled",
        "draft": one.event_session.state == "draft",
        "pause": one.kind == "break",
        "notes": [(number, clash.is_warning) for clash, number in numbers.items() if session_id in clash.sessions],
    }


def _clash(event: Event, found: Agenda, clash: Any, number: int) -> dict[str, Any]:
    """Return a clash as the list of footnotes shows it, with a way out: the move form of its last session."""
    last = next(one for one in found.plans if one.event_session_id == clash.sessions[-1])
    way_out = {
        "room": gettext("Find a free room"), "speaker": gettext("Find a free time"),
        "outside": gettext("Move it"), "seats": gettext("Find a larger room"),
    }  # fmt: skip
    return {
        "number": number,
        "is_warning": clash.is_warning,
        "subject": clash.subject,
        "message": clash.message,
        "params": clash.params,
        "way_out": way_out[clash.kind],
        "url": url_for(".session_move", event_slug=event.slug, session_code=last.event_session.code),
    }


@blueprint.route("/desk/<event_slug>/sessions/<session_code>/move", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=programme.plan_of)
def session_move(plan: SessionPlan) -> Any:
    event_session, event = plan.event_session, plan.event_session.event
    typed = queries.session_typed(plan)
    form = TimesForm(event, programme.rooms(event.id), typed)
    if form.validate_on_submit():
        starts_at, ends_at = form.times
        try:
            with transaction():
                programme_services.plan_session(
                    event_session, starts_at=starts_at, ends_at=ends_at, room=form.chosen_room(),
                    place=form.place.data, actor_id=actor().person_id, now=clock.now(),
                )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(title)s” is moved.", title=plan.title))
            return redirect(
                url_for(".agenda", event_slug=event.slug, day=form.day.data or None, _anchor=f"s-{event_session.code}"),
                303,
            )
    page = render_template(
        "desk/session_move.html", form=form, event=event, plan=plan,
        clashes=queries.agenda(event).clashes_of(event_session.id), desk_head=desk_head(event),
    )  # fmt: skip
    return page, 422 if form.errors else 200
