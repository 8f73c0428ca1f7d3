"""The registration settings of an event: when it is open, for how many and for whom, and the limits of seats."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

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
from eventdesk.registration.queries.form_builder import capacity_taken
from eventdesk.registration.queries.questions import invitation_codes
from eventdesk.registration.rules.form_builder import policy_version_token
from eventdesk.registration.services.policy import POLICY_FIELDS, set_policy
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.services.policy import set_seat_policy
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@blueprint.route("/desk/<event_slug>/registration/terms", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=event_by_slug)
def registration_policy(event: Event) -> Any:
    form = PolicyForm(event, policy.registration_policy(event.id), event_seat_policy(event.id), _version_token(event))
    if form.validate_on_submit():
        actor_id, now = current_actor().person_id, clock.now()
        try:
            with transaction():
                if form.seen.data != _version_token(event):
                    raise Conflict(
                        N_("Someone else changed the settings while you had them open. Reload the page to see them.")
                    )
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
        taken=capacity_taken(event.id),
        codes=len(invitation_codes(event.id)),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _version_token(event: Event) -> str:
    """Return a token of the stored settings: a form that was opened with another one is out of date."""
    registration, seats = policy.registration_policy(event.id), event_seat_policy(event.id)
    return policy_version_token(
        {
            **{name: getattr(registration, name) for name in POLICY_FIELDS},
            "forbids_overlaps": seats.forbids_overlaps,
            "max_seats_per_person": seats.max_seats_per_person,
            "max_seats_per_day": seats.max_seats_per_day,
            "opens": event.registration_opens_at,
            "closes": event.registration_closes_at,
        }
    )
