"""The ticket of a registration: requesting it, waiting while it is printed, opening it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import make_response, redirect, render_template, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from eventdesk.checkin.queries.tickets import latest_print_job, ticket_of
from eventdesk.checkin.services.tickets import request_ticket
from eventdesk.checkin.tickets import ticket_path
from eventdesk.checkin.views.blueprint import blueprint
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict
from eventdesk.core.states import OutboxState
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_by_code
from eventdesk.registration.states import RegistrationState
from eventdesk.web.guard import requires
from eventdesk.web.setup import settings
from eventdesk.web.signed_links import verify_registration


@dataclass(frozen=True)
class TicketRef:
    """A registration, and the reference in the address that led to it."""

    registration: Registration
    ref: str
    """A signed link, or the code of the registration."""
    is_keyed: bool
    """Whether the reference is a signed link."""

    @property
    def event_id(self) -> int:
        """The event's id, for the guard."""
        return self.registration.event_id

    @property
    def person_id(self) -> int:
        """The id of the registered person, for the guard."""
        return self.registration.person_id

    @property
    def path(self) -> Path:
        """The path of the present ticket, printed or not."""
        ticket = ticket_of(self.registration, base_url=settings().base_url)
        return ticket_path(settings().data_dir, ticket.key)


def ticket_ref(registration_ref: str) -> TicketRef | None:
    """Return the registration with this signed link or code; None for an unknown one and for a revoked link."""
    signed = verify_registration(registration_ref)
    code, version = signed or (registration_ref, 0)
    registration = registration_by_code(code)
    if registration is None or (signed and version != registration.link_version):
        return None
    return TicketRef(registration, registration_ref, signed is not None)


def _ticket_url(registration_ref: str) -> str:
    return url_for("checkin.ticket", registration_ref=registration_ref)


@blueprint.get("/my/registrations/<registration_ref>/ticket")
@requires(Permission.MY_REGISTRATION, on=ticket_ref)
def ticket(subject: TicketRef) -> Any:
    is_confirmed = subject.registration.state == RegistrationState.CONFIRMED
    path = subject.path if is_confirmed else None
    size = path.stat().st_size if path and path.is_file() else 0
    job = latest_print_job(subject.registration.id) if path and not size else None
    back_url, back_label = _back_link(subject)
    page = render_template(
        "checkin/ticket.html",
        subject=subject,
        event=subject.registration.event,
        back_url=back_url,
        back_label=back_label,
        is_confirmed=is_confirmed,
        size=size,
        is_open=job is not None and job.is_open,
        progress_text=_progress_text(job.state) if job else "",
        is_failed=job is not None and job.state == OutboxState.FAILED,
    )
    return _uncached(make_response(page))


def _back_link(subject: TicketRef) -> tuple[str, str]:
    """Return the address and the label of the page to go back to: a signed link needs no account."""
    if subject.is_keyed:
        return url_for("booking.my_registration", registration_ref=subject.ref), gettext("Your registration")
    return url_for("agenda.my_agenda"), gettext("My agenda")


def _progress_text(state: str) -> str:
    return gettext("In the queue…") if state == OutboxState.QUEUED else gettext("Preparing your ticket…")


@blueprint.post("/my/registrations/<registration_ref>/ticket")
@requires(Permission.MY_REGISTRATION, on=ticket_ref, return_to=_ticket_url)
def make_ticket(subject: TicketRef) -> Any:
    if subject.registration.state == RegistrationState.CONFIRMED:
        if subject.path.is_file():
            return _uncached(redirect(url_for(".ticket_pdf", registration_ref=subject.ref), 303))
        with transaction():
            request_ticket(subject.registration, now=clock.now())
    return _uncached(redirect(url_for(".ticket", registration_ref=subject.ref), 303))


@blueprint.get("/my/registrations/<registration_ref>/ticket.pdf")
@requires(Permission.MY_REGISTRATION, on=ticket_ref)
def ticket_pdf(subject: TicketRef) -> Any:
    """Answer the present ticket, or lead to the page on which it is requested."""
    registration = subject.registration
    if registration.state != RegistrationState.CONFIRMED:
        raise Conflict(N_("You can create a ticket once the registration is confirmed."))
    path = subject.path
    if not path.is_file():
        return _uncached(redirect(url_for(".ticket", registration_ref=subject.ref), 303))
    name = gettext("ticket-%(event)s-%(code)s.pdf", event=registration.event.slug, code=registration.code)
    return _uncached(send_file(path, "application/pdf", download_name=name))


def _uncached(response: Response) -> Response:
    """Return a response whose address is secret: no cache stores it, and no linked page learns the address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
