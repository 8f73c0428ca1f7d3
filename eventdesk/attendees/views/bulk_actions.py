"""One deed for many registrations: a page that says how many and whom, then the deed, then what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.attendees.forms import BulkActionForm, CancelForm, MessageForm, MoveForm, RejectForm
from eventdesk.attendees.queries.registrations import sessions_with_seats
from eventdesk.attendees.queries.selection import (
    Selection,
    seated_count,
    selected_ids,
    selected_people,
    selected_states,
    unreachable_count,
)
from eventdesk.attendees.registration_table import STATES
from eventdesk.attendees.rules import render_merge_fields
from eventdesk.attendees.services.bulk_actions import ALLOWED_STATES, message_values, send_test, start_bulk_action
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.registration_filters import parse_selection
from eventdesk.attendees.views.registrations import list_page
from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import DomainError, Invalid
from eventdesk.messages.rendering import render_mail
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head
from eventdesk.web.idempotency import new_idempotency_key

PREVIEWED = {"write": "send", "move": "do"}
"""Deeds of which a page shows what would come of them, and the button that does them then."""
MAX_NAMED = 10
"""People who are named on the page; the others are counted."""


@dataclass(frozen=True)
class BulkTarget:
    """A deed, and whom it is for."""

    event: Event
    deed: str
    chosen: Selection
    states: dict[str, int]
    """How many of them are in which state."""
    again: list[tuple[str, str]]
    """The fields by which a form says again who was chosen."""


blueprint.add_app_template_filter(render_merge_fields)


def _load_target(event: Event, deed: str) -> Any:
    """Answer the page of a deed: what it is for, and then that it is done."""
    chosen, again = parse_selection(request.values)
    target = BulkTarget(event, deed, chosen, selected_states(event.id, chosen), again)
    if not target.states:
        flash(gettext("Tick at least one person first."), "warn")
        return redirect(url_for("attendees.registrations", event_slug=event.slug, **_list_fields(again)), 303)
    form = _FORMS[deed](event.id)
    if not form.validate_on_submit():
        return _page(target, form)
    event_slug, step = event.slug, request.form.get("step", "")
    try:
        if deed in PREVIEWED and (step != PREVIEWED[deed] or form.seen.data != _mark(form)):
            return _preview(target, form, step)
        task_id = _start(target, form)
    except DomainError as problem:
        form.show(problem)
        return _page(target, form)
    return redirect(url_for("attendees.bulk_progress", event_slug=event_slug, task_id=task_id), 303)


def _view(deed: str) -> Callable[..., Any]:
    @requires(Permission.REGISTRATIONS_CHANGE, on=event_by_slug, return_to=list_page, once=True)
    def selected(event: Event) -> Any:
        return _load_target(event, deed)

    return selected


for _deed in ALLOWED_STATES:
    blueprint.add_url_rule(
        f"/desk/<event_slug>/registrations/selected/{_deed}", f"{_deed}_selected", _view(_deed), methods=["GET", "POST"]
    )


def _start(target: BulkTarget, form: Form) -> int:
    """Begin the deed and return its task."""
    event_id, deed, arguments = target.event.id, target.deed, form.values("test_key", "seen")
    with transaction():
        event = db.session.get_one(Event, event_id)
        ids = selected_ids(event_id, target.chosen, states=ALLOWED_STATES[deed])
        return start_bulk_action(event, deed, ids, arguments, actor_id=current_actor().person_id, now=clock.now())


def _preview(target: BulkTarget, form: Form, step: str) -> Any:
    """Show what would come of the deed: a mail as the first of them gets it, or how many have a seat to be moved.

    It is stale where the button that does the deed was pressed for something else than what was shown.
    """
    stale = step == PREVIEWED[target.deed]
    if target.deed == "move":
        look = _preview_move(target, form)
        form.seen.data = _mark(form)
        return _page(target, form, look={**look, "stale": stale})
    people = selected_people(target.event.id, target.chosen, states=ALLOWED_STATES["write"], most=1)
    if not people:
        return _page(target, form)
    texts = {"subject": form.subject.data, "text": form.text.data}
    tested = _send_test(target.event.id, people[0].id, form) if step == "test" else None
    # The link to the personal page is the person's own.
    values = {**message_values(target.event, people[0], texts), "ref": None}
    subject, text = render_mail("organiser_message", values)
    form.seen.data = _mark(form)
    preview = {"to": people[0].person.name, "subject": subject, "text": text, "tested": tested, "stale": stale}
    return _page(target, form, preview=preview)


def _mark(form: Form) -> str:
    """Return what a page that shows a deed carries along: what was typed when it was shown."""
    typed = sorted(form.values("test_key", "seen").items())
    return sha256(repr(typed).encode()).hexdigest()[:12]


def _send_test(event_id: int, registration_id: int, form: Form) -> str:
    """Send the organiser what the first person would get; return to which address, or "" where there is none."""
    # It answers with the page again, which the form is then sent from in earnest: its own key stays new.
    with transaction(is_of_form=False):
        event = db.session.get_one(Event, event_id)
        sample = db.session.get_one(Registration, registration_id)
        person = db.session.get_one(Person, current_actor().person_id)
        texts = {"subject": form.subject.data, "text": form.text.data}
        key, address = form.test_key.data or "", person.email or ""
        send_test(event, sample, texts, key=key, actor=person, now=clock.now())
    return address


def _preview_move(target: BulkTarget, form: Form) -> dict[str, Any]:
    """Return how many can be moved. Raises Invalid at a session that is none."""
    titles = {session_id: title for session_id, _, title in sessions_with_seats(target.event.id)}
    origin, goal = form.origin.data, form.goal.data
    for name, session_id in (("origin", origin), ("goal", goal)):
        if session_id not in titles:
            raise Invalid(name, gettext("Choose a session"))
    if origin == goal:
        raise Invalid("goal", gettext("Choose another session than the one they leave"))
    seats = session_seats(goal)
    free = max(0, seats.capacity - seats.taken) if seats and seats.capacity is not None else None
    return {
        "origin": titles[origin],
        "goal": titles[goal],
        "seated": seated_count(target.event.id, target.chosen, origin),
        "free": free,
    }


def _page(target: BulkTarget, form: Form, **more: Any) -> Any:
    event, deed, chosen, again = target.event, target.deed, target.chosen, target.again
    meant = ALLOWED_STATES[deed]
    people = selected_people(event.id, chosen, states=meant, most=MAX_NAMED)
    if deed == "write":
        form.test_key.data = new_idempotency_key()
    single = people[0] if len(chosen.codes) == 1 and people else None
    page = render_template(
        "attendees/write_message.html" if deed == "write" else "attendees/bulk_action.html",
        event=event,
        desk_head=desk_head(event),
        deed=deed,
        form=form,
        again=again,
        number=sum(count for state, count in target.states.items() if state in meant),
        others=[(count, gettext(STATES[state])) for state, count in target.states.items() if state not in meant],
        people=[one.person.name for one in people],
        unreachable=unreachable_count(event.id, chosen) if deed == "write" else 0,
        places_left=_places_left(event.id) if deed == "approve" else None,
        back_url=(
            url_for("attendees.registration", event_slug=event.slug, registration_code=single.code)
            if single
            else url_for("attendees.registrations", event_slug=event.slug, **_list_fields(again))
        ),
        back_label=single.person.name if single else gettext("Registrations"),
        **{"preview": None, "look": None, **more},
    )  # fmt: skip
    return page, 422 if form.errors and request.method == "POST" else 200


def _list_fields(again: list[tuple[str, str]]) -> dict[str, Any]:
    """Return those of a choice's fields that the list itself is filtered by."""
    return {name: value for name, value in again if name not in ("who", "all", "newest")}


def _places_left(event_id: int) -> int | None:
    terms = registration_policy(event_id)
    return None if terms.places is None else terms.places - terms.taken


def _move_form(event_id: int) -> MoveForm:
    sessions = sessions_with_seats(event_id)
    origin = next((session_id for session_id, code, _ in sessions if code == request.args.get("session")), 0)
    return MoveForm([(session_id, title) for session_id, _, title in sessions], data={"origin": origin})


_FORMS: dict[str, Callable[[int], Form]] = {
    "approve": lambda _event_id: BulkActionForm(),
    "refuse": lambda _event_id: RejectForm(),
    "cancel": lambda _event_id: CancelForm(),
    "move": _move_form,
    "write": lambda _event_id: MessageForm(),
}
