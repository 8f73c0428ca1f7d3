"""On what terms people register for an event, and the invitation codes that let them in."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, DomainError
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programme
from eventdesk.programme import services as programme_services
from eventdesk.programme.models import Event
from eventdesk.reservations import queries, rules, services
from eventdesk.reservations.forms.terms import InvitationForm, TermsForm
from eventdesk.reservations.models import InvitationCode
from eventdesk.reservations.queries.building import InvitationOfEvent, invitation_of_event, places_taken
from eventdesk.reservations.views import blueprint
from eventdesk.web.filters import day_time
from eventdesk.web.floor import settings
from eventdesk.web.forms import Form
from eventdesk.web.guard import actor, requires
from eventdesk.web.heads import desk_head


@blueprint.route("/desk/<event_slug>/registration/terms", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=programme.event_by_slug)
def registration_terms(event: Event) -> Any:
    form = TermsForm(event, queries.terms_of(event.id), _mark(event))
    if form.validate_on_submit():
        actor_id, now = actor().person_id, clock.now()
        try:
            with transaction():
                if form.seen.data != _mark(event):
                    raise Conflict(
                        N_(
                            "Somebody changed the terms while you had them open. Open them again to see them as they are now."
                        )
                    )
                opens, closes = form.times()
                programme_services.change_event(
                    event, registration_opens_at=opens, registration_closes_at=closes, actor_id=actor_id, now=now
                )
                services.set_terms(event, **form.terms_values(), actor_id=actor_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(url_for(".registration_terms", event_slug=event.slug), 303)
    page = render_template(
        "reservations/form_terms.html",
        event=event,
        form=form,
        taken=places_taken(event.id),
        codes=len(queries.invitation_codes(event.id)),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _mark(event: Event) -> str:
    """Return a mark of the terms as they are stored: a page that was open longer than that saves nothing."""
    terms = queries.terms_of(event.id)
    names = ("places", "needs_approval", "needs_code", "refuses_overlaps", "most_seats", "most_seats_a_day", "note")
    return rules.mark_of_terms(
        {
            **{name: getattr(terms, name) for name in names},
            "opens": event.registration_opens_at,
            "closes": event.registration_closes_at,
        }
    )


@blueprint.route("/desk/<event_slug>/registration/codes/", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=programme.event_by_slug, once=True)
def invitation_codes(event: Event) -> Any:
    form = InvitationForm(event)
    if form.validate_on_submit():
        actor_id, now = actor().person_id, clock.now()
        try:
            with transaction():
                invitation = services.add_invitation(event, **form.invitation_values(), actor_id=actor_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("The code %(code)s is added.", code=invitation.code))
            return redirect(url_for(".invitation_codes", event_slug=event.slug), 303)
    now = clock.now()
    page = render_template(
        "reservations/form_codes.html",
        event=event,
        form=form,
        rows=[_row(one, event, now) for one in queries.invitation_codes(event.id)],
        terms=queries.terms_of(event.id),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


def _row(invitation: InvitationCode, event: Event, now: Any) -> dict[str, Any]:
    """Return what the list shows of a code."""
    is_over = invitation.ends_at is not None and invitation.ends_at <= now
    is_used_up = invitation.uses >= invitation.most_uses
    until = invitation.ends_at and day_time(invitation.ends_at, event.timezone)
    return {
        "invitation": invitation,
        "url": settings().base_url + url_for("reservations.register", event_slug=event.slug, code=invitation.code),
        "uses": gettext("%(uses)s of %(most)s used", uses=invitation.uses, most=invitation.most_uses),
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
                services.change_invitation(one, **form.invitation_values(), actor_id=actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(url_for(".invitation_codes", event_slug=event.slug), 303)
    page = render_template(
        "reservations/form_code.html", event=event, form=form, row=_row(one, event, clock.now()),
        desk_head=desk_head(event),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/registration/codes/<invitation_code>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_FORM, on=invitation_of_event)
def invitation_remove(found: InvitationOfEvent) -> Any:
    form, event, one = Form(), found.event, found.invitation
    code, uses = one.code, one.uses
    back_url = url_for(".invitation_codes", event_slug=event.slug)
    if form.validate_on_submit():
        with transaction():
            services.remove_invitation(one, actor_id=actor().person_id, now=clock.now())
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
    return render_template("layouts/ask.html", form=form, ask=ask, tab="registrations", desk_head=desk_head(event))
