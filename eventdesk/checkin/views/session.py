"""The check-in page of a session: its attendee list on a phone, and its counts."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.checkin.queries import check_in as check_in_queries
from eventdesk.checkin.queries.attendee_list import Attendee, attendee_list, waiting_attendees
from eventdesk.checkin.rules import CheckInCounts, walk_in_capacity
from eventdesk.checkin.states import AttendeeStatus
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.checkin.views.sessions import checkin_header, location_of, start_of
from eventdesk.core import clock
from eventdesk.core.pagination import Page
from eventdesk.core.text import clean_line, search_key
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.web.blocks import render_block
from eventdesk.web.filters import clock_time
from eventdesk.web.guard import requires

MAX_ROWS = 300
"""Longer lists are cut into pages and searched by the server: a phone scrolls so many rows without trouble."""
PAGE = 50
MAX_PAGES = 10_000
MAX_SEARCH = 100


class AttendeeRow(NamedTuple):
    """A person as components/checkin.html shows them."""

    id: str
    name: str
    organisation: str
    search_key: str
    status: str
    """Shown below the name; "" for people who are expected."""
    checked_in: str
    """When they were checked in, as "13:48"; "" before."""
    check_in_url: str
    """"" once checked in, and for cancelled sessions."""
    undo_url: str


class LetterGroup(NamedTuple):
    """The people of the list whose family names begin alike."""

    letter: str
    people: list[AttendeeRow]


@blueprint.get("/desk/<event_slug>/door/<session_code>/")
@requires(Permission.ATTENDEES_VIEW, on=check_in_queries.check_in_session)
def check_in_session(event_session: EventSession) -> Any:
    seats = session_seats(event_session.id)
    search = requested_search()
    only_outstanding = request.args.get("show") == "coming"
    number = min(max(request.args.get("page", 1, type=int), 1), MAX_PAGES)
    counts = check_in_queries.check_in_counts(event_session, is_reserved=seats is not None)
    # Rows that are not all on the page cannot be searched on the page.
    is_searched_here = counts.expected + counts.walk_ins <= MAX_ROWS
    size = MAX_ROWS if is_searched_here else PAGE
    listed, total = attendee_list(
        event_session,
        is_reserved=seats is not None,
        search=search,
        only_outstanding=only_outstanding,
        limit=size,
        offset=(number - 1) * size,
    )
    if number > 1 and not listed:
        return redirect(check_in_url(event_session, q=search or None), 303)
    page = Page(number, size, total)
    waiting = waiting_attendees(event_session, search=search) if page.next is None else []

    def page_url(number: int | None) -> str:
        show = "coming" if only_outstanding else None
        return check_in_url(event_session, page=number, q=search or None, show=show) if number else ""

    return render_template(
        "checkin/session.html",
        **live_context(event_session, counts, seats),
        oob=False,
        search=search,
        only_outstanding=only_outstanding,
        all_url=check_in_url(event_session),
        outstanding_url=check_in_url(event_session, show="coming"),
        total=total,
        is_searched_here=is_searched_here,
        letters=_letters(event_session, listed),
        empty_text=_empty_text(search, only_outstanding=only_outstanding),
        waiting=[attendee_row(event_session, person) for person in waiting],
        page=page.number,
        pages=page.count,
        previous_url=page_url(page.previous),
        next_url=page_url(page.next),
        walk_in_url=session_url(".walk_in", event_session, q=search or None),
        csv_url=session_url(".attendees_csv", event_session),
        print_url=session_url(".attendee_list_print", event_session),
    )


@blueprint.get("/desk/<event_slug>/door/<session_code>/counts")
@requires(Permission.ATTENDEES_VIEW, on=check_in_queries.check_in_session)
def check_in_counts(event_session: EventSession) -> Any:
    """Answer the counts of a session, or 204 when they are those that the page shows already."""
    seats = session_seats(event_session.id)
    counts = check_in_queries.check_in_counts(event_session, is_reserved=seats is not None)
    context = live_context(event_session, counts, seats)
    if request.args.get("seen") == _counts_token(counts, context["free"]):
        return "", 204
    return render_block("checkin/session.html", "live", **context, oob=True)


def live_context(event_session: EventSession, counts: CheckInCounts, seats: SessionSeats | None) -> dict[str, Any]:
    """Return what the header of the list shows, and the texts that change while people come."""
    room_seats = event_session.room.seats if event_session.room else None
    capacity = seats.capacity if seats else None
    has_started = start_of(event_session) <= clock.now()
    free = walk_in_capacity(
        counts, is_reserved=seats is not None, capacity=capacity, room_seats=room_seats, has_started=has_started
    )
    total = capacity if capacity is not None else room_seats
    return {
        "event_session": event_session,
        "is_cancelled": event_session.state == PublicationState.CANCELLED,
        "checkin_header": checkin_header(event_session.event),
        "location": location_of(event_session),
        "counts": counts,
        "expected_label": gettext("registered") if seats is None else gettext("confirmed"),
        "free": free,
        "outstanding_text": gettext(
            "%(outstanding)s of %(expected)s not checked in yet.",
            outstanding=counts.outstanding,
            expected=counts.expected,
        ),
        "free_text": _free_text(event_session, counts, total, free, has_started=has_started),
        "session_url": check_in_url(event_session),
        "counts_url": session_url(".check_in_counts", event_session, seen=_counts_token(counts, free)),
    }


def _free_text(
    event_session: EventSession, counts: CheckInCounts, seats: int | None, free: int | None, *, has_started: bool
) -> str:
    """Return how many of `seats` are free and how many people wait, in two sentences."""
    if free is None:
        return gettext("The room's capacity is not set.")
    if free:
        text = ngettext(
            "%(num)s of %(seats)s seats is free.", "%(num)s of %(seats)s seats are free.", free, seats=seats
        )
    elif counts.outstanding + counts.on_hold and not has_started:
        start = clock_time(start_of(event_session), event_session.event.timezone)
        text = gettext("All %(seats)s seats are taken or reserved until %(time)s.", seats=seats, time=start)
    else:
        text = gettext("All %(seats)s seats are taken.", seats=seats)
    waiting = ngettext("%(num)s person is waiting.", "%(num)s people are waiting.", counts.waiting)
    return " ".join((text, waiting if counts.waiting else gettext("No one is waiting.")))


def _empty_text(search: str, *, only_outstanding: bool) -> str:
    if search:
        return gettext("No matches")
    return gettext("Everyone is checked in.") if only_outstanding else gettext("No one is expected yet.")


def check_in_url(event_session: EventSession, **arguments: Any) -> str:
    """Return the address of a session's check-in page."""
    return session_url(".check_in_session", event_session, **arguments)


