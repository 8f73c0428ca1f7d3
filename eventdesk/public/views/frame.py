"""The frame around every page of an event, and around the house's own pages."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from eventdesk.public.queries import EventHead
from eventdesk.web.filters import zone_words
from eventdesk.web.floor import settings
from eventdesk.web.heads import event_head


def house_frame() -> dict[str, Any]:
    """Return what the footer of the house's own pages needs."""
    links = _own_links()
    if contact := settings().contact_email:
        links.append({"label": gettext("Contact"), "url": f"mailto:{contact}"})
    return {"footer_links": links}


def event_frame(head: EventHead, tab: str, *, now: datetime) -> dict[str, Any]:
    """Return what layouts/event.html needs for a page of the event, with `tab` as the current one."""
    links = _own_links()
    if head.contact_email:
        links.append({"label": gettext("Contact the organiser"), "url": f"mailto:{head.contact_email}"})
    head_of_page = event_head(head)
    if head.report_published_at:
        report = {"key": "report", "label": gettext("Report"),
                  "url": url_for("reports.published_pdf", event_slug=head.slug)}  # fmt: skip
        head_of_page["tabs"].append(report)
    # The zone's name depends on the season, which is that of the event and not of the reader's visit.
    noon = datetime(head.starts_on.year, head.starts_on.month, head.starts_on.day, 12, tzinfo=now.tzinfo)
    return {
        "head": head,
        "event_head": head_of_page,
        "tab": tab,
        "zone": zone_words(head.timezone, noon),
        "footer_links": links,
    }


def _own_links() -> list[dict[str, str]]:
    return [
        {"label": gettext("Accessibility"), "url": url_for("public.accessibility")},
        {"label": gettext("Your data"), "url": url_for("public.privacy")},
    ]
