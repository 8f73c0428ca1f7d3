"""One deed for many registrations: a page that says how many and whom, then the deed, then what came of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import DomainError, Invalid
from eventdesk.messages.rendering import render_mail
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event
from eventdesk.reservations import queries, rules, services
from eventdesk.reservations.forms.registrations import CancelForm, DeedForm, MessageForm, MoveForm, RefuseForm
from eventdesk.reservations.models import Registration
from eventdesk.reservations.queries import Chosen
from eventdesk.reservations.table import STATES
from eventdesk.reservations.views import blueprint
from eventdesk.reservations.views.registrations import list_page
from eventdesk.reservations.views.wanted import chosen_by
from eventdesk.web.forms import Form
from eventdesk.web.guard import actor, requires
from eventdesk.web.heads import desk_head

SHOWN_FIRST = {"write": "send", "move": "do"}
"""Deeds of which a page shows what would come of them, and the button that does them then."""
NAMED = 10
"""People who are named on the page; the others are counted."""


@dataclass(frozen=True)
class Target:
    """A deed, and whom it is for."""

    event: Event
    deed: str
    chosen: Chosen
    states: dict[str, int]
    """How many of them are in which state."""
    again: list[tuple[str, str]]
    """The fields by which a form says again who was chosen."""


blueprint.add_app_template_filter(rules.filled)


def _chosen_for(event: Event, deed: str) -> Any:
    """Answer the page of a deed: what it is for, and then that it is done."""
    chosen, again = chosen_by(request.values)
    target = Target(event, deed, chosen, queries.chosen_states(event.id, chosen), again)
    if not target.states:
        flash(gettext("Tick at least one person first."), "warn")
        return redirect(url_for(".registrations", event_slug=event.slug, **_list_fields(again)), 303)
    form = _FORMS[deed](event.id)
    if not form.validate_on_submit():
        return _page(target, form)
    event_slug, step = event.slug, request.form.get("step", "")
    try:
        if deed in SHOWN_FIRST and (step != SHOWN_FIRST[deed] or form.seen.data != _mark(form)):
            return _asked(target, form, step)
        task_id = _do(target, form)
    except DomainError as problem:
        form.show(problem)
        return _page(target, form)
    if task_id is None:
        return redirect(list_page(event_slug), 303)
    return redirect(url_for(".registrations_task", event_slug=event_slug, task_id=task_id), 303)


def _view(deed: str) -> Callable[..., Any]:
    @requires(Permission.REGISTRATIONS_CHANGE, on=programme.event_by_slug)
    def selected(event: Event) -> Any:
        return _chosen_for(event, deed)

    selected.page_of_form = list_page  # type: ignore[attr-defined]
    return selected


for _deed in services.STATES_FOR:
    blueprint.add_url_rule(
        f"/desk/<event_slug>/registrations/selected/{_deed}", f"{_deed}_selected", _view(_deed), methods=["GET", "POST"]
    )


def _do(target: Target, form: Form) -> int | None:
    """Begin the deed and return its task; None where the form was sent before and did something else."""
    event_id, deed, arguments = target.event.id, target.deed, form.values("key", "test_key", "seen")
    with transaction():
        event = db.session.get_one(Event, event_id)
        ids = queries.chosen_ids(event_id, target.chosen, states=services.STATES_FOR[deed])
        return services.begin_bulk(
            event, deed, ids, arguments, key=form.key.data or "", actor_id=actor().person_id, now=clock.now()
        )


def _asked(target: Target, form: Form, step: str) -> Any:
    """Show what would come of the deed: a mail as the first of them gets it, or how many have a seat to be moved.

    It is stale where the button that does the deed was pressed for something else than what was shown.
    """
    stale = step == SHOWN_FIRST[target.deed]
    if target.deed == "move":
        look = _look(target, form)
        form.seen.data = _mark(form)
        return _page(target, form, look={**look, "stale": stale})
    people = queries.chosen_people(target.event.id, target.chosen, states=services.STATES_FOR["write"], most=1)
    if not people:
        return _page(target, form)
    texts = {"subject": form.subject.data, "text": form.text.data}
    tested = _send_test(target.event.id, people[0].id, form) if step == "test" else None
    # The link to the personal page is the person's own.
    values = {**services.message_values(target.event, people[0], texts), "ref": None}
    subject, text = render_mail("organiser_message", values)
    form.seen.data = _mark(form)
    preview = {"to": people[0].person.name, "subject": subject, "text": text, "tested": tested, "stale": stale}
    return _page(target, form, preview=preview)


def _mark(form: Form) -> str:
    """Return what a page that shows a deed carries along: what was typed when it was shown."""
    typed = sorted(form.values("key", "test_key", "seen").items())
    return sha256(repr(typed).encode()).hexdigest()[:12]


def _send_test(event_id: int, registration_id: int, form: Form) -> str:
    """Send the organiser what the first person would get; return to which address, or "" where there is none."""
    with transaction():
        event = db.session.get_one(Event, event_id)
        sample = db.session.get_one(Registration, registration_id)
        person = db.session.get_one(Person, actor().person_id)
        texts = {"subject": form.subject.data, "text": form.text.data}
        key, address = form.test_key.data or "", person.email or ""
        services.send_test(event, sample, texts, key=key, actor=person, now=clock.now())
    return address


def _look(target: Target, form: Form) -> dict[str, Any]:
    """Return how many can be moved. Raises Invalid at a session that is none."""
    titles = {session_id: title for session_id, _, title in queries.sessions_with_seats(target.event.id)}
    origin, goal = form.origin.data, form.goal.data
    for name, session_id in (("origin", origin), ("goal", goal)):
        if session_id not in titles:
            raise Invalid(name, gettext("Choose a session"))
    if origin == goal:
        raise Invalid("goal", gettext("Choose another session than the one they leave"))
    seats = queries.seats_of(goal)
    free = max(0, seats.capacity - seats.taken) if seats and seats.capacity is not None else None
    return {
        "origin": titles[origin],
        "goal": titles[goal],
        "seated": queries.seated_count(target.event.id, target.chosen, origin),
        "free": free,
    }


def _page(target: Target, form: Form, **more: Any) -> Any:
    event, deed, chosen, again = target.event, target.deed, target.chosen, target.again
    meant = services.STATES_FOR[deed]
    people = queries.chosen_people(event.id, chosen, states=meant, most=NAMED)
    # Each page has a key of its own; what was refused may be sent again with the same one.
    form.key.data = form.key.data or secrets.token_urlsafe(12)
    if deed == "write":
        form.test_key.data = secrets.token_urlsafe(12)
    single = people[0] if len(chosen.codes) == 1 and people else None
    page = render_template(
        f"reservations/registration_{'write' if deed == 'write' else 'deed'}.html",
        event=event,
        desk_head=desk_head(event),
        deed=deed,
        form=form,
        again=again,
        number=sum(count for state, count in target.states.items() if state in meant),
        others=[(count, gettext(STATES[state])) for state, count in target.states.items() if state not in meant],
        people=[one.person.name for one in people],
        unreachable=queries.unreachable_count(event.id, chosen) if deed == "write" else 0,
        places_left=_places_left(event.id) if deed == "approve" else None,
        back_url=(
            url_for(".registration", event_slug=event.slug, registration_code=single.code)
            if single
            else url_for(".registrations", event_slug=event.slug, **_list_fields(again))
        ),
        back_label=single.person.name if single else gettext("Registrations"),
        **{"preview": None, "look": None, **more},
    )  # fmt: skip
    return page, 422 if form.errors and request.method == "POST" else 200


def _list_fields(again: list[tuple[str, str]]) -> dict[str, Any]:
    """Return those of a choice's fields that the list itself is filtered by."""
    return {name: value for name, value in again if name not in ("who", "all", "newest")}


def _places_left(event_id: int) -> int | None:
    terms = queries.terms_of(event_id)
    return None if terms.places is None else terms.places - terms.taken


def _move_form(event_id: int) -> MoveForm:
    sessions = queries.sessions_with_seats(event_id)
    origin = next((session_id for session_id, code, _ in sessions if code == request.args.get("session")), 0)
    return MoveForm([(session_id, title) for session_id, _, title in sessions], data={"origin": origin})


_FORMS: dict[str, Callable[[int], Form]] = {
    "approve": lambda _event_id: DeedForm(),
    "refuse": lambda _event_id: RefuseForm(),
    "cancel": lambda _event_id: CancelForm(),
    "move": _move_form,
    "write": lambda _event_id: MessageForm(),
}
