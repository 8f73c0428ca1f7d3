"""Building the registration form of an event: its questions, their order, and how people will see it."""

from typing import Any

from flask import render_template

from eventdesk.booking.forms import registration as registering
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.queries.questions import has_invitations, questions_of
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head


@blueprint.get("/desk/<event_slug>/registration/preview")
@requires(Permission.REGISTRATION_FORM, on=event_by_slug)
def registration_preview(event: Event) -> Any:
    terms = registration_policy(event.id)
    invitation = "needed" if terms.requires_code else "optional" if has_invitations(event.id) else ""
    return render_template(
        "booking/form_preview.html",
        event=event,
        terms=terms,
        form=registering.registration_form(questions_of(event.id), data={}, asks_email=True, invitation=invitation),
        desk_head=desk_head(event),
    )
