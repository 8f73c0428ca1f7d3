"""Bulk actions: a page that shows whom an action applies to, its preview, and its start."""

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
from eventdesk.attendees.rules import ALLOWED_STATES, BulkAction, render_merge_fields
from eventdesk.attendees.services.bulk_actions import SAME_SESSION, message_values, send_test, start_bulk_action
from eventdesk.attendees.views import bulk_texts
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.bulk_texts import submit_button
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
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head
from eventdesk.web.idempotency import new_idempotency_key

PREVIEWED = {BulkAction.MESSAGE: "send", BulkAction.MOVE: "do"}
"""The actions with a preview, and the step of the form that does them after it."""
MAX_NAMED = 10
"""People whose names are shown; further ones are counted."""
FIELDS = {
    BulkAction.REJECT: ("reason",),
    BulkAction.CANCEL: ("reason",),
    BulkAction.MOVE: ("source", "target"),
}
"""The fields of each action's form."""


@dataclass(frozen=True)
class BulkTarget:
    """An action and the registrations that are selected for it."""

    event: Event
    action: BulkAction
    selection: Selection
    states: dict[str, int]
    """How many selected registrations there are in each state."""
    query: list[tuple[str, str]]
    """The form fields that select them again."""

    @property
    def number(self) -> int:
        """How many registrations the action applies to."""
        allowed = ALLOWED_STATES[self.action]
        return sum(count for state, count in self.states.items() if state in allowed)

    @property
    def other_states(self) -> list[tuple[int, str]]:
        """The number and the label of each state that the action does not apply to."""
        allowed = ALLOWED_STATES[self.action]
        return [(count, RegistrationState(state).label) for state, count in self.states.items() if state not in allowed]


blueprint.add_app_template_filter(render_merge_fields)


def _handle(event: Event, action: BulkAction) -> Any:
    """Answer the page of an action, its preview or, once it is started, its progress."""
    selection, query = parse_selection(request.values)
    target = BulkTarget(event, action, selection, selected_states(event.id, selection), query)
    if not target.states:
        flash(gettext("Select at least one person first."), "warn")
        return redirect(url_for("attendees.registrations", event_slug=event.slug, **_list_query(query)), 303)
    form = _FORMS[action](event.id)
    if not form.validate_on_submit():
        return _page(target, form)
    event_slug, step = event.slug, request.form.get("step", "")
    try:
        if action in PREVIEWED and (step != PREVIEWED[action] or form.preview_token.data != _preview_token(form)):
            return _preview(target, form, step)
        task_id = _start(target, form)
    except DomainError as problem:
        form.show(problem)
        return _page(target, form)
    return redirect(url_for("attendees.bulk_progress", event_slug=event_slug, task_id=task_id), 303)


def _view(action: BulkAction) -> Callable[..., Any]:
    @requires(Permission.REGISTRATIONS_CHANGE, on=event_by_slug, return_to=list_page, once=True)
    def selected(event: Event) -> Any:
        return _handle(event, action)

    return selected


for _action in BulkAction:
    blueprint.add_url_rule(
        f"/desk/<event_slug>/registrations/selected/{_action}",
        f"{_action}_selected",
        _view(_action),
        methods=["GET", "POST"],
    )


def _start(target: BulkTarget, form: Form) -> int:
    """Start the action and return the id of its job."""
    event_id, action, arguments = target.event.id, target.action, form.values("test_key", "preview_token")
    with transaction():
        event = db.session.get_one(Event, event_id)
        ids = selected_ids(event_id, target.selection, states=ALLOWED_STATES[action])
        return start_bulk_action(event, action, ids, arguments, actor_id=current_actor().person_id, now=clock.now())


def _preview(target: BulkTarget, form: Form, step: str) -> Any:
    """Answer the page with a preview: of the first recipient's email, or of how many people have a seat to move.

    The preview is stale if the form was changed after it and then sent with the button that does the action.
    """
    is_stale = step == PREVIEWED[target.action]
    if target.action is BulkAction.MOVE:
        preview = {**_move_preview(target, form), "is_stale": is_stale}
        form.preview_token.data = _preview_token(form)
        return _page(target, form, preview)
    people = selected_people(target.event.id, target.selection, states=ALLOWED_STATES[target.action], limit=1)
    if not people:
        return _page(target, form)
    message = {"subject": form.subject.data, "text": form.text.data}
    tested = _send_test(target.event.id, people[0].id, form) if step == "test" else None
    # The link to the participant's page is for them alone.
    values = {**message_values(target.event, people[0], message), "ref": None}
    subject, text = render_mail("organiser_message", values)
    form.preview_token.data = _preview_token(form)
    recipient = people[0].person.name
    return _page(
        target,
        form,
        {"recipient": recipient, "subject": subject, "text": text, "tested": tested, "is_stale": is_stale},
    )


def _preview_token(form: Form) -> str:
    """Return a token of what the form contains: the page sends back the one of its preview."""
    values = sorted(form.values("test_key", "preview_token").items())
    return sha256(repr(values).encode()).hexdigest()[:12]


