"""Values for the headers of an event's public pages and organiser pages: name, addresses and tabs."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from eventdesk.web.filters import day_range, describe_timezone
from eventdesk.web.navigation import Menu, items_of
from eventdesk.web.setup import can_current_user


def desk_head(event: Any) -> dict[str, Any]:
    """Return the values for `layouts/desk.html`, with the tabs that the reader can open."""
    return {
        "name": event.title,
        "url": items_of(Menu.ORGANISER)[0].url(event_slug=event.slug),
        "public_url": items_of(Menu.EVENT)[0].url(event_slug=event.slug),
        "accent": event.accent,
        "zone": describe_timezone(
            event.timezone, datetime.combine(event.starts_on, time(12), ZoneInfo(event.timezone))
        ),
        "tabs": _tabs(Menu.ORGANISER, event),
    }


def event_head(event: Any) -> dict[str, Any]:
    """Return the values for `layouts/event.html` on a page that is not one of the public tabs."""
    when = day_range(event.starts_on, event.ends_on)
    place = event.city or (gettext("online") if event.is_online else "")
    tabs = _tabs(Menu.EVENT, event)
    return {
        "name": event.title,
        "when": event.subtitle or (f"{when}, {place}" if place else when),
        "url": tabs[0]["url"],
        "accent": event.accent,
        "tabs": tabs,
    }


def _tabs(menu: Menu, event: Any) -> list[dict[str, str]]:
    return [
        {"key": item.key, "label": gettext(item.label), "url": item.url(event_slug=event.slug)}
        for item in items_of(menu)
        if item.permission is None or can_current_user(item.permission, event)
    ]
