"""The door of a session: the list of attendees on a phone, checking in, walk-ins."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.checkin.forms import WalkInForm
from eventdesk.checkin.queries import check_in as check_in_queries
from eventdesk.checkin.queries.attendee_list import (
    Attendee,
    attendee,
    attendee_list,
    registered_without_seat,
    waiting_attendees,
)
from eventdesk.checkin.queries.check_in import AttendeeAtSession, attendee_at_session
from eventdesk.checkin.rules import CheckInCounts, walk_in_capacity
from eventdesk.checkin.services import check_in as check_in_services
from eventdesk.checkin.services.check_in import add_walk_in
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.checkin.views.sessions import door_head, location_of, start_of
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, NotAllowed
from eventdesk.core.pagination import Page
from eventdesk.core.text import clean_line, search_key
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.web.blocks import render_block
from eventdesk.web.filters import clock_time
from eventdesk.web.guard import current_actor, requires

MAX_ROWS = 300
"""Longer lists are cut into pages and searched by the server; a phone holds this many rows well."""
PAGE = 50
MAX_PAGES = 10_000
MAX_SEARCH = 100
MAX_FOUND = 20


def _page_of_row(event_slug: str, session_code: str, person_code: str) -> str:
    return url_for(
        "checkin.check_in_session", event_slug=event_slug, session_code=session_code, _anchor=f"person-{person_code}"
    )


@blueprint.get("/desk/<event_slug>/door/<session_code>/")
@requires(Permission.ATTENDEES_VIEW, on=check_in_queries.check_in_session)
def check_in_session(event_session: EventSession) -> Any:
    seats = session_seats(event_session.id)
    words = _search()
    only_to_come = request.args.get("show") == "coming"
    number = min(max(request.args.get("page", 1, type=int), 1), MAX_PAGES)
    counts = check_in_queries.check_in_counts(event_session, is_reserved=seats is not None)
    # Rows that are not all on the page cannot be searched on the page.
    searched_here = counts.expected + counts.walk_ins <= MAX_ROWS
    most = MAX_ROWS if searched_here else PAGE
    listed, total = attendee_list(
        event_session,
        is_reserved=seats is not None,
        words=words,
        only_to_come=only_to_come,
        limit=most,
        offset=(number - 1) * most,
    )
    if number > 1 and not listed:
        return redirect(_check_in_url(event_session, q=words or None), 303)
    page = Page(number, most, total)
    waiting = waiting_attendees(event_session, words=words) if page.next is None else []

    def page_url(number: int | None) -> str:
        if number is None:
            return ""
        kept = {"q": words or None, "show": "coming" if only_to_come else None}
        return _check_in_url(event_session, page=number, **kept)

    return render_template(
        "checkin/session.html",
        **live_context(event_session, counts, seats),
        oob=False,
        words=words,
        only_to_come=only_to_come,
        all_url=_check_in_url(event_session),
        to_come_url=_check_in_url(event_session, show="coming"),
        total=total,
        searched_here=searched_here,
        letters=[
            (letter, [_row(event_session, person) for person in people])
            for letter, people in groupby(listed, key=_letter)
        ],
        queue=[_row(event_session, person) for person in waiting],
        page=page.number,
        pages=page.count,
        previous_url=page_url(page.previous),
        next_url=page_url(page.next),
        walk_in_url=_url(".walk_in", event_session, q=words or None),
        csv_url=_url(".attendees_csv", event_session),
        print_url=_url(".attendee_list_print", event_session),
    )


def live_context(event_session: EventSession, counts: CheckInCounts, counted: SessionSeats | None) -> dict[str, Any]:
    """Return what the head of the list and the sentences beside it need, all that moves while people come."""
    room_seats = event_session.room.seats if event_session.room else None
    capacity = counted.capacity if counted else None
    seats = capacity if capacity is not None else room_seats
    has_started = start_of(event_session) <= clock.now()
    free = walk_in_capacity(
        counts, is_reserved=counted is not None, capacity=capacity, room_seats=room_seats, has_started=has_started
    )
    return {
        "event_session": event_session,
        "door_head": door_head(event_session.event),
        "place": location_of(event_session),
        "counts": counts,
        "first_count": gettext("registered") if counted is None else gettext("confirmed"),
        "free": free,
        "to_come_words": gettext(
            "%(to_come)s still to come of %(expected)s.", to_come=counts.to_come, expected=counts.expected
        ),
        "free_words": _free_text(event_session, counts, seats, free, has_started),
        "door_url": _check_in_url(event_session),
        "counts_url": _url(".check_in_counts", event_session, seen=_counts_token(counts, free)),
    }


def _free_text(
    event_session: EventSession, counts: CheckInCounts, seats: int | None, free: int | None, has_started: bool
) -> str:
    if free is None:
        return gettext("Nobody has said how many seats the room has.")
    if free:
        first = ngettext(
            "%(num)s of %(seats)s seats is free.", "%(num)s of %(seats)s seats are free.", free, seats=seats
        )
    elif counts.to_come + counts.promised and not has_started:
        start = clock_time(start_of(event_session), event_session.event.timezone)
        first = gettext("All %(seats)s seats are taken or kept until %(time)s.", seats=seats, time=start)
    else:
        first = gettext("All %(seats)s seats are taken.", seats=seats)
    waiting = ngettext("%(num)s person is waiting.", "%(num)s people are waiting.", counts.waiting)
    return " ".join((first, waiting if counts.waiting else gettext("Nobody is waiting.")))


def _check_in_url(event_session: EventSession, **arguments: Any) -> str:
    return _url(".check_in_session", event_session, **arguments)


def _url(endpoint: str, event_session: EventSession, **arguments: Any) -> str:
    return url_for(endpoint, event_slug=event_session.event.slug, session_code=event_session.code, **arguments)


def _search() -> str:
    return clean_line(request.args.get("q", ""))[:MAX_SEARCH]


def _letter(person: Attendee) -> str:
    first = person.sort_key[:1].upper()
    return first if first.isalpha() else "#"


def _row(event_session: EventSession, person: Attendee) -> dict[str, Any]:
    """Return a person as components/door.html draws one."""
    need = ""
    if person.standing == "walk-in":
        need = gettext("Walk-in")
    elif person.standing == "waiting":
        need = gettext("Number %(number)s on the waiting list", number=person.place_in_queue)
    is_here = person.here_at is not None
    deed = ".undo_check_in" if is_here else ".check_in"
    url = "" if event_session.state == "cancelled" else _url(deed, event_session, person_code=person.code)
    return {
        "id": person.code,
        "name": person.name,
        "organisation": person.organisation,
        "search_key": search_key(f"{person.name} {person.organisation}"),
        "need": need,
        "here": clock_time(person.here_at, event_session.event.timezone) if person.here_at else "",
        "check_in_url": "" if is_here else url,
        "undo_url": url if is_here else "",
    }


@blueprint.get("/desk/<event_slug>/door/<session_code>/counts")
@requires(Permission.ATTENDEES_VIEW, on=check_in_queries.check_in_session)
def check_in_counts(event_session: EventSession) -> Any:
    seats = session_seats(event_session.id)
    counts = check_in_queries.check_in_counts(event_session, is_reserved=seats is not None)
    moves = live_context(event_session, counts, seats)
    if request.args.get("seen") == _counts_token(counts, moves["free"]):
        return "", 204
    return render_block("checkin/session.html", "moving", **moves, oob=True)


def _counts_token(counts: CheckInCounts, free: int | None) -> str:
    """Return the counts in one word, by which a page that asks again says what it shows already."""
    return f"{counts.expected}-{counts.here}-{counts.walk_ins}-{counts.waiting}-{'' if free is None else free}"


@blueprint.post("/desk/<event_slug>/door/<session_code>/people/<person_code>/check-in")
@requires(Permission.ATTENDEES_CHECK_IN, on=attendee_at_session, return_to=_page_of_row)
def check_in(at_door: AttendeeAtSession) -> Any:
    there_is_room = request.form.get("there_is_room") == "1"
    try:
        with transaction():
            check_in_services.check_in(
                at_door.event_session, at_door.person,
                actor_id=current_actor().person_id, now=clock.now(), there_is_room=there_is_room,
            )  # fmt: skip
    except NotAllowed:
        return _redirect(_url(".walk_in", at_door.event_session, person=at_door.person.code))
    return _check_in_response(at_door)


@blueprint.post("/desk/<event_slug>/door/<session_code>/people/<person_code>/undo")
@requires(Permission.ATTENDEES_CHECK_IN, on=attendee_at_session, return_to=_page_of_row)
def undo_check_in(at_door: AttendeeAtSession) -> Any:
    with transaction():
        check_in_services.undo_check_in(
            at_door.event_session, at_door.person, actor_id=current_actor().person_id, now=clock.now()
        )
    return _check_in_response(at_door)


def _check_in_response(at_door: AttendeeAtSession) -> Any:
    """Answer a deed in a row: htmx gets the row and the counts as they are now, a plain form the page at that row."""
    event_session, person = at_door.event_session, at_door.person
    if ticket := request.args.get("ticket", ""):
        # The deed was done on the page of the person, where the code on their ticket leads.
        page = url_for("checkin.check_in_person", event_slug=event_session.event.slug, registration_code=ticket)
        return redirect(f"{page}#session-{event_session.id}", 303)
    if not _is_htmx():
        return redirect(_check_in_url(event_session, _anchor=f"person-{person.code}"), 303)
    seats = session_seats(event_session.id)
    moves = live_context(
        event_session, check_in_queries.check_in_counts(event_session, is_reserved=seats is not None), seats
    )
    row = _row(event_session, attendee(event_session, person, is_reserved=seats is not None))
    page = "checkin/session.html"
    return render_block(page, "row", person=row) + render_block(page, "moving", **moves, oob=True)


def _is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def _redirect(url: str) -> Any:
    """Lead the reader to another page, from a plain form or from htmx."""
    return ("", 200, {"HX-Redirect": url}) if _is_htmx() else redirect(url, 303)


@blueprint.route("/desk/<event_slug>/door/<session_code>/walk-in", methods=["GET", "POST"])
@requires(Permission.ATTENDEES_CHECK_IN, on=check_in_queries.check_in_session, once=True)
def walk_in(event_session: EventSession) -> Any:
    form = WalkInForm()
    if form.validate_on_submit():
        try:
            with transaction():
                noted = add_walk_in(event_session, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            return redirect(_check_in_url(event_session, _anchor=f"person-{noted.person.code}"), 303)
    words = _search()
    if request.method == "GET" and not form.name.data:
        form.name.data = words
    return _walk_in_page(event_session, form, words), 422 if request.method == "POST" else 200


def _walk_in_page(event_session: EventSession, form: WalkInForm, words: str) -> str:
    seats = session_seats(event_session.id)
    counts = check_in_queries.check_in_counts(event_session, is_reserved=seats is not None)
    code = request.args.get("person", "")
    chosen = attendee_at_session(event_session.event.slug, event_session.code, code) if code else None
    found: Sequence[Attendee] = []
    if words and seats is not None and chosen is None:
        found = registered_without_seat(event_session, words, limit=MAX_FOUND)
    return render_template(
        "checkin/walk_in.html",
        **live_context(event_session, counts, seats),
        form=form,
        words=words,
        # Where no reservation is needed, everybody who registered stands on the list.
        registered_search=seats is not None,
        person=attendee(event_session, chosen.person, is_reserved=seats is not None) if chosen else None,
        found=[_row(event_session, person) | {"need": ""} for person in found],
        walk_in_url=_url(".walk_in", event_session),
        check_in_url=_url(".check_in", event_session, person_code=chosen.person.code) if chosen else "",
    )
