"""The organisers' pages of seats: the settings of each session, and the people of one session."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.pagination import Page
from eventdesk.core.text import clean_line, search_key
from eventdesk.permissions import Permission
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.seats.forms import DecisionForm, PositionForm
from eventdesk.seats.labels import ACCESS_LABELS, PEOPLE_GROUPS, confirm_removal
from eventdesk.seats.queries import seat_admin as seating
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.seats.queries.seat_admin import OrganiserReservation, SessionSeatsRow
from eventdesk.seats.services.decide_requests import DecisionResult, approve_requests, reject_requests
from eventdesk.seats.services.organiser import invite_to_session
from eventdesk.seats.services.release import remove_reservation
from eventdesk.seats.services.reserve import add_attendee
from eventdesk.seats.services.session_seats import seat_settings
from eventdesk.seats.services.waitlist import move_in_waitlist
from eventdesk.seats.views.blueprint import blueprint
from eventdesk.web.errors import translate
from eventdesk.web.filters import clock_time, short_day
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head

PAGE = 50
SESSIONS_ON_PAGE = 100
MAX_RESULTS = 20
MAX_SEARCH = 100
MAX_WITHOUT_SEARCH = 10
"""People that the page of a session shows without a search field."""


def _page_of_form(event_slug: str, session_code: str, **_: str) -> str:
    return url_for("seats.seat_admin_session", event_slug=event_slug, session_code=session_code)


@blueprint.get("/desk/<event_slug>/seats/")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def seat_admin(event: Event) -> Any:
    rows = seating.seat_rows(event)
    query, kind, people = _query("q"), request.args.get("kind", ""), request.args.get("people", "")
    terms = search_key(query).split()
    selected = [
        row
        for row in rows
        if (not kind or _kind(row) == kind)
        and _has(row, people)
        and all(word in search_key(f"{row.plan.title} {row.plan.event_session.code}") for word in terms)
    ]
    page = Page.within(len(selected), size=SESSIONS_ON_PAGE, number=request.args.get("page", 1, type=int))

    def url(number: int | None) -> str:
        if number is None:
            return ""
        filters: dict[str, Any] = {"q": query or None, "kind": kind or None, "people": people or None}
        return url_for("seats.seat_admin", event_slug=event.slug, page=number, **filters)

    return render_template(
        "seats/seat_admin.html", event=event, desk_head=desk_head(event), query=query, kind=kind, people=people,
        rows=[(row, ACCESS_LABELS[_kind(row)], _when(row.plan, event.timezone)) for row in page.cut(selected)],
        kind_choices=[(name, gettext(label)) for name, label in ACCESS_LABELS.items()],
        count=page.total, all_count=len(rows), page=page.number, pages=page.count,
        previous_url=url(page.previous), next_url=url(page.next),
    )  # fmt: skip


def _kind(row: SessionSeatsRow) -> str:
    """Return how a session assigns its seats: a key of `ACCESS_LABELS`."""
    if row.seats is None:
        return "none"
    if row.seats.access != "anyone":
        return row.seats.access
    return "open" if row.seats.capacity is None else "limited"


def _has(row: SessionSeatsRow, people: str) -> bool:
    """Return whether a session matches the filter `people`."""
    seats = row.seats
    return {
        "asked": row.requested > 0,
        "waiting": seats is not None and seats.waiting > 0,
        "offered": row.offered > 0,
        "free": seats is not None and (seats.capacity is None or seats.taken < seats.capacity),
        "full": seats is not None and seats.capacity is not None and seats.taken >= seats.capacity,
    }.get(people, True)


def _when(plan: DraftSession, timezone: str) -> str:
    if plan.starts_at is None:
        return ""
    return f"{short_day(plan.starts_at, timezone)}, {clock_time(plan.starts_at, timezone)}"


def _query(name: str) -> str:
    return clean_line(request.args.get(name, ""))[:MAX_SEARCH]


@blueprint.get("/desk/<event_slug>/seats/<session_code>/")
@requires(Permission.REGISTRATIONS_CHANGE, on=seating.draft_session_with_seats)
def seat_admin_session(plan: DraftSession) -> Any:
    return _session_page(plan, DecisionForm(formdata=None), request.args.get("show", ""))


def _session_page(plan: DraftSession, form: DecisionForm, show: str, ticked: tuple[str, ...] = ()) -> str:
    event_session, event = plan.event_session, plan.event_session.event
    counts = seating.counts_by_state(event_session.id)
    numbers = {name: sum(counts.get(state, 0) for state in group.states) for name, group in PEOPLE_GROUPS.items()}
    if show not in PEOPLE_GROUPS:
        show = next((name for name in ("asked", "waiting", "seats", "invited") if numbers[name]), "seats")
    query = _query("q")
    page = Page.within(numbers[show], size=PAGE, number=request.args.get("page", 1, type=int))
    people, total = seating.reservations_in(
        event_session, PEOPLE_GROUPS[show].states, query=query, limit=PAGE, offset=page.offset
    )
    page = replace(page, total=total)

    def url(number: int | None) -> str:
        return _page(plan, show=show, q=query or None, page=number) if number else ""

    return render_template(
        "seats/session.html", event=event, plan=plan, event_session=event_session,
        desk_head=desk_head(event), when=_when(plan, event.timezone), settings=seat_settings(event_session.id),
        seats=session_seats(event_session.id), form=form, ticked=ticked, show=show, group=PEOPLE_GROUPS[show],
        people=people, can_search=numbers[show] > MAX_WITHOUT_SEARCH or bool(query),
        conflicts=seating.blocked_people(event_session, people) if show == "waiting" else {},
        views=[
            {"label": f"{label} {numbers[name]}", "url": _page(plan, show=name), "current": name == show}
            for name, label in ((name, gettext(group.label)) for name, group in PEOPLE_GROUPS.items())
            if numbers[name] or name in ("seats", show)
        ],
        query=query, total=total, page=page.number, pages=page.count,
        previous_url=url(page.previous), next_url=url(page.next),
    )  # fmt: skip


def _page(plan: DraftSession, **arguments: Any) -> str:
    address: dict[str, Any] = {"event_slug": plan.event_session.event.slug, "session_code": plan.event_session.code}
    return url_for("seats.seat_admin_session", **address, **arguments)


@blueprint.post("/desk/<event_slug>/seats/<session_code>/asked")
@requires(Permission.REGISTRATIONS_CHANGE, on=seating.draft_session_with_seats, return_to=_page_of_form)
def seats_decide_requests(plan: DraftSession) -> Any:
    """Approve or reject the selected requests for a seat."""
    form, codes = DecisionForm(), tuple(request.form.getlist("who"))
    is_refusal = request.form.get("action") == "refuse"
    if form.validate_on_submit() and not codes:
        form.form_errors.append(
            gettext("Select the people to reject") if is_refusal
            else gettext("Select the people to approve")
        )  # fmt: skip
    elif form.validate_on_submit():
        named: dict[str, Any] = {"actor_id": current_actor().person_id, "now": clock.now()}
        try:
            with transaction():
                if is_refusal:
                    number = reject_requests(plan.event_session, codes, form.reason.data or "", **named)
                else:
                    decided = approve_requests(plan.event_session, codes, **named)
        except DomainError as problem:
            form.show(problem)
        else:
            if is_refusal:
                _flash_rejected(number)
            else:
                _flash_approved(decided)
            return redirect(_page(plan), 303)
    return _session_page(plan, form, "asked", codes), 422


def _flash_approved(decided: DecisionResult) -> None:
    if decided.seated:
        flash(ngettext("%(num)s person now has a seat and was emailed.", "%(num)s people now have a seat and were emailed.",
                       decided.seated), "ok")  # fmt: skip
    if decided.waiting:
        flash(ngettext("All seats are taken. %(num)s person joined the waiting list and was emailed.",
                       "All seats are taken. %(num)s people joined the waiting list and were emailed.",
                       decided.waiting), "note")  # fmt: skip
    if decided.without:
        flash(ngettext("All seats are taken. %(num)s request is still open.",
                       "All seats are taken. %(num)s requests are still open.", decided.without), "warn")  # fmt: skip
    if decided == DecisionResult():
        flash(gettext("These requests are no longer open."), "note")


def _flash_rejected(number: int) -> None:
    message = ngettext("%(num)s request was rejected. The person was emailed your reason.",
                     "%(num)s requests were rejected. The people were emailed your reason.", number)  # fmt: skip
    flash(message if number else gettext("These requests are no longer open."), "ok" if number else "note")


@blueprint.route("/desk/<event_slug>/seats/<session_code>/people/<reservation_code>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=seating.organiser_reservation)
def seat_remove(subject: OrganiserReservation) -> Any:
    """End a person's reservation, after a question."""
    plan, reservation, name = subject.plan, subject.reservation, subject.reservation.person.name
    event_session, form = plan.event_session, Form()
    if form.validate_on_submit():
        try:
            with transaction():
                remove_reservation(reservation, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "bad")
        else:
            flash(gettext("%(name)s was removed from this session and emailed.", name=name), "ok")
        return redirect(_page(plan), 303)
    ask = {**confirm_removal(reservation), "back_url": _page(plan), "back_label": plan.title}
    return render_template(
        "layouts/confirm.html", form=form, ask=ask, tab="seats", desk_head=desk_head(event_session.event)
    )


