"""The template context of layouts: of an event's pages and of the site's own pages."""

from datetime import UTC, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from eventdesk.public.queries.events import EventHeader
from eventdesk.web.filters import describe_timezone
from eventdesk.web.heads import event_head
from eventdesk.web.setup import settings


def site_context() -> dict[str, Any]:
    """Return what the layout of the site's own pages needs."""
    links = _site_links()
    if contact := settings().contact_email:
        links.append({"label": gettext("Contact"), "url": f"mailto:{contact}"})
    return {"footer_links": links}


def event_context(head: EventHeader, tab: str, *, zone: str = "") -> dict[str, Any]:
    """Return what layouts/event.html needs for a page of the event, with `tab` as the current one.

    `zone` is the time zone that the page shows, if it is not the event's.
    """
    links = _site_links()
    if head.contact_email:
        links.append({"label": gettext("Contact the organiser"), "url": f"mailto:{head.contact_email}"})
    head_of_page = event_head(head)
    if head.report_published_at:
        url = url_for("reports.published_pdf", event_slug=head.slug)
        head_of_page["tabs"].append({"key": "report", "label": gettext("Report"), "url": url})
    return {
        "head": head,
        "event_head": head_of_page,
        "tab": tab,
        "zone": timezone_text(head, zone or head.timezone),
        "footer_links": links,
    }


def timezone_text(head: EventHeader, zone: str) -> str:
    """Return a time zone as text; its name depends on the season, for which the first day of the event counts."""
    noon = datetime(head.starts_on.year, head.starts_on.month, head.starts_on.day, 12, tzinfo=UTC)
    return describe_timezone(zone, noon)


def timezone_notice(head: EventHeader, zone: str, event_zone_url: str) -> dict[str, Any]:
    """Return what static/js/time_zone.js needs to offer times in the reader's zone, and the link back to the event's."""
    noon = datetime(head.starts_on.year, head.starts_on.month, head.starts_on.day, 12, tzinfo=UTC)
    return {
        "of_event": head.timezone,
        "shown": zone or head.timezone,
        "at": noon.isoformat(),
        "back_url": event_zone_url if zone else "",
        "back_label": gettext("Show times in the event's time zone, %(zone)s", zone=timezone_text(head, head.timezone)),
    }


def _site_links() -> list[dict[str, str]]:
    return [
        {"label": gettext("Accessibility"), "url": url_for("public.accessibility")},
        {"label": gettext("Privacy"), "url": url_for("public.privacy")},
    ]
