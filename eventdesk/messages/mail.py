"""Emails of the outbox as they are handed to the mail server, and as they are stored afterwards."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from eventdesk.accounts.rules import mailbox
from eventdesk.core.models import OutboxItem
from eventdesk.messages.rendering import render_payload

REMOVED = "removed-after-sending"
"""Replaces the token of a one-time link once its email is sent."""


def ehlo_name(base_url: str) -> str:
    """Return the host name for the EHLO to a mail server (an IP address as in RFC 5321, 4.1.3)."""
    host = urlsplit(base_url).hostname or "localhost"
    return f"[{host}]" if host.replace(".", "").isdecimal() else host


def message(item: OutboxItem, *, sender: str, now: datetime) -> EmailMessage:
    """Return an outbox item as an email from `sender`: an address, or a name and an address in <>.

    Raises ValueError unless its recipient is exactly one address: a comma would make it two.
    """
    subject, text = render_payload(item.payload)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = _mailbox(*parseaddr(sender))
    mail["To"] = _mailbox("", item.recipient)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{item.message_id}>"
    # RFC 3834, 5: out-of-office notices should not answer.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="quoted-printable")
    return mail


def _mailbox(name: str, address: str) -> Address:
    local, host = mailbox(address)
    return Address(display_name=name, username=local, domain=host)


def without_secrets(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of an email without the token of its one-time link."""
    values = payload.get("values", {})
    return {**payload, "values": {**values, "token": REMOVED}} if "token" in values else payload
