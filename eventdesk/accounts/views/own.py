"""One's own account: who I am, my password."""

from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask_babel import gettext

from eventdesk.accounts import passwords, queries, services
from eventdesk.accounts.forms import PasswordForm
from eventdesk.accounts.models import Account
from eventdesk.accounts.views.floor import BY_LINK, TRIES, blueprint, is_refused, say, too_many
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.people.services import change_person
from eventdesk.permissions import Permission
from eventdesk.web.guard import actor, requires
from eventdesk.web.limits import limiter
from eventdesk.web.profile import ProfileForm


def _my_account() -> Account:
    return queries.account_of(actor().person_id) or abort(401)


@blueprint.route("/my/profile", methods=["GET", "POST"])
@requires(Permission.OWN_PAGES)
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
            say(gettext("Your details are changed. Registrations that you made before keep what they said."))
            return redirect(url_for("reservations.my_data"), 303)
    return render_template("accounts/profile.html", form=form), 422 if request.method == "POST" else 200


@blueprint.route("/my/password", methods=["GET", "POST"])
@requires(Permission.OWN_PAGES)
@limiter.limit(
    TRIES,
    key_func=lambda: str(actor().person_id),
    methods=["POST"],
    deduct_when=is_refused,
    on_breach=too_many,
)
def password() -> Any:
    account = _my_account()
    form = PasswordForm()
    if account.password_hash is None or session.get(BY_LINK):
        # Whoever holds the mailbox has shown more than the present password would.
        del form.current
    if form.validate_on_submit():
        if form.current and not passwords.fits(account.password_hash, form.current.data):
            form.current.errors = [*form.current.errors, gettext("This is not your present password")]
        else:
            password_hash = passwords.hash_password(form.password.data)
            with transaction():
                services.set_password(account, password_hash, but=session["_user_id"], now=clock.now())
            say(gettext("Your password is set. Everywhere else you are signed out."))
            return redirect(url_for("reservations.my_data"), 303)
    return render_template("accounts/password.html", form=form, has_one=account.password_hash is not None), (
        422 if request.method == "POST" else 200
    )
