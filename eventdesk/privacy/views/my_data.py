"""One's own pages: my agenda, on the screen and on paper, and my data."""

from typing import Any

from flask import abort, jsonify, render_template

from eventdesk.accounts import queries as accounts
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.privacy.queries import personal_data_export
from eventdesk.privacy.views.blueprint import blueprint
from eventdesk.registration.queries.registrations import registrations_of_person
from eventdesk.web.guard import current_actor, requires


@blueprint.get("/my/data")
@requires(Permission.MY_PAGES)
def my_data() -> str:
    person_id, now = current_actor().person_id, clock.now()
    account = accounts.account_of(person_id) or abort(401)
    return render_template(
        "privacy/my_data.html",
        person=account.person,
        has_password=account.password_hash is not None,
        registrations=registrations_of_person(person_id),
        browsers=len(accounts.live_sign_ins(person_id, now=now)),
        today=now.date(),
    )


@blueprint.get("/my/data.json")
@requires(Permission.MY_PAGES)
def export_my_data() -> Any:
    response = jsonify(personal_data_export(current_actor().person_id, now=clock.now()))
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
