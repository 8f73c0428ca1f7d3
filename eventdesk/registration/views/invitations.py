"""The invitation codes of an event: the list, adding, changing and removing one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.forms.invitations import InvitationForm
from eventdesk.registration.models import InvitationCode
from eventdesk.registration.queries import invitations as queries
from eventdesk.registration.queries.invitations import InvitationOfEvent, invitation_of_event
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.services.invitations import add_invitation, change_invitation, remove_invitation
from eventdesk.registration.views.blueprint import blueprint
from eventdesk.web.filters import format_datetime
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head
from eventdesk.web.setup import settings


@dataclass(frozen=True)
class InvitationView:
    """An invitation code as the list shows it."""

    code: str
    note: str
    url: str
    uses: str
    end: str
    approval: str
    is_valid: bool
    icon: str
    state: str


@blueprint.route("/desk/<event_slug>/registration/codes/", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=event_by_slug, once=True)
def invitation_codes(event: Event) -> Any:
    form = InvitationForm(event)
    if form.validate_on_submit():
        actor_id, now = current_actor().person_id, clock.now()
        try:
            with transaction():
                invitation = add_invitation(event, **form.invitation_values(), actor_id=actor_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("The code %(code)s was added.", code=invitation.code))
            return redirect(url_for("registration.invitation_codes", event_slug=event.slug), 303)
    now = clock.now()
    rows = [_invitation_view(invitation, event, now) for invitation in queries.invitation_codes(event.id)]
    requires_code = registration_policy(event.id).requires_code
    page = render_template(
        "registration/invitation_codes.html",
        event=event,
        form=form,
        rows=rows,
        is_locked_out=requires_code and not any(row.is_valid for row in rows),
        is_code_optional=bool(rows) and not requires_code,
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _invitation_view(invitation: InvitationCode, event: Event, now: datetime) -> InvitationView:
    is_over = invitation.ends_at is not None and invitation.ends_at <= now
    is_used_up = invitation.uses >= invitation.max_uses
    is_valid = not is_over and not is_used_up
    return InvitationView(
        code=invitation.code,
        note=invitation.note,
        url=settings().base_url + url_for("booking.register", event_slug=event.slug, code=invitation.code),
        uses=gettext("%(uses)s of %(max)s used", uses=invitation.uses, max=invitation.max_uses),
        end=format_datetime(invitation.ends_at, event.timezone) if invitation.ends_at else gettext("No end date"),
        approval=gettext("Skipped") if invitation.skips_approval else gettext("As without a code"),
        is_valid=is_valid,
        icon="confirmed" if is_valid else "cancelled",
        state=gettext("Expired") if is_over else gettext("Used up") if is_used_up else gettext("Valid"),
    )


@blueprint.route("/desk/<event_slug>/registration/codes/<invitation_code>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=invitation_of_event)
def invitation(loaded: InvitationOfEvent) -> Any:
    event, invitation = loaded.event, loaded.invitation
    form = InvitationForm(event, invitation)
    if form.validate_on_submit():
        actor_id, now = current_actor().person_id, clock.now()
        try:
            with transaction():
                change_invitation(invitation, **form.invitation_values(), actor_id=actor_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("registration.invitation_codes", event_slug=event.slug), 303)
    page = render_template(
        "registration/invitation_code.html",
        event=event,
        form=form,
        row=_invitation_view(invitation, event, clock.now()),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/registration/codes/<invitation_code>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=invitation_of_event)
def invitation_remove(loaded: InvitationOfEvent) -> Any:
    form, event, invitation = Form(), loaded.event, loaded.invitation
    code, uses = invitation.code, invitation.uses
    back_url = url_for("registration.invitation_codes", event_slug=event.slug)
    if form.validate_on_submit():
        with transaction():
            remove_invitation(invitation, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("The code %(code)s was removed.", code=code))
        return redirect(back_url, 303)
    text = gettext("The code can no longer be used to register.")
    if uses:
        text = ngettext(
            "The code can no longer be used to register. %(num)s person who used it stays registered.",
            "The code can no longer be used to register. %(num)s people who used it stay registered.",
            uses,
        )
    ask = {
        "title": gettext("Remove the code %(code)s?", code=code),
        "words": text,
        "button": gettext("Remove code"),
        "back_url": back_url,
        "back_label": gettext("Invitation codes"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, tab="registrations", desk_head=desk_head(event))
