"""Registering colleagues: several people of one organisation at once."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.booking.forms.group import GroupForm
from eventdesk.booking.services import groups
from eventdesk.booking.services.groups import MAX_GROUP
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.register import too_many_attempts
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.text import email_key
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import public_event
from eventdesk.registration.queries.policy import is_event_full, registration_policy
from eventdesk.registration.queries.questions import has_invitations
from eventdesk.registration.queries.registrations import registered_addresses, registered_by
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import event_head
from eventdesk.web.limits import limiter

GROUPS = "20 per hour"
"""Groups that one person can register: each of up to twenty people gets a mail."""
MAX_NAMES = 5


@blueprint.route("/events/<event_slug>/register/group", methods=["GET", "POST"])
@requires(Permission.COLLEAGUES_REGISTER, on=public_event, once=True)
@limiter.limit(
    GROUPS,
    key_func=lambda: f"group-{current_actor().person_id}",
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303,
    on_breach=too_many_attempts,
)
def register_group(event: Event) -> Any:
    person = people.people_by_ids([current_actor().person_id])[0]
    terms, now = registration_policy(event.id), clock.now()
    form = GroupForm(
        data={
            "organisation": person.organisation.name if person.organisation else "",
            "country": person.country,
            "stakeholder_kind": person.stakeholder_kind,
        }
    )
    if not terms.requires_code and not has_invitations(event.id):
        del form.invitation
    elif not terms.requires_code:
        form.invitation.label.text = gettext("Invitation code (optional)")
    wants_rows = request.method == "POST" and "more" in request.form
    if wants_rows:
        form.add_rows()
    elif form.validate_on_submit():
        try:
            with transaction():
                states = _register(event, form, person, now)
        except DomainError as problem:
            form.show(problem)
        else:
            _say(form, states)
            return redirect(url_for("booking.register_group", event_slug=event.slug), 303)
    is_open = event.state == "published" and registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )
    return render_template(
        "booking/register_group.html",
        event=event,
        event_head=event_head(event),
        form=form,
        terms=terms,
        is_open=is_open and not is_event_full(terms),
        most=MAX_GROUP,
        made=registered_by(event.id, person.id),
    ), 422 if request.method == "POST" and not wants_rows else 200


def _register(event: Event, form: GroupForm, person: Person, now: datetime) -> list[str]:
    """Register those who are named, and return what came of each: a state, or `already`."""
    colleagues = form.colleagues
    addresses = [email_key(one.email) for one in colleagues]
    before = registered_addresses(event.id, addresses)
    made = groups.register_group(event, colleagues, form.typed, actor=person, now=now)
    return [
        "already" if address in before else one.state for address, one in zip(addresses, made, strict=True)
    ]  # fmt: skip


def _say(form: GroupForm, states: list[str]) -> None:
    """Have the next page say what came of each, by the names that were typed."""
    names = [one.name for one in form.colleagues]
    confirmed, pending, already = (
        [name for name, state in zip(names, states, strict=True) if state == wanted]
        for wanted in ("confirmed", "pending", "already")
    )
    if confirmed:
        words = ngettext("%(num)s person is registered: %(names)s.", "%(num)s people are registered: %(names)s.",
                         len(confirmed), names=_named(confirmed))  # fmt: skip
        flash(" ".join((words, gettext("We wrote to each."))), "ok")
    if pending:
        flash(
            ngettext("%(num)s person waits for the organisers: %(names)s.",
                     "%(num)s people wait for the organisers: %(names)s.", len(pending), names=_named(pending)), "note",
        )  # fmt: skip
    if already:
        flash(
            ngettext("%(num)s person was registered already: %(names)s.",
                     "%(num)s people were registered already: %(names)s.", len(already), names=_named(already)), "note",
        )  # fmt: skip


def _named(names: list[str]) -> str:
    shown = ", ".join(names[:MAX_NAMES])
    more = len(names) - MAX_NAMES
    return gettext("%(names)s and %(count)s more", names=shown, count=more) if more > 0 else shown
