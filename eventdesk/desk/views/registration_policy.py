"""The registration settings of an event: opening times, capacity, approval, and how many seats one person can have."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, DomainError
from eventdesk.core.text import N_
from eventdesk.desk.forms.registration_policy import PolicyForm
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.services.events import change_event
from eventdesk.registration.queries import policy
from eventdesk.registration.queries.invitations import invitation_codes
from eventdesk.registration.rules.form_builder import policy_version_token
from eventdesk.registration.services.policy import POLICY_FIELDS, set_policy
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.services.policy import set_seat_policy
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head

CHANGED_MEANWHILE = N_(
    "Someone else changed these settings while you had them open. Reload the page to see the current settings."
)


@blueprint.route("/desk/<event_slug>/registration/terms", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=event_by_slug)
def registration_policy(event: Event) -> Any:
    form = PolicyForm(event, policy.registration_policy(event.id), event_seat_policy(event.id), _version_token(event))
    if form.validate_on_submit():
        actor_id, now = current_actor().person_id, clock.now()
        try:
            with transaction():
                if form.seen.data != _version_token(event):
                    raise Conflict(CHANGED_MEANWHILE)
                opens, closes = form.times()
                # Seats are locked before the registration policy, as everywhere (docs/decisions/0012).
                set_seat_policy(event, **form.seat_policy_values(), actor_id=actor_id, now=now)
                change_event(
                    event, registration_opens_at=opens, registration_closes_at=closes, actor_id=actor_id, now=now
                )
                set_policy(event, **form.policy_values(), actor_id=actor_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(url_for(".registration_policy", event_slug=event.slug), 303)
    page = render_template(
        "desk/registration_policy.html",
        event=event,
        form=form,
        hints=_hints(event),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _hints(event: Event) -> dict[str, str]:
    """Return the hints that contain numbers, by the name of their field."""
    codes = len(invitation_codes(event.id))
    places = ngettext(
        "%(num)s place is taken so far. When all places are taken, no one else can register; if someone cancels, "
        "their place is available immediately. Leave empty for no limit.",
        "%(num)s places are taken so far. When all places are taken, no one else can register; if someone cancels, "
        "their place is available immediately. Leave empty for no limit.",
        policy.capacity_taken(event.id),
    )
    requires_code = gettext("You have no codes yet. Add them under “Invitation codes”.")
    if codes:
        requires_code = ngettext("You have %(num)s code.", "You have %(num)s codes.", codes)
    return {"places": places, "requires_code": requires_code}


def _version_token(event: Event) -> str:
    """Return a token of the stored settings; a form that was filled in with another one is not saved."""
    settings, limits = policy.registration_policy(event.id), event_seat_policy(event.id)
    return policy_version_token(
        {
            **{name: getattr(settings, name) for name in POLICY_FIELDS},
            "forbids_overlaps": limits.forbids_overlaps,
            "max_seats_per_person": limits.max_seats_per_person,
            "max_seats_per_day": limits.max_seats_per_day,
            "opens": event.registration_opens_at,
            "closes": event.registration_closes_at,
        }
    )
