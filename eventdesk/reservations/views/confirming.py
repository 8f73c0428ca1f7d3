"""The link that confirms an address. Opening it shows a button; only pressing it uses the link up."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, Missing
from eventdesk.reservations import queries, services
from eventdesk.reservations.models import Registration
from eventdesk.reservations.views import blueprint
from eventdesk.reservations.views.floor import secret_page
from eventdesk.reservations.views.guests import remember_guest
from eventdesk.reservations.views.registering import say_seat
from eventdesk.web.errors import status_of, translate
from eventdesk.web.guard import me, public
from eventdesk.web.heads import event_head
from eventdesk.web.keys import key_of


@blueprint.route("/registrations/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> Any:
    now = clock.now()
    if "\0" in token:
        abort(404)
    if request.method != "POST":
        link = services.live_registration_link(token, now=now)
        if link is None:
            return _not_confirmed(token)
        wanted = queries.title_of_session(link.typed.get("session_id"))
        return secret_page(
            render_template(
                "reservations/confirm.html", token=token, event=link.event, event_head=event_head(link.event),
                name=link.typed.get("name", ""), address=link.person.email, wanted=wanted,
            )
        )  # fmt: skip
    try:
        with transaction():
            outcome = services.confirm_registration(token, now=now)
    except Missing:
        return _not_confirmed(token)
    except DomainError as problem:
        return _not_confirmed(token, problem)
    say_seat(outcome)
    return _to_own_page(outcome.registration)


def _to_own_page(registration: Registration) -> Response:
    if me() is None:
        remember_guest(registration)
    ref = key_of((registration.code, registration.link_version))
    return secret_page(redirect(url_for("reservations.my_registration", registration_ref=ref), 303))


def _not_confirmed(token: str, problem: DomainError | None = None) -> Response:
    """Return where a link leads that is used or too old, or whose person cannot be registered any more."""
    just = services.just_confirmed(token, now=clock.now()) if problem is None else None
    if just is not None:
        # Whoever presses twice has pressed once.
        return _to_own_page(just)
    event = None
    if problem is not None:
        link = services.live_registration_link(token, now=clock.now())
        event = link.event if link else None
    return secret_page(
        render_template(
            "reservations/confirm_gone.html", words=translate(problem) if problem else "", event=event
        ),
        status_of(problem) if problem else 410,
    )  # fmt: skip
