"""The form that registers a group of colleagues from one organisation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.booking.forms.group import GroupForm
from eventdesk.booking.services import groups
from eventdesk.booking.services.groups import MAX_GROUP
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.rate_limits import too_many_attempts
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.text import email_key
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import public_event
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.invitations import has_invitations
from eventdesk.registration.queries.policy import is_event_full, is_registration_open, registration_policy
from eventdesk.registration.queries.registrations import registered_addresses, registered_by
from eventdesk.registration.states import ACTIVE_STATES, RegistrationState
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import event_head
from eventdesk.web.limits import limiter

MAX_GROUPS = "20 per hour"
"""Groups that one person can register: each of up to twenty people gets an email."""
MAX_NAMES = 5
"""Names in a message; more are counted."""


@blueprint.route("/events/<event_slug>/register/group", methods=["GET", "POST"])
@requires(Permission.COLLEAGUES_REGISTER, on=public_event, once=True)
@limiter.limit(
    MAX_GROUPS,
    key_func=lambda: f"group-{current_actor().person_id}",
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303,
    on_breach=too_many_attempts,
)
def register_group(event: Event) -> Any:
    person = people.people_by_ids([current_actor().person_id])[0]
    policy, now = registration_policy(event.id), clock.now()
    form = GroupForm(
        data={
            "organisation": person.organisation.name if person.organisation else "",
            "country": person.country,
            "stakeholder_kind": person.stakeholder_kind,
        }
    )
    if not policy.requires_code and not has_invitations(event.id):
        del form.invitation
    elif not policy.requires_code:
        form.invitation.label.text = gettext("Invitation code (optional)")
    adds_rows = request.method == "POST" and "more" in request.form
    if adds_rows:
        form.add_rows()
    elif form.validate_on_submit():
        try:
            with transaction():
                outcomes = _register(event, form, person, now)
        except DomainError as problem:
            form.show(problem)
        else:
            _flash_outcomes(outcomes)
            return redirect(url_for("booking.register_group", event_slug=event.slug), 303)
    return render_template(
        "booking/register_group.html",
        event=event,
        event_head=event_head(event),
        form=form,
        policy=policy,
        is_open=is_registration_open(event, now=now) and not is_event_full(policy),
        max_people=MAX_GROUP,
        registered=[_registered_row(registration) for registration in registered_by(event.id, person.id)],
    ), 422 if request.method == "POST" and not adds_rows else 200


def _registered_row(registration: Registration) -> dict[str, str]:
    """Return a colleague's registration for the list; whether it was rejected is for the colleague alone."""
    state = RegistrationState(registration.state)
    is_active = state in ACTIVE_STATES
    return {
        "email": registration.person.email or "",
        "icon": state.icon if is_active else RegistrationState.CANCELLED.icon,
        "state": gettext(state.label) if is_active else gettext("Not registered"),
    }


def _register(event: Event, form: GroupForm, person: Person, now: datetime) -> list[tuple[str, str]]:
    """Register the group and return each name, as typed, with its outcome: a state, or `already`."""
    colleagues = form.colleagues
    addresses = [email_key(colleague.email) for colleague in colleagues]
    already = registered_addresses(event.id, addresses)
    registrations = groups.register_group(event, colleagues, form.shared_input, actor=person, now=now)
    return [
        (colleague.name, "already" if address in already else registration.state)
        for colleague, address, registration in zip(colleagues, addresses, registrations, strict=True)
    ]


def _flash_outcomes(outcomes: Sequence[tuple[str, str]]) -> None:
    """Flash who was registered, who awaits approval and who was already registered."""
    confirmed, pending, already = (
        [name for name, outcome in outcomes if outcome == expected]
        for expected in (RegistrationState.CONFIRMED, RegistrationState.PENDING, "already")
    )
    if confirmed:
        text = ngettext(
            "%(num)s person is registered and was emailed: %(names)s.",
            "%(num)s people are registered and were emailed: %(names)s.",
            len(confirmed),
            names=_names(confirmed),
        )
        flash(text, "ok")
    if pending:
        text = ngettext(
            "%(num)s person is awaiting approval: %(names)s.",
            "%(num)s people are awaiting approval: %(names)s.",
            len(pending),
            names=_names(pending),
        )
        flash(text, "note")
    if already:
        text = ngettext(
            "%(num)s person was already registered: %(names)s.",
            "%(num)s people were already registered: %(names)s.",
            len(already),
            names=_names(already),
        )
        flash(text, "note")


def _names(names: Sequence[str]) -> str:
    listed, more = ", ".join(names[:MAX_NAMES]), len(names) - MAX_NAMES
    return gettext("%(names)s and %(count)s more", names=listed, count=more) if more > 0 else listed
