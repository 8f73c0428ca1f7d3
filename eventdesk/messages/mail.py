"""A mail of the outbox as it is handed to the mail server: its headers, and what is kept of it afterwards."""

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
"""What stands in the place of a one-time link's token once its mail is sent."""


def ehlo_name(base_url: str) -> str:
    """Return by which name this machine introduces itself to a mail server (RFC 5321, 4.1.3 for an address)."""
    host = urlsplit(base_url).hostname or "localhost"
    return f"[{host}]" if host.replace(".", "").isdecimal() else host


def message(item: OutboxItem, *, sender: str, now: datetime) -> EmailMessage:
    """Return the mail of an outbox item, ready to be sent from `sender` (an address, or a name and one in <>).

    Raises ValueError when its recipient is not one address: a comma would make it two.
    """
    subject, text = render_payload(item.payload)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = _mailbox(*parseaddr(sender))
    mail["To"] = _mailbox("", item.recipient)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{item.message_id}>"
    # RFC 3834, 5: nobody's holiday notice should answer.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="quoted-printable")
    return mail


def _mailbox(name: str, address: str) -> Address:
    local, host = mailbox(address)
    return Address(display_name=name, username=local, domain=host)


def without_secrets(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a mail's payload with the token of its one-time link taken out."""
    values = payload.get("values", {})
    return {**payload, "values": {**values, "token": REMOVED}} if "token" in values else payload
