"""The ticket of a registration: requesting it, waiting while it is printed, opening it."""

from pathlib import Path
from typing import Any

from flask import redirect, render_template, send_file, url_for
from flask_babel import gettext

from eventdesk.booking.loaders import LoadedRegistration, registration_by_ref
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
from eventdesk.registration.states import RegistrationState
from eventdesk.web.guard import requires
from eventdesk.web.responses import uncached_page
from eventdesk.web.setup import settings


def _ticket_path(registration: Registration) -> Path:
    """Return the path of the present ticket, printed or not."""
    return ticket_path(settings().data_dir, ticket_of(registration, base_url=settings().base_url).key)


def _ticket_url(registration_ref: str) -> str:
    return url_for("checkin.ticket", registration_ref=registration_ref)


@blueprint.get("/my/registrations/<registration_ref>/ticket")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref)
def ticket(loaded: LoadedRegistration) -> Any:
    is_confirmed = loaded.registration.state == RegistrationState.CONFIRMED
    path = _ticket_path(loaded.registration) if is_confirmed else None
    size = path.stat().st_size if path and path.is_file() else 0
    job = latest_print_job(loaded.registration.id) if path and not size else None
    back_url, back_label = _back_link(loaded)
    page = render_template(
        "checkin/ticket.html",
        loaded=loaded,
        event=loaded.registration.event,
        back_url=back_url,
        back_label=back_label,
        is_confirmed=is_confirmed,
        size=size,
        is_open=job is not None and job.is_open,
        progress_text=_progress_text(job.state) if job else "",
        is_failed=job is not None and job.state == OutboxState.FAILED,
    )
    return uncached_page(page)


def _back_link(loaded: LoadedRegistration) -> tuple[str, str]:
    """Return the address and the label of the page to go back to: a signed link needs no account."""
    if loaded.is_keyed:
        return url_for("booking.my_registration", registration_ref=loaded.ref), gettext("Your registration")
    return url_for("agenda.my_agenda"), gettext("My agenda")


def _progress_text(state: str) -> str:
    return gettext("In the queue…") if state == OutboxState.QUEUED else gettext("Preparing your ticket…")


@blueprint.post("/my/registrations/<registration_ref>/ticket")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref, return_to=_ticket_url)
def make_ticket(loaded: LoadedRegistration) -> Any:
    if loaded.registration.state == RegistrationState.CONFIRMED:
        if _ticket_path(loaded.registration).is_file():
            return uncached_page(redirect(url_for(".ticket_pdf", registration_ref=loaded.ref), 303))
        with transaction():
            request_ticket(loaded.registration, now=clock.now())
    return uncached_page(redirect(url_for(".ticket", registration_ref=loaded.ref), 303))


@blueprint.get("/my/registrations/<registration_ref>/ticket.pdf")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref)
def ticket_pdf(loaded: LoadedRegistration) -> Any:
    """Answer the present ticket, or lead to the page on which it is requested."""
    registration = loaded.registration
    if registration.state != RegistrationState.CONFIRMED:
        raise Conflict(N_("You can create a ticket once the registration is confirmed."))
    path = _ticket_path(registration)
    if not path.is_file():
        return uncached_page(redirect(url_for(".ticket", registration_ref=loaded.ref), 303))
    name = gettext("ticket-%(event)s-%(code)s.pdf", event=registration.event.slug, code=registration.code)
    return uncached_page(send_file(path, "application/pdf", download_name=name))
