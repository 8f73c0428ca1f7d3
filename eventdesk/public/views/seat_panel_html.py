"""Rendering a seat panel, once for all readers to whom it says the same."""

from functools import lru_cache
from typing import Any

from flask import request, url_for
from flask_babel import get_locale

from eventdesk.programme.models.programme import EventSession
from eventdesk.public.views.seat_panel import SeatPanel
from eventdesk.public.views.stored_pages import placeholder, render_for_all
from eventdesk.seats.states import SeatState

FORM_KEY, CALENDAR, DOWNLOAD = "form-key", "calendar", "download"
"""Placeholders in a rendered panel: the idempotency key of its form, the calendar menu, the button for the slides."""


def render_panel(panel: SeatPanel, event_session: EventSession, *, is_visitor: bool, registration_ref: str) -> str:
    """Return the HTML of a panel with its placeholders.

    `registration_ref` names the registration of a guest in the addresses of their forms; "" for everybody else.
    """
    event_slug, code = event_session.event.slug, event_session.code
    if registration_ref:
        url_for_guest = _guest_urls(registration_ref, code)
        return _render(panel, **url_for_guest, register_url="", sign_in_url="")
    return _render_for_session(
        request.script_root, str(get_locale()), panel, event_slug, code, event_session.is_public, is_visitor
    )


@lru_cache(maxsize=1000)
def _render_for_session(
    _script_root: str, _locale: str, panel: SeatPanel, event_slug: str, code: str, is_public: bool, is_visitor: bool
) -> str:
    """Return the panel of a session, which is the same for all readers to whom it says the same."""
    offers_seat = is_public and bool(panel.button)
    address: dict[str, Any] = {"event_slug": event_slug, "session_code": code}
    return _render(
        panel,
        reserve_url="" if is_visitor or not offers_seat else url_for("booking.reserve", **address),
        register_url=url_for("booking.register", event_slug=event_slug, session=code)
        if is_visitor and offers_seat
        else "",
        sign_in_url=url_for("public.seat", **address) if is_visitor and offers_seat else "",
        release_url=url_for("booking.release", **address),
        registration_url="",
    )


def _guest_urls(registration_ref: str, code: str) -> dict[str, str]:
    address: dict[str, Any] = {"registration_ref": registration_ref, "session_code": code, "to": "session"}
    return {
        "reserve_url": url_for("booking.accept_or_reserve", **address),
        "release_url": url_for("booking.release_my_seat", **address),
        "registration_url": url_for("booking.my_registration", registration_ref=registration_ref),
    }


def _render(panel: SeatPanel, **urls: str) -> str:
    return render_for_all(
        "public/_seat_panel.html",
        panel=panel,
        **urls,
        form_key=placeholder(FORM_KEY),
        calendar="" if panel.seats.state is SeatState.CANCELLED else placeholder(CALENDAR),
        download=placeholder(DOWNLOAD) if panel.has_download else "",
    )
