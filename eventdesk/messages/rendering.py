"""Rendering emails from the templates in `templates/messages/`, whose first line is the subject."""

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
from eventdesk.web.changes import changes_zone, describe_change
from eventdesk.web.setup import LANGUAGES

_LINKS = "eventdesk-mail-links"


def init_messages(app: Flask, links: dict[str, MailLink]) -> None:
    """Make `links` available in the emails of `app`. Raises RuntimeError if one of them leads to no endpoint."""
    broken = sorted(name for name, link in links.items() if link.endpoint not in app.view_functions)
    if broken:
        raise RuntimeError(f"Links in emails that lead nowhere: {', '.join(broken)}")
    app.extensions[_LINKS] = {name: partial(_address, link) for name, link in links.items()}


def render_mail(template: str, values: dict[str, Any], *, language: str = "") -> tuple[str, str]:
    """Return the subject and the text of an email. Its links are absolute, under BASE_URL whatever the request.

    `language` is the one stored for the recipient, or "". Raises jinja2.UndefinedError when a value is missing in
    `values`, TemplateNotFound for an unknown `template`.
    """
    with force_locale(mail_language(language, known=LANGUAGES, default=current_app.config["BABEL_DEFAULT_LOCALE"])):
        rendered = current_app.jinja_env.get_template(f"messages/{template}.txt").render(
            links=current_app.extensions[_LINKS],
            moment=lambda text: datetime.fromisoformat(text) if text else None,
            describe_change=describe_change,
            changes_zone=changes_zone,
            **values,
        )
    first, _, text = rendered.lstrip().partition("\n")
    return clean_line(first.removeprefix("Subject:")), text.strip() + "\n"


def render_payload(payload: dict[str, Any]) -> tuple[str, str]:
    """Return the subject and the text of an email in the outbox, as `render_mail` does."""
    return render_mail(payload["template"], payload["values"], language=payload.get("language", ""))


def _address(link: MailLink, **arguments: Any) -> str:
    """Return the absolute address of a link; unlike url_for it needs no request."""
    settings: Settings = current_app.config["SETTINGS"]
    base = urlsplit(settings.base_url)
    urls = current_app.url_map.bind(base.netloc, base.path or "/", url_scheme=base.scheme)
    return urls.build(link.endpoint, link.arguments(**arguments), force_external=True)
