"""The seat settings of a session: the form, and a preview of who would get a seat before anything is changed."""

from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, DomainError
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.programme.models.draft import DraftSession
from eventdesk.seats.forms import SeatSettingsForm
from eventdesk.seats.queries import reservations
from eventdesk.seats.queries.preview import Preview, preview_settings
from eventdesk.seats.queries.reservations import live_count
from eventdesk.seats.queries.seat_admin import counts_by_state, draft_session_with_seats
from eventdesk.seats.services import session_seats
from eventdesk.seats.services.locks import lock_seats
from eventdesk.seats.services.session_seats import SeatSettings, change_seats, check_settings
from eventdesk.seats.views.blueprint import blueprint
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@blueprint.route("/desk/<event_slug>/seats/<session_code>/terms", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=draft_session_with_seats)
def seat_settings(plan: DraftSession) -> Any:
    """Show the seat settings of a session, then a preview of other settings, and only then change them."""
    event_session, event = plan.event_session, plan.event_session.event
    form = SeatSettingsForm(session_seats.seat_settings(event_session.id))
    preview, stale, status = None, "", 200
    action, seen = request.form.get("action"), request.form.get("seen", "")
    if form.is_submitted() and action not in ("look", "save"):
        form.form_errors.append(gettext("Select one of the buttons below the form"))
    elif form.validate_on_submit() and _is_possible(form, event_session.id):
        settings = form.settings()
        if action == "save":
            try:
                seated = _save(plan, settings, seen)
            except Conflict:
                # Only what others changed needs a warning; people know what they typed themselves.
                is_same = seen.partition(".")[0] == str(_version(event_session.id))
                stale, status = "typed" if is_same else "seats", 409
            except DomainError as problem:
                form.show(problem)
            else:
                flash(_done_text(settings, seated), "ok")
                return redirect(_page(plan), 303)
        preview = _preview(plan, settings)
    return render_template(
        "seats/seat_settings.html", event=event, plan=plan, form=form, desk_head=desk_head(event),
        settings=session_seats.seat_settings(event_session.id), typed=form.settings() if preview else None, preview=preview,
        stale=stale, seen=_version_token(_version(event_session.id), form.settings()) if preview else "",
        counts=counts_by_state(event_session.id), back_url=_page(plan), room=plan.room,
    ), (422 if form.errors else status)  # fmt: skip


def _is_possible(form: Any, event_session_id: int) -> bool:
    """Return whether a session can have the settings in the form; if not, errors are shown next to its fields."""
    settings = form.settings()
    if settings is None:
        live = live_count(event_session_id)
        if live:
            form.kind.errors = [
                ngettext(
                    "%(num)s person has a reservation in this session. Select another option, or remove the person first",
                    "%(num)s people have a reservation in this session. Select another option, or remove them first", live,
                )
            ]  # fmt: skip
        return not live
    try:
        check_settings(settings)
    except DomainError as problem:
        form.show(problem)
        return False
    return True


def _save(plan: DraftSession, settings: SeatSettings | None, seen: str) -> int:
    """Change the settings, and return how many people got a seat or were offered one.

    Raises Conflict when what the preview showed is not what would happen now.
    """
    with transaction():
        locked = lock_seats(plan.event_session_id)
        if seen != _version_token(locked.count.version if locked else 0, settings):
            raise Conflict(N_("The seats have changed since the preview."))
        return change_seats(plan.event_session, settings, actor_id=current_actor().person_id, now=clock.now())


def _preview(plan: DraftSession, settings: SeatSettings | None) -> Preview:
    settings = settings or SeatSettings()
    return preview_settings(
        plan.event_session, capacity=settings.capacity, max_per_organisation=settings.max_per_organisation,
        quotas=settings.quotas, now=clock.now(),
    )  # fmt: skip


def _version(event_session_id: int) -> int:
    seats = reservations.session_seats(event_session_id)
    return seats.version if seats else 0


def _version_token(version: int, settings: SeatSettings | None) -> str:
    """Return the token by which a preview knows which version of the seats and which settings it shows."""
    return f"{version}.{sha256(repr(settings).encode()).hexdigest()[:12]}"


def _done_text(settings: SeatSettings | None, seated: int) -> str:
    if not seated:
        return gettext("Saved.")
    if settings is not None and settings.offer_minutes is not None:
        message = ngettext("Saved. %(num)s person was offered a seat by email.",
                         "Saved. %(num)s people were offered a seat by email.", seated)  # fmt: skip
    else:
        message = ngettext("Saved. %(num)s person got a seat and was emailed.",
                         "Saved. %(num)s people got a seat and were emailed.", seated)  # fmt: skip
    return message


def _page(plan: DraftSession) -> str:
    address: dict[str, Any] = {"event_slug": plan.event_session.event.slug, "session_code": plan.event_session.code}
    return url_for("seats.seat_admin_session", **address)