@blueprint.route("/desk/<event_slug>/seats/<session_code>/people/<reservation_code>/move", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=seating.organiser_reservation)
def seat_move(subject: OrganiserReservation) -> Any:
    """Move a person on the waiting list to another position, with a reason."""
    plan, reservation = subject.plan, subject.reservation
    waiting, total = seating.reservations_in(plan.event_session, ("waiting",))
    before = next((row.position for row in waiting if row.code == reservation.code), 0)
    if not before:
        flash(gettext("This person is no longer on the waiting list."), "warn")
        return redirect(_page(plan), 303)
    form = PositionForm(total)
    if form.validate_on_submit():
        position = form.position.data
        try:
            with transaction():
                move_in_waitlist(
                    plan.event_session, reservation.id, position, reason=form.reason.data,
                    actor_id=current_actor().person_id, now=clock.now(),
                )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("%(name)s moved from number %(before)s to number %(after)s.",
                          name=reservation.person.name, before=before, after=position), "ok")  # fmt: skip
            return redirect(_page(plan, show="waiting"), 303)
    page = render_template(
        "seats/move_in_waitlist.html", event=plan.event_session.event, plan=plan, form=form, total=total,
        name=reservation.person.name, before=before, ahead=waiting[:10], back_url=_page(plan, show="waiting"),
        desk_head=desk_head(plan.event_session.event),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/seats/<session_code>/add", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=seating.draft_session_with_seats, once=True)
def seats_add_attendee(plan: DraftSession) -> Any:
    """Find a registered person, and assign them a seat or invite them."""
    event_session, form = plan.event_session, Form()
    if form.validate_on_submit():
        person = seating.registered_person(plan.event_id, request.form.get("person", ""))
        if person is None:
            form.form_errors.append(gettext("This person is not registered for the event."))
        else:
            named: dict[str, Any] = {"actor_id": current_actor().person_id, "now": clock.now()}
            try:
                with transaction():
                    if request.form.get("action") == "invite":
                        got = invite_to_session(event_session, person.id, **named).state
                    else:
                        got = add_attendee(event_session.id, person.id, **named).state
            except DomainError as problem:
                form.show(problem)
            else:
                messages = {
                    "confirmed": gettext("%(name)s has a seat.", name=person.name),
                    "invited": gettext("%(name)s is invited and was emailed.", name=person.name),
                }
                flash(
                    messages.get(got, gettext("%(name)s already has a reservation in this session.", name=person.name)),
                    "ok",
                )
                return redirect(_page(plan, show={"confirmed": "seats"}.get(got, "")), 303)
    query = _query("q")
    page = render_template(
        "seats/add_attendee.html", event=event_session.event, plan=plan, form=form, query=query,
        people=seating.registered_people(event_session, query, limit=MAX_RESULTS) if query else [],
        limit=MAX_RESULTS, back_url=_page(plan), desk_head=desk_head(event_session.event),
        seats=session_seats(event_session.id),
    )  # fmt: skip
    return page, 422 if form.errors else 200
