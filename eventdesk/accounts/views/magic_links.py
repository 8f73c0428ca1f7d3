"""The links that are sent by mail. Opening one shows a button; only pressing it uses the link up."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, session
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
from eventdesk.web.setup import settings


def _mail_can_be_read() -> bool:
    """Return whether mails are shown to whoever asked for them: only in the demo, where none is sent."""
    return settings().is_demo and not settings().mail_url


@blueprint.get("/sign-in/sent")
@public
def sent() -> Any:
    note = session.get(SENT, {})
    return render_template("accounts/sent.html", address=note.get("to", ""), mail_can_be_read=_mail_can_be_read())


@blueprint.get("/sign-in/mail")
@public
def sent_mail() -> Any:
    note = session.get(SENT, {})
    mail = outbox.item_by_id(note["mail"]) if _mail_can_be_read() and "mail" in note else None
    if mail is None:
        abort(404)
    subject, text = render_payload(mail.payload)
    return render_template("accounts/sent_mail.html", mail=mail, subject=subject, text=text)


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"])
@public
def link(token: str) -> Any:
    now = clock.now()
    if request.method != "POST":
        found = queries.live_link(token, now=now)
        if found is None:
            return _gone(gettext("This link does not work any more."))
        return _of_link("accounts/link.html", 200, token=token, address=found.email_key, is_new=bool(found.sign_up))
    try:
        with transaction():
            account, left_out = services.use_link(token, browser=session.get(BROWSER, ""), now=now)
            cookie_token = add_sign_in(account)
    except DomainError as problem:
        return _gone(translate(problem))
    answer = complete_sign_in(cookie_token, by_link=True)
    if left_out:
        flash_message(
            gettext("Your account is made, without the password: it only counts in the browser it was typed in."),
            "note",
        )
    return answer


def _gone(words: str) -> Response:
    return _of_link("accounts/link_gone.html", 410, words=words, form=LinkForm(formdata=None))


def _of_link(template: str, status: int, **values: Any) -> Response:
    """Return a page whose address is a secret: kept nowhere, and told to no other page."""
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
