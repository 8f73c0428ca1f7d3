"""The list of an event's sessions, searched and filtered."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from eventdesk.core.pagination import Page
from eventdesk.core.text import clean_line, search_key
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.labels import draft_text, is_changed
from eventdesk.permissions import Permission
from eventdesk.planning.labels import where_text
from eventdesk.planning.queries.agenda import Agenda, agenda
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.states import DraftState, PublicationState
from eventdesk.seats.models import SessionSeats
from eventdesk.web.filters import clock_time, short_day
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head

PAGE = 100
"""Sessions on one page."""
CHANGED = "changed"
"""The filter for sessions that differ from what visitors see."""


@blueprint.get("/desk/<event_slug>/sessions/")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def sessions(event: Event) -> Any:
    schedule = agenda(event)
    query, state = clean_line(request.args.get("q", ""))[:100], request.args.get("state", "")
    terms = search_key(query).split()
    rows = [
        row
        for plan in schedule.plans
        if not state or state in (_state(plan), CHANGED if is_changed(plan) else "")
        for row in [_row(event, schedule, plan)]
        if all(term in row["search_key"] for term in terms)
    ]
    page = Page.within(len(rows), size=PAGE, number=request.args.get("page", 1, type=int))
    return render_template(
        "desk/sessions.html",
        event=event,
        rows=page.cut(rows),
        count=page.total,
        all_count=len(schedule.plans),
        query=query,
        state=state,
        states=_state_choices(),
        page=page.number,
        pages=page.count,
        previous_url=_page_url(event, query, state, page.number - 1) if page.number > 1 else "",
        next_url=_page_url(event, query, state, page.number + 1) if page.number < page.count else "",
        desk_head=desk_head(event),
    )


def _page_url(event: Event, query: str, state: str, number: int) -> str:
    return url_for(".sessions", event_slug=event.slug, q=query or None, state=state or None, page=number)


def _state_choices() -> list[tuple[str, str]]:
    """Return the choices of the filter by state: value and label."""
    changed = (CHANGED, gettext("Changed, not published"))
    draft, published, cancelled = [(state.value, gettext(state.label)) for state in PublicationState]
    return [("", gettext("All")), draft, published, changed, cancelled]


def _state(plan: DraftSession) -> PublicationState:
    """Return the state of a session in the list: as visitors see it, or cancelled if it is cancelled in the draft."""
    if plan.state == DraftState.CANCELLED:
        return PublicationState.CANCELLED
    return PublicationState(plan.event_session.state)


def _row(event: Event, schedule: Agenda, plan: DraftSession) -> dict[str, Any]:
    code = plan.event_session.code
    speakers = ", ".join(name for _, name in schedule.people.get(plan.event_session_id, []))
    return {
        "code": code,
        "title": plan.title,
        "speakers": speakers,
        "when": _when(event, plan),
        "where": where_text(plan),
        "icon": "waiting" if is_changed(plan) else _state(plan).icon,
        "state": draft_text(plan),
        **_seats(schedule.seats.get(plan.event_session_id)),
        "search_key": search_key(f"{code} {plan.title} {speakers} {where_text(plan)}"),
    }


def _when(event: Event, plan: DraftSession) -> str:
    if plan.starts_at is None or plan.ends_at is None:
        return gettext("Unscheduled")
    times = f"{clock_time(plan.starts_at, event.timezone)}–{clock_time(plan.ends_at, event.timezone)}"
    return f"{short_day(plan.starts_at, event.timezone)}, {times}"


def _seats(seats: SessionSeats | None) -> dict[str, Any]:
    """Return the seats of a session: "3/20", or "3" without a limit, and the number that the plural of "seats" depends on."""
    if seats is None:
        return {"seats": "", "seat_count": 0}
    label = str(seats.taken) if seats.capacity is None else f"{seats.taken}/{seats.capacity}"
    return {"seats": label, "seat_count": seats.taken if seats.capacity is None else seats.capacity}
