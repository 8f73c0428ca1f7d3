"""The link that confirms an address. Opening it shows a button; only pressing it uses the link up."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from eventdesk.booking.services.confirmation import confirm_registration, live_registration_link, recently_confirmed
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.guests import remember_guest
from eventdesk.booking.views.register import flash_seat
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, NotFound
from eventdesk.programme.queries.sessions import title_of_session
from eventdesk.registration.models import Registration
from eventdesk.web.errors import status_of, translate
from eventdesk.web.guard import current_identity, public
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
            return _not_confirmed(token)
        wanted = title_of_session(link.typed.get("session_id"))
        return uncached_page(
            render_template(
                "booking/confirm.html", token=token, event=link.event, event_head=event_head(link.event),
                name=link.typed.get("name", ""), address=link.person.email, wanted=wanted,
            )
        )  # fmt: skip
    try:
        with transaction():
            outcome = confirm_registration(token, now=now)
    except NotFound:
        return _not_confirmed(token)
    except DomainError as problem:
        return _not_confirmed(token, problem)
    flash_seat(outcome)
    return _to_own_page(outcome.registration)


def _to_own_page(registration: Registration) -> Response:
    if current_identity() is None:
        remember_guest(registration)
    ref = sign_registration((registration.code, registration.link_version))
    return uncached_page(redirect(url_for("booking.my_registration", registration_ref=ref), 303))


def _not_confirmed(token: str, problem: DomainError | None = None) -> Response:
    """Return where a link leads that is used or too old, or whose person cannot be registered any more."""
    just = recently_confirmed(token, now=clock.now()) if problem is None else None
    if just is not None:
        # Whoever presses twice has pressed once.
        return _to_own_page(just)
    event = None
    if problem is not None:
        link = live_registration_link(token, now=clock.now())
        event = link.event if link else None
    return uncached_page(
        render_template(
            "booking/confirmation_expired.html", words=translate(problem) if problem else "", event=event
        ),
        status_of(problem) if problem else 410,
    )  # fmt: skip
