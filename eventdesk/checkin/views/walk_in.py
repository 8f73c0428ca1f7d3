"""Checking in a person without a seat: someone who is registered, or a new person."""

from typing import Any

from flask import redirect, render_template, request
from flask_babel import gettext

from eventdesk.checkin.forms import WalkInForm
from eventdesk.checkin.queries import check_in as check_in_queries
from eventdesk.checkin.queries.attendee_list import Attendee, attendee, registered_without_seat
from eventdesk.checkin.queries.check_in import attendee_at_session, check_in_counts
from eventdesk.checkin.services.check_in import add_walk_in
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.checkin.views.session import attendee_row, check_in_url, live_context, requested_search, session_url
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.web.guard import current_actor, requires

MAX_MATCHES = 20


@blueprint.route("/desk/<event_slug>/door/<session_code>/walk-in", methods=["GET", "POST"])
@requires(Permission.ATTENDEES_CHECK_IN, on=check_in_queries.check_in_session, once=True)
def walk_in(event_session: EventSession) -> Any:
    form, session_id = WalkInForm(), event_session.id
    if form.validate_on_submit():
        try:
            with transaction():
                result = add_walk_in(session_id, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            return redirect(check_in_url(event_session, _anchor=f"person-{result.person.code}"), 303)
    search = requested_search()
    if request.method == "GET" and not form.name.data:
        form.name.data = search
    return _walk_in_page(event_session, form, search), 422 if request.method == "POST" else 200


def _walk_in_page(event_session: EventSession, form: WalkInForm, search: str) -> str:
    seats = session_seats(event_session.id)
    is_reserved = seats is not None
    context = live_context(event_session, check_in_counts(event_session, is_reserved=is_reserved), seats)
    person = _requested_person(event_session, is_reserved=is_reserved)
    matches = (
        registered_without_seat(event_session, search, limit=MAX_MATCHES)
        if search and is_reserved and person is None
        else []
    )
    is_full = context["free"] == 0
    return render_template(
        "checkin/walk_in.html",
        **context,
        heading=_heading(person),
        form=form,
        search=search,
        # Where no reservation is needed, everyone who is registered is on the list.
        can_search=is_reserved,
        person=person,
        is_full=is_full,
        check_in_label=gettext("Check in anyway") if is_full else gettext("Check in"),
        check_in_fields={"override_capacity": "1"} if is_full else {},
        matches=[attendee_row(event_session, match)._replace(status="") for match in matches],
        walk_in_url=session_url(".walk_in", event_session),
        check_in_url=session_url(".check_in", event_session, person_code=person.code) if person else "",
    )


def _requested_person(event_session: EventSession, *, is_reserved: bool) -> Attendee | None:
    """Return the person of the event whom the address names, or None."""
    code = request.args.get("person", "")
    subject = attendee_at_session(event_session.event.slug, event_session.code, code) if code else None
    return attendee(event_session, subject.person_code, is_reserved=is_reserved) if subject else None


def _heading(person: Attendee | None) -> str:
    if person is None:
        return gettext("Add a walk-in")
    return gettext("Check in %(name)s without a seat?", name=person.name)
