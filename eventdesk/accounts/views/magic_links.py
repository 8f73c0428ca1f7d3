"""Sign-in links sent by email. Opening one shows a button, and only the button uses the link."""

from typing import Any

from flask import Response, abort, render_template, request, session
from flask_babel import gettext

from eventdesk.accounts import queries, services
from eventdesk.accounts.forms import LinkForm
from eventdesk.accounts.views.shared import BROWSER, SENT, add_sign_in, blueprint, complete_sign_in, flash_message
from eventdesk.core import clock, outbox
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.messages.rendering import render_payload
from eventdesk.web.errors import translate
from eventdesk.web.guard import public
from eventdesk.web.responses import uncached_page
from eventdesk.web.setup import settings


def _can_read_mail() -> bool:
    """Return whether the browser that requested an email can read it here: only in the demo, which sends none."""
    return settings().is_demo and not settings().mail_url


@blueprint.get("/sign-in/sent")
@public
def sent() -> Any:
    sent_note = session.get(SENT, {})
    return render_template("accounts/sent.html", address=sent_note.get("to", ""), can_read_mail=_can_read_mail())


@blueprint.get("/sign-in/mail")
@public
def sent_mail() -> Any:
    sent_note = session.get(SENT, {})
    mail = outbox.item_by_id(sent_note["mail"]) if _can_read_mail() and "mail" in sent_note else None
    if mail is None:
        abort(404)
    subject, text = render_payload(mail.payload)
    return render_template("accounts/sent_mail.html", mail=mail, subject=subject, text=text)


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"])
@public
def link(token: str) -> Any:
    now = clock.now()
    if request.method != "POST":
        live_link = queries.live_link(token, now=now)
        if live_link is None:
            return _expired(gettext("This link no longer works."))
        is_new = bool(live_link.sign_up)
        return _secret_page("accounts/link.html", token=token, address=live_link.email_key, is_new=is_new)
    try:
        with transaction():
            account, is_password_dropped = services.use_link(token, browser=session.get(BROWSER, ""), now=now)
            cookie_token = add_sign_in(account)
    except DomainError as problem:
        return _expired(translate(problem))
    response = complete_sign_in(cookie_token, by_link=True)
    if is_password_dropped:
        flash_message(
            gettext(
                "Your account has been created without a password, "
                "because you opened the link in another browser. You can set a password now."
            ),
            "note",
        )
    return response


def _expired(message: str) -> Response:
    return _secret_page("accounts/link_expired.html", 410, message=message, form=LinkForm(formdata=None))


def _secret_page(template: str, status: int = 200, **values: Any) -> Response:
    return uncached_page(render_template(template, **values), status)
