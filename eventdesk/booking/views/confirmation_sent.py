"""The page that a visitor sees once the email with the confirmation link is on its way."""

from typing import Any

from flask import redirect, render_template, session, url_for
from flask_babel import gettext

from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.seat_preview import seat_preview
from eventdesk.core import outbox
from eventdesk.messages.rendering import render_payload
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import public_event
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.seats.services.insert_reservation import HOLD_DURATION
from eventdesk.web.guard import requires
from eventdesk.web.heads import event_head
from eventdesk.web.responses import uncached_page
from eventdesk.web.setup import settings

_COOKIE_KEY = "registering"
"""Where the cookie remembers the address that an email was sent to, and the id of that email in the outbox."""


def redirect_to_confirmation_sent(
    event: Event, email: str, event_session: EventSession | None, mail_id: int | None
) -> Any:
    """Remember in the cookie what was sent, and redirect to the page that says so."""
    details = {
        "to": email,
        "event": event.id,
        "session": event_session.code if event_session else "",
        "meanwhile": _meanwhile(event, event_session),
    }
    session[_COOKIE_KEY] = details | ({"mail": mail_id} if mail_id else {})
    return redirect(url_for("booking.confirmation_sent", event_slug=event.slug), 303)


def was_confirmation_sent(event: Event) -> bool:
    """Return whether this browser was sent a confirmation link for the event."""
    return bool(session.get(_COOKIE_KEY, {}).get("event") == event.id)


def _meanwhile(event: Event, event_session: EventSession | None) -> str:
    """Return what is reserved until the address is confirmed; where registrations are approved, nothing is."""
    if registration_policy(event.id).requires_approval:
        return ""
    return seat_preview(event_session).meanwhile if event_session else gettext("Your place is reserved until then.")


@blueprint.get("/events/<event_slug>/register/sent")
@requires(Permission.EVENT_REGISTER, on=public_event)
def confirmation_sent(event: Event) -> Any:
    if not was_confirmation_sent(event):
        return redirect(url_for("booking.register", event_slug=event.slug), 303)
    details = session[_COOKIE_KEY]
    return uncached_page(
        render_template(
            "booking/confirmation_sent.html",
            event=event,
            event_head=event_head(event),
            address=details["to"],
            session_code=details["session"],
            meanwhile=details["meanwhile"],
            minutes=int(HOLD_DURATION.total_seconds() // 60),
            mail=_demo_mail(details.get("mail")),
        )
    )


def _demo_mail(mail_id: int | None) -> dict[str, str] | None:
    """Return the email itself in the demo, which sends none; None elsewhere."""
    if mail_id is None or not settings().is_demo or settings().mail_url:
        return None
    mail = outbox.item_by_id(mail_id)
    if mail is None:
        return None
    subject, text = render_payload(mail.payload)
    return {"to": mail.recipient, "subject": subject, "text": text}
