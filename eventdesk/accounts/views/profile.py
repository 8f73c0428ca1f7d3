"""The reader's profile and password."""

from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask_babel import gettext

from eventdesk.accounts import passwords, queries, services
from eventdesk.accounts.forms import PasswordForm
from eventdesk.accounts.models import Account
from eventdesk.accounts.views.shared import (
    BY_LINK,
    MAX_ATTEMPTS,
    blueprint,
    flash_message,
    too_many_attempts,
    was_refused,
)
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.people.services import change_person
from eventdesk.permissions import Permission
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.limits import limiter
from eventdesk.web.profile import ProfileForm


def _my_account() -> Account:
    return queries.account_of(current_actor().person_id) or abort(401)


@blueprint.route("/my/profile", methods=["GET", "POST"])
@requires(Permission.MY_PAGES)
def profile() -> Any:
    person = _my_account().person
    form = ProfileForm(
        data={
            "name": person.name,
            "organisation": person.organisation.name if person.organisation else "",
            "country": person.country,
            "stakeholder_kind": person.stakeholder_kind,
        }
    )
    if form.validate_on_submit():
        try:
            with transaction():
                change_person(person, job_title=person.job_title, **form.values())
        except DomainError as problem:
            form.show(problem)
        else:
            flash_message(gettext("Your details have been saved. Earlier registrations are not changed."))
            return redirect(url_for("privacy.my_data"), 303)
    return render_template("accounts/profile.html", form=form), 422 if request.method == "POST" else 200


@blueprint.route("/my/password", methods=["GET", "POST"])
@requires(Permission.MY_PAGES)
@limiter.limit(
    MAX_ATTEMPTS,
    key_func=lambda: str(current_actor().person_id),
    methods=["POST"],
    deduct_when=was_refused,
    on_breach=too_many_attempts,
)
def password() -> Any:
    account = _my_account()
    form = PasswordForm()
    if account.password_hash is None or session.get(BY_LINK):
        # Opening the link has shown that the mailbox is theirs, which is worth more than the current password.
        del form.current
    if form.validate_on_submit():
        if form.current and not passwords.verify_password(account.password_hash, form.current.data):
            form.current.errors = [*form.current.errors, gettext("This is not your current password")]
        else:
            password_hash = passwords.hash_password(form.password.data)
            with transaction():
                services.set_password(account, password_hash, current_token=session["_user_id"], now=clock.now())
            flash_message(gettext("Your password has been saved. You are signed out on all other devices."))
            return redirect(url_for("privacy.my_data"), 303)
    return render_template("accounts/password.html", form=form, has_password=account.password_hash is not None), (
        422 if request.method == "POST" else 200
    )
