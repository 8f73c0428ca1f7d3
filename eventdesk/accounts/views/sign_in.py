"""Sign up, sign in and sign out."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user

from eventdesk.accounts import passwords, queries, services
from eventdesk.accounts.forms import LinkForm, SignInForm, SignOutForm, SignUpForm
from eventdesk.accounts.views.shared import (
    BROWSER,
    MAX_ATTEMPTS,
    MAX_ATTEMPTS_PER_CLIENT,
    SENT,
    add_sign_in,
    blueprint,
    complete_sign_in,
    flash_message,
    limited_links,
    rate_limit_key,
    too_many_attempts,
    was_refused,
)
from eventdesk.core import clock
from eventdesk.core.codes import new_token
from eventdesk.core.db import transaction
from eventdesk.web.guard import current_identity, public
from eventdesk.web.limits import limiter


@blueprint.route("/sign-up", methods=["GET", "POST"])
@public
@limited_links
def sign_up() -> Any:
    form = SignUpForm()
    if current_identity() is not None or not form.validate_on_submit():
        return render_template("accounts/sign_up.html", form=form), 422 if request.method == "POST" else 200
    typed = services.SignUp(
        **form.values("email", "password"),
        password_hash=passwords.hash_password(form.password.data) if form.password.data else None,
    )
    browser = session.setdefault(BROWSER, new_token())
    with transaction():
        mail_id = services.request_sign_up(form.email.data, typed, browser=browser, now=clock.now())
    return _sent(form.email.data, mail_id)


@blueprint.post("/sign-in/link")
@public
@limited_links
def send_link() -> Any:
    form = LinkForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=SignInForm(formdata=None), link_form=form), 422
    with transaction():
        mail_id = services.request_sign_in_link(form.email.data, now=clock.now())
    return _sent(form.email.data, mail_id)


def _sent(address: str, mail_id: int) -> Any:
    session[SENT] = {"to": address, "mail": mail_id}
    return redirect(url_for("accounts.sent"), 303)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(
    MAX_ATTEMPTS, key_func=rate_limit_key, methods=["POST"], deduct_when=was_refused, on_breach=too_many_attempts
)
@limiter.limit(MAX_ATTEMPTS_PER_CLIENT, methods=["POST"], deduct_when=was_refused, on_breach=too_many_attempts)
def sign_in() -> Any:
    if current_identity() is not None:
        return redirect(url_for("agenda.my_agenda"), 303)
    form = SignInForm()
    if form.validate_on_submit():
        account = queries.account_by_email(form.email.data)
        is_correct = passwords.verify_password(account.password_hash if account else None, form.password.data)
        if account and is_correct and account.disabled_at is None:
            with transaction():
                cookie_token = add_sign_in(account)
            return complete_sign_in(cookie_token)
        form.form_errors.append(
            gettext("The email address or password is incorrect. You can also request a sign-in link.")
        )
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/sign_in.html", form=form, link_form=LinkForm(formdata=None)), status


@blueprint.route("/sign-out", methods=["GET", "POST"])
@public
def sign_out() -> Any:
    form = SignOutForm()
    identity = current_identity()
    if identity is None:
        return redirect(url_for("accounts.sign_in"), 303)
    if not form.validate_on_submit():
        return render_template("accounts/sign_out.html", form=form)
    token = session.get("_user_id", "")
    with transaction():
        if form.everywhere.data:
            services.revoke_all_sign_ins(identity.person_id, now=clock.now())
        else:
            services.revoke_sign_in(token, now=clock.now())
    logout_user()
    session.clear()
    flash_message(gettext("You are signed out."))
    return redirect(url_for("accounts.sign_in"), 303)
