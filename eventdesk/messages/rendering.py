"""Writing mails from `templates/messages/`, the first line of each being its subject."""

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_babel import force_locale

from eventdesk.core.settings import Settings
from eventdesk.core.text import clean_line
from eventdesk.messages.links import MailLink
from eventdesk.messages.rules import mail_language
from eventdesk.web.setup import LANGUAGES

_LINKS = "eventdesk-mail-links"


def init_messages(app: Flask, links: dict[str, MailLink]) -> None:
    """Let the mails of `app` hold `links`. Raises RuntimeError where one leads to no endpoint."""
    lost = sorted(name for name, link in links.items() if link.endpoint not in app.view_functions)
    if lost:
        raise RuntimeError(f"Links in mails that lead nowhere: {', '.join(lost)}")
    app.extensions[_LINKS] = {name: partial(_address, link) for name, link in links.items()}


def render_mail(template: str, values: dict[str, Any], *, language: str = "") -> tuple[str, str]:
    """Return subject and text of a mail. Addresses in it are full ones, under BASE_URL, whoever asks.

    `language` is that stored for the recipient, or "". Raises jinja2.UndefinedError when `values` lacks something,
    TemplateNotFound for an unknown `template`.
    """
    with force_locale(mail_language(language, known=LANGUAGES, default=current_app.config["BABEL_DEFAULT_LOCALE"])):
        written = current_app.jinja_env.get_template(f"messages/{template}.txt").render(
            links=current_app.extensions[_LINKS],
            moment=lambda text: datetime.fromisoformat(text) if text else None,
            **values,
        )
    first, _, text = written.partition("\n")
    return clean_line(first.removeprefix("Subject:")), text.strip() + "\n"


def render_payload(payload: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text of a mail in the outbox, as `render_mail` does."""
    return render_mail(payload["template"], payload["values"], language=payload.get("language", ""))


def _address(link: MailLink, **given: Any) -> str:
    """Return the full address a link leads to; unlike url_for it needs no request."""
    settings: Settings = current_app.config["SETTINGS"]
    base = urlsplit(settings.base_url)
    urls = current_app.url_map.bind(base.netloc, base.path or "/", url_scheme=base.scheme)
    return urls.build(link.endpoint, link.arguments(**given), force_external=True)
