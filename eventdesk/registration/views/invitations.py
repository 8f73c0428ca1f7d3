"""On what terms people register for an event, and the invitation codes that let them in."""

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
from eventdesk.registration.queries import questions
from eventdesk.registration.queries.form_builder import InvitationOfEvent, invitation_of_event
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.services.invitations import add_invitation, change_invitation, remove_invitation
from eventdesk.registration.views.blueprint import blueprint
from eventdesk.web.filters import format_datetime
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head
from eventdesk.web.setup import settings


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
            flash(gettext("The code %(code)s is added.", code=invitation.code))
            return redirect(url_for("registration.invitation_codes", event_slug=event.slug), 303)
    now = clock.now()
    page = render_template(
        "registration/invitation_codes.html",
        event=event,
        form=form,
        rows=[_row(one, event, now) for one in questions.invitation_codes(event.id)],
        terms=registration_policy(event.id),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _row(invitation: InvitationCode, event: Event, now: Any) -> dict[str, Any]:
    """Return what the list shows of a code."""
    is_over = invitation.ends_at is not None and invitation.ends_at <= now
    is_used_up = invitation.uses >= invitation.max_uses
    until = invitation.ends_at and format_datetime(invitation.ends_at, event.timezone)
    return {
        "invitation": invitation,
        "url": settings().base_url + url_for("booking.register", event_slug=event.slug, code=invitation.code),
        "uses": gettext("%(uses)s of %(most)s used", uses=invitation.uses, most=invitation.max_uses),
        "until": gettext("Until %(moment)s", moment=until) if until else gettext("No end"),
        "works": not is_over and not is_used_up,
        "state": gettext("Ended") if is_over else gettext("Used up") if is_used_up else gettext("Works"),
    }


@blueprint.route("/desk/<event_slug>/registration/codes/<invitation_code>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=invitation_of_event)
def invitation(found: InvitationOfEvent) -> Any:
    event, one = found.event, found.invitation
    form = InvitationForm(event, one)
    if form.validate_on_submit():
        try:
            with transaction():
                change_invitation(one, **form.invitation_values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("registration.invitation_codes", event_slug=event.slug), 303)
    page = render_template(
        "registration/invitation_code.html", event=event, form=form, row=_row(one, event, clock.now()),
        desk_head=desk_head(event),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/registration/codes/<invitation_code>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=invitation_of_event)
def invitation_remove(found: InvitationOfEvent) -> Any:
    form, event, one = Form(), found.event, found.invitation
    code, uses = one.code, one.uses
    back_url = url_for("registration.invitation_codes", event_slug=event.slug)
    if form.validate_on_submit():
        with transaction():
            remove_invitation(one, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("The code %(code)s is removed.", code=code))
        return redirect(back_url, 303)
    words = gettext("Nobody can register with it any more.")
    if uses:
        stays = ngettext(
            "%(num)s person came with it, and stays registered.",
            "%(num)s people came with it, and stay registered.",
            uses,
        )
        words = f"{words} {stays}"
    ask = {
        "title": gettext("Remove the code %(code)s?", code=code),
        "words": words,
        "button": gettext("Remove the code"),
        "back_url": back_url,
        "back_label": gettext("Invitation codes"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, tab="registrations", desk_head=desk_head(event))