def session_url(endpoint: str, event_session: EventSession, **arguments: Any) -> str:
    """Return the address of an endpoint of a session."""
    return url_for(endpoint, event_slug=event_session.event.slug, session_code=event_session.code, **arguments)


def requested_search() -> str:
    """Return what the request searches for."""
    return clean_line(request.args.get("q", ""))[:MAX_SEARCH]


def _letters(event_session: EventSession, attendees: Sequence[Attendee]) -> list[LetterGroup]:
    return [
        LetterGroup(letter, [attendee_row(event_session, person) for person in people])
        for letter, people in groupby(attendees, key=_letter)
    ]


def _letter(person: Attendee) -> str:
    first = person.sort_key[:1].upper()
    return first if first.isalpha() else "#"


def attendee_row(event_session: EventSession, person: Attendee) -> AttendeeRow:
    """Return a person as a row of the list."""
    is_cancelled = event_session.state == PublicationState.CANCELLED
    is_checked_in = person.checked_in_at is not None
    endpoint = ".undo_check_in" if is_checked_in else ".check_in"
    url = "" if is_cancelled else session_url(endpoint, event_session, person_code=person.code)
    return AttendeeRow(
        id=person.code,
        name=person.name,
        organisation=person.organisation,
        search_key=search_key(f"{person.name} {person.organisation}"),
        status=_status_text(person),
        checked_in=clock_time(person.checked_in_at, event_session.event.timezone) if person.checked_in_at else "",
        check_in_url="" if is_checked_in else url,
        undo_url=url if is_checked_in else "",
    )


def _status_text(person: Attendee) -> str:
    if person.status is AttendeeStatus.WAITING:
        return gettext("Number %(number)s on the waiting list", number=person.waitlist_position)
    return gettext(person.status.label) if person.status is AttendeeStatus.WALK_IN else ""


def _counts_token(counts: CheckInCounts, free: int | None) -> str:
    """Return the counts as one word: a page that polls sends the counts that it shows."""
    shown = (counts.expected, counts.checked_in, counts.walk_ins, counts.waiting, "" if free is None else free)
    return "-".join(map(str, shown))
