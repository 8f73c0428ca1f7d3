"""Mails: written from `templates/mail/`, the first line of each being its subject."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale

from eventdesk.accounts.rules import mailbox
from eventdesk.core.models import OutboxItem
from eventdesk.core.settings import Settings
from eventdesk.core.text import clean_line
from eventdesk.web.keys import key_of

REMOVED = "removed-after-sending"
"""What stands in the place of a one-time link's token once its mail is sent."""


def render_mail(template: str, values: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text of a mail. Addresses in it are full ones, under BASE_URL, whoever asks.

    Raises jinja2.UndefinedError when `values` lacks something, TemplateNotFound for an unknown `template`.
    """
    with force_locale("en_GB"):
        written = current_app.jinja_env.get_template(f"mail/{template}.txt").render(
            address=_address,
            own_page=lambda ref: _address("reservations.my_registration", registration_ref=key_of(ref)),
            moment=lambda text: datetime.fromisoformat(text) if text else None,
            **values,
        )
    first, _, text = written.partition("\n")
    return clean_line(first.removeprefix("Subject:")), text.strip() + "\n"


def mail_url() -> str:
    """Return the mail server's address of the settings, or "" where mails are kept."""
    return _settings().mail_url


def own_host() -> str:
    """Return by which name this machine introduces itself to a mail server (RFC 5321, 4.1.3 for an address)."""
    host = urlsplit(_settings().base_url).hostname or "localhost"
    return f"[{host}]" if host.replace(".", "").isdecimal() else host


def _settings() -> Settings:
    return current_app.config["SETTINGS"]  # type: ignore[no-any-return]


def _address(endpoint: str, **values: Any) -> str:
    """Return the full address of an endpoint; unlike url_for it needs no request."""
    base = urlsplit(_settings().base_url)
    urls = current_app.url_map.bind(base.netloc, base.path or "/", url_scheme=base.scheme)
    return urls.build(endpoint, values, force_external=True)


def message(item: OutboxItem, *, now: datetime) -> EmailMessage:
    """Return the mail of an outbox item, ready to be sent.

    Raises ValueError when its recipient is not one address: a comma would make it two.
    """
    subject, text = render_mail(item.payload["template"], item.payload["values"])
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = _mailbox(*parseaddr(_settings().mail_from))
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