def _send_test(event_id: int, registration_id: int, form: Form) -> str:
    """Send the organiser the first recipient's email; return their address, or "" if they have none."""
    # The page is answered again and its form sent later: the idempotency key of the form must stay unused.
    with transaction(is_of_form=False):
        event = db.session.get_one(Event, event_id)
        sample = db.session.get_one(Registration, registration_id)
        person = db.session.get_one(Person, current_actor().person_id)
        message = {"subject": form.subject.data, "text": form.text.data}
        key, address = form.test_key.data or "", person.email or ""
        send_test(event, sample, message, key=key, actor=person, now=clock.now())
    return address


def _move_preview(target: BulkTarget, form: Form) -> dict[str, Any]:
    """Return how many people can be moved. Raises Invalid at a session that cannot be used."""
    titles = {session_id: title for session_id, _, title in sessions_with_seats(target.event.id)}
    source_id, target_id = form.source.data, form.target.data
    for name, session_id in (("source", source_id), ("target", target_id)):
        if session_id not in titles:
            raise Invalid(name, gettext("Choose a session"))
    if source_id == target_id:
        raise Invalid("target", gettext(SAME_SESSION))
    seats = session_seats(target_id)
    free = max(0, seats.capacity - seats.taken) if seats and seats.capacity is not None else None
    return {
        "source": titles[source_id],
        "target": titles[target_id],
        "seated": seated_count(target.event.id, target.selection, source_id),
        "free": free,
    }


def _page(target: BulkTarget, form: Form, preview: dict[str, Any] | None = None) -> Any:
    event, action, number = target.event, target.action, target.number
    people = selected_people(event.id, target.selection, states=ALLOWED_STATES[action], limit=MAX_NAMED)
    back_url, back_label = _back_link(target, people[0] if people else None)
    page = render_template(
        "attendees/write_message.html" if action is BulkAction.MESSAGE else "attendees/bulk_action.html",
        event=event,
        desk_head=desk_head(event),
        title=gettext(bulk_texts.TITLES[action]),
        empty_title=gettext(bulk_texts.EMPTY_TITLES[action]),
        form=form,
        query=target.query,
        number=number,
        more=number - len(people) if people else 0,
        others_text=bulk_texts.selected_states_text(target.other_states),
        people=[registration.person.name for registration in people],
        back_url=back_url,
        back_label=back_label,
        # Beside the button "Cancel registrations" a link "Cancel" could mean either.
        dismiss_label=gettext("Back") if action is BulkAction.CANCEL else gettext("Cancel"),
        preview=preview,
        **(
            _message_context(target, form, preview)
            if action is BulkAction.MESSAGE
            else _action_context(target, preview)
        ),
    )
    return page, 422 if form.errors and request.method == "POST" else 200


def _message_context(target: BulkTarget, form: Form, preview: dict[str, Any] | None) -> dict[str, Any]:
    form.test_key.data = new_idempotency_key()
    return {
        "unreachable": unreachable_count(target.event.id, target.selection),
        "notices": bulk_texts.message_notices(preview),
        "has_page_link": "{page}" in (form.text.data or ""),
        "preview_label": gettext("Update preview") if preview else gettext("Preview"),
    }


def _action_context(target: BulkTarget, preview: dict[str, Any] | None) -> dict[str, Any]:
    action, notices = target.action, []
    if action is BulkAction.APPROVE:
        notices = bulk_texts.approval_notices(target.number, _places_left(target.event.id))
    elif preview:
        notices = bulk_texts.move_notices(preview)
    is_move = action is BulkAction.MOVE
    return {
        "description": "" if preview else gettext(bulk_texts.DESCRIPTIONS[action]),
        "notices": notices,
        "fields": FIELDS.get(action, ()),
        "buttons": bulk_texts.move_buttons(preview) if is_move else [submit_button(action, target.number)],
    }


def _back_link(target: BulkTarget, first: Registration | None) -> tuple[str, str]:
    """Return the page of the single selected registration, or the list as it was filtered, and its label."""
    slug = target.event.slug
    if first is not None and len(target.selection.codes) == 1:
        url = url_for("attendees.registration", event_slug=slug, registration_code=first.code)
        return url, first.person.name
    url = url_for("attendees.registrations", event_slug=slug, **_list_query(target.query))
    return url, gettext("Registrations")


def _list_query(query: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the fields of a selection that filter the list."""
    return {name: value for name, value in query if name not in ("who", "all", "newest")}


def _places_left(event_id: int) -> int | None:
    policy = registration_policy(event_id)
    return None if policy.places is None else policy.places - policy.taken


def _move_form(event_id: int) -> MoveForm:
    sessions = sessions_with_seats(event_id)
    source = next((session_id for session_id, code, _ in sessions if code == request.args.get("session")), 0)
    return MoveForm([(session_id, title) for session_id, _, title in sessions], data={"source": source})


_FORMS: dict[BulkAction, Callable[[int], Form]] = {
    BulkAction.APPROVE: lambda _event_id: BulkActionForm(),
    BulkAction.REJECT: lambda _event_id: RejectForm(),
    BulkAction.CANCEL: lambda _event_id: CancelForm(),
    BulkAction.MOVE: _move_form,
    BulkAction.MESSAGE: lambda _event_id: MessageForm(),
}
