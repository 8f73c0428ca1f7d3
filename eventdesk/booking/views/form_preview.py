"""The registration form of an event as visitors see it, for the organisers who build it."""

from typing import Any

from flask import render_template

from eventdesk.booking.forms.registration import registration_form
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.register import invitation_field
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.queries.questions import questions_of
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head


@blueprint.get("/desk/<event_slug>/registration/preview")
@requires(Permission.REGISTRATION_FORM, on=event_by_slug)
def registration_preview(event: Event) -> Any:
    return render_template(
        "booking/form_preview.html",
        event=event,
        policy=registration_policy(event.id),
        form=registration_form(questions_of(event.id), data={}, asks_email=True, invitation=invitation_field(event)),
        desk_head=desk_head(event),
    )
