"""The heads of an event's pages, its desk and its doors: names, addresses and tabs, for the layouts."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from flask_babel import gettext

from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.filters import day_range, zone_words
from eventdesk.web.floor import may

DESK_TABS = (
    ("overview", N_("Overview"), "desk.overview", Permission.DESK_VIEW),
    ("agenda", N_("Agenda"), "desk.agenda", Permission.PROGRAMME_EDIT),
    ("sessions", N_("Sessions"), "desk.sessions", Permission.PROGRAMME_EDIT),
    ("speakers", N_("Speakers"), "desk.speakers", Permission.PROGRAMME_EDIT),
    ("registrations", N_("Registrations"), "reservations.registrations", Permission.REGISTRATIONS_VIEW),
    ("seats", N_("Seats"), "reservations.desk_seats", Permission.PROGRAMME_EDIT),
    ("door", N_("Door"), "reservations.door", Permission.ATTENDEES_VIEW),
    ("statistics", N_("Statistics"), "statistics.figures", Permission.STATISTICS_VIEW),
    ("report", N_("Report"), "reports.report", Permission.REPORT_WRITE),
)
"""Key, words, endpoint, and the permission without which a tab is not shown."""


def desk_head(event: Any) -> dict[str, Any]:
    """Return what `layouts/desk.html` needs: the tabs are those that the reader may open."""
    return {
        "name": event.title,
        "url": url_for("desk.overview", event_slug=event.slug) if _exists("desk.overview") else "",
        "public_url": url_for("public.event_page", event_slug=event.slug) if _exists("public.event_page") else "",
        "accent": event.accent,
        "zone": zone_words(event.timezone, datetime.combine(event.starts_on, time(12), ZoneInfo(event.timezone))),
        "tabs": [
            {"key": key, "label": gettext(words), "url": url_for(endpoint, event_slug=event.slug)}
            for key, words, endpoint, permission in DESK_TABS
            if _exists(endpoint) and may(permission, event)
        ],
    }


def event_head(event: Any) -> dict[str, Any]:
    """Return what `layouts/event.html` needs on a page that is not one of the public tabs themselves."""
    when = day_range(event.starts_on, event.ends_on)
    place = event.city or (gettext("online") if event.is_online else "")
    tabs = (("event", gettext("Event"), "event_page"), ("programme", gettext("Programme"), "programme"),
            ("speakers", gettext("Speakers"), "speakers"))  # fmt: skip
    return {
        "name": event.title,
        "when": event.subtitle or (f"{when}, {place}" if place else when),
        "url": url_for("public.event_page", event_slug=event.slug),
        "accent": event.accent,
        "tabs": [
            {"key": key, "label": label, "url": url_for(f"public.{page}", event_slug=event.slug)}
            for key, label, page in tabs
        ],
    }


def door_head(event: Any) -> dict[str, Any]:
    """Return what `layouts/door.html` needs."""
    return {
        "accent": event.accent,
        "back_url": url_for("reservations.door", event_slug=event.slug),
        "back_label": gettext("Change room"),
    }


def _exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions
