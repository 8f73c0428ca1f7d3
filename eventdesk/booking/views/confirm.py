"""The link that confirms an email address. Opening it shows a button; only the button uses the link."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.booking.services.confirmation import confirm_registration, live_registration_link, recently_confirmed
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.register import flash_seat
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, NotFound
from eventdesk.programme.queries.sessions import title_of_session
from eventdesk.registration.models import Registration
from eventdesk.web.errors import status_of, translate
from eventdesk.web.guard import current_identity, public
from eventdesk.web.guest_session import remember_guest
from eventdesk.web.heads import event_head
from eventdesk.web.responses import uncached_page
from eventdesk.web.signed_links import sign_registration


@blueprint.route("/registrations/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> Any:
    now = clock.now()
    if "\0" in token:
        abort(404)
    if request.method != "POST":
        link = live_registration_link(token, now=now)
        if link is None:
            return _link_expired(token)
        return uncached_page(
            render_template(
                "booking/confirm.html",
                token=token,
                event=link.event,
                event_head=event_head(link.event),
                name=link.typed.get("name", ""),
                address=link.person.email,
                session_title=title_of_session(link.typed.get("session_id")),
            )
        )
    try:
        with transaction():
            outcome = confirm_registration(token, now=now)
    except NotFound:
        return _link_expired(token)
    except DomainError as problem:
        return _not_registered(token, problem)
    flash_seat(outcome)
    return _redirect_to_registration(outcome.registration)


def _redirect_to_registration(registration: Registration) -> Response:
    if current_identity() is None:
        remember_guest(registration.event_id, registration.ref)
    page = url_for("booking.my_registration", registration_ref=sign_registration(registration.ref))
    return uncached_page(redirect(page, 303))


def _link_expired(token: str) -> Response:
    """Return the page for a link that was used or is too old; a double click leads to the registration."""
    registration = recently_confirmed(token, now=clock.now())
    if registration is not None:
        return _redirect_to_registration(registration)
    return _failure_page(
        410,
        title=gettext("This link no longer works"),
        reason=gettext("It has already been used, or it is more than a day old."),
        advice=gettext(
            "If you used it, you are registered: the email we sent you then contains the link to your registration. "
            "If not, register again to get a new link."
        ),
        register_url="",
    )


def _not_registered(token: str, problem: DomainError) -> Response:
    """Return the page for a registration that is no longer possible as it was filled in."""
    link = live_registration_link(token, now=clock.now())
    return _failure_page(
        status_of(problem),
        title=gettext("You are not registered"),
        reason=translate(problem),
        advice=gettext("Nothing was changed. The form, or who can register, has changed since you filled it in."),
        register_url=url_for("booking.register", event_slug=link.event.slug) if link else "",
    )


def _failure_page(status: int, **texts: str) -> Response:
    return uncached_page(render_template("booking/confirmation_failed.html", **texts), status)
