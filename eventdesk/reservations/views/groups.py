"""Registering colleagues: several people of one organisation at once."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.text import email_key
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models import Event
from eventdesk.reservations import queries, rules, services
from eventdesk.reservations.forms.group import GroupForm
from eventdesk.reservations.views import blueprint
from eventdesk.reservations.views.floor import public_event
from eventdesk.reservations.views.registering import too_many
from eventdesk.web.guard import actor, requires
from eventdesk.web.heads import event_head
from eventdesk.web.limits import limiter

GROUPS = "20 per hour"
"""Groups that one person can register: each of up to twenty people gets a mail."""
MOST_NAMES = 5


@blueprint.route("/events/<event_slug>/register/group", methods=["GET", "POST"])
@requires(Permission.COLLEAGUES_REGISTER, on=public_event, once=True)
@limiter.limit(
    GROUPS,
    key_func=lambda: f"group-{actor().person_id}",
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303,
    on_breach=too_many,
)
def register_group(event: Event) -> Any:
    person = people.people_by_ids([actor().person_id])[0]
    terms, now = queries.terms_of(event.id), clock.now()
    form = GroupForm(
        data={
            "organisation": person.organisation.name if person.organisation else "",
            "country": person.country,
            "stakeholder_kind": person.stakeholder_kind,
        }
    )
    if not terms.needs_code and not queries.has_invitations(event.id):
        del form.invitation
    elif not terms.needs_code:
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
            return redirect(url_for("reservations.register_group", event_slug=event.slug), 303)
    is_open = event.state == "published" and rules.registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )
    return render_template(
        "reservations/register_group.html",
        event=event,
        event_head=event_head(event),
        form=form,
        terms=terms,
        is_open=is_open and not queries.is_full(terms),
        most=services.MOST_TOGETHER,
        made=queries.registered_by(event.id, person.id),
    ), 422 if request.method == "POST" and not wants_rows else 200


def _register(event: Event, form: GroupForm, person: Person, now: datetime) -> list[str]:
    """Register those who are named, and return what came of each: a state, or `already`."""
    colleagues = form.colleagues
    addresses = [email_key(one.email) for one in colleagues]
    before = queries.registered_addresses(event.id, addresses)
    made = services.register_group(event, colleagues, form.typed, actor=person, now=now)
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
    shown = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return gettext("%(names)s and %(count)s more", names=shown, count=more) if more > 0 else shown
