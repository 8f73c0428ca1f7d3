"""The ticket of a registration: asking for it, waiting while it is printed, opening it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Response, make_response, redirect, render_template, send_file, url_for
from flask_babel import gettext

from eventdesk.checkin.queries.tickets import printing_of, ticket_of
from eventdesk.checkin.services.tickets import request_ticket
from eventdesk.checkin.tickets import path_of
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_by_code
from eventdesk.web.guard import requires
from eventdesk.web.setup import settings
from eventdesk.web.signed_links import verify_registration


@dataclass(frozen=True)
class OwnTicket:
    """A registration, and how the reader came to it."""

    registration: Registration
    ref: str
    """What the address names it by: its key, or its code."""
    is_keyed: bool

    @property
    def event_id(self) -> int:
        """The event's id, for the guard."""
        return self.registration.event_id

    @property
    def person_id(self) -> int:
        """Whose it is."""
        return self.registration.person_id

    @property
    def path(self) -> Path:
        """Where the ticket lies, as it would be printed now."""
        ticket = ticket_of(self.registration, base_url=settings().base_url)
        return path_of(settings().data_dir, ticket.key)


def own_ticket(registration_ref: str) -> OwnTicket | None:
    """Return the registration that a key opens, or that has this code; None for neither, and for a key that was ended."""
    keyed = verify_registration(registration_ref)
    code, version = keyed or (registration_ref, 0)
    registration = registration_by_code(code)
    if registration is None or (keyed and version != registration.link_version):
        return None
    return OwnTicket(registration, registration_ref, keyed is not None)


def _ticket_page(registration_ref: str) -> str:
    return url_for("checkin.ticket", registration_ref=registration_ref)


@blueprint.get("/my/registrations/<registration_ref>/ticket")
@requires(Permission.MY_REGISTRATION, on=own_ticket)
def ticket(own: OwnTicket) -> Any:
    is_confirmed = own.registration.state == "confirmed"
    path = own.path if is_confirmed else None
    size = path.stat().st_size if path and path.is_file() else 0
    job = printing_of(own.registration.id) if path and not size else None
    page = render_template(
        "checkin/ticket.html",
        own=own,
        event=own.registration.event,
        is_confirmed=is_confirmed,
        size=size,
        is_running=job is not None and job.is_open,
        has_begun=job is not None and job.state != "queued",
        failure=job.error if job and job.state == "failed" else "",
    )
    return _secret(make_response(page))


@blueprint.post("/my/registrations/<registration_ref>/ticket")
@requires(Permission.MY_REGISTRATION, on=own_ticket, return_to=_ticket_page)
def make_ticket(own: OwnTicket) -> Any:
    if own.registration.state == "confirmed":
        if own.path.is_file():
            return _secret(redirect(url_for(".ticket_pdf", registration_ref=own.ref), 303))
        with transaction():
            request_ticket(own.registration, now=clock.now())
    return _secret(redirect(url_for(".ticket", registration_ref=own.ref), 303))


@blueprint.get("/my/registrations/<registration_ref>/ticket.pdf")
@requires(Permission.MY_REGISTRATION, on=own_ticket)
def ticket_pdf(own: OwnTicket) -> Any:
    """Return the ticket as it is now, or lead to the page on which it is asked for."""
    if own.registration.state != "confirmed":
        raise Conflict(N_("There is a ticket once the registration is confirmed."))
    path = own.path
    if not path.is_file():
        return _secret(redirect(url_for(".ticket", registration_ref=own.ref), 303))
    name = gettext("ticket-%(event)s-%(code)s.pdf", event=own.registration.event.slug, code=own.registration.code)
    return _secret(send_file(path, "application/pdf", download_name=name))


def _secret(response: Any) -> Response:
    """Return an answer whose address is a secret: kept nowhere, and told to no other page."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response  # type: ignore[no-any-return]
