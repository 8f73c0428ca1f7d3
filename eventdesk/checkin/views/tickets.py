"""The ticket of a registration: asking for it, waiting while it is printed, opening it."""

from pathlib import Path
from typing import Any

from flask import redirect, render_template, send_file, url_for
from flask_babel import gettext

from eventdesk.booking.loaders import LoadedRegistration, registration_by_ref
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
from eventdesk.web.guard import requires
from eventdesk.web.responses import uncached_page
from eventdesk.web.setup import settings


def _ticket_path(registration: Registration) -> Path:
    """Return where the ticket is stored, with the content it would have if it were printed now."""
    ticket = ticket_of(registration, base_url=settings().base_url)
    return path_of(settings().data_dir, ticket.key)


def _ticket_page(registration_ref: str) -> str:
    return url_for("checkin.ticket", registration_ref=registration_ref)


@blueprint.get("/my/registrations/<registration_ref>/ticket")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref)
def ticket(loaded: LoadedRegistration) -> Any:
    is_confirmed = loaded.registration.state == "confirmed"
    path = _ticket_path(loaded.registration) if is_confirmed else None
    size = path.stat().st_size if path and path.is_file() else 0
    job = printing_of(loaded.registration.id) if path and not size else None
    page = render_template(
        "checkin/ticket.html",
        loaded=loaded,
        event=loaded.registration.event,
        is_confirmed=is_confirmed,
        size=size,
        is_running=job is not None and job.is_open,
        has_begun=job is not None and job.state != "queued",
        failure=job.error if job and job.state == "failed" else "",
    )
    return uncached_page(page)


@blueprint.post("/my/registrations/<registration_ref>/ticket")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref, return_to=_ticket_page)
def make_ticket(loaded: LoadedRegistration) -> Any:
    if loaded.registration.state == "confirmed":
        if _ticket_path(loaded.registration).is_file():
            return uncached_page(redirect(url_for(".ticket_pdf", registration_ref=loaded.ref), 303))
        with transaction():
            request_ticket(loaded.registration, now=clock.now())
    return uncached_page(redirect(url_for(".ticket", registration_ref=loaded.ref), 303))


@blueprint.get("/my/registrations/<registration_ref>/ticket.pdf")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref)
def ticket_pdf(loaded: LoadedRegistration) -> Any:
    """Return the ticket as it is now, or lead to the page on which it is asked for."""
    if loaded.registration.state != "confirmed":
        raise Conflict(N_("There is a ticket once the registration is confirmed."))
    path = _ticket_path(loaded.registration)
    if not path.is_file():
        return uncached_page(redirect(url_for(".ticket", registration_ref=loaded.ref), 303))
    name = gettext("ticket-%(event)s-%(code)s.pdf", event=loaded.registration.event.slug, code=loaded.registration.code)
    return uncached_page(send_file(path, "application/pdf", download_name=name))
