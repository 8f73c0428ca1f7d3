"""The page "My data": profile, registrations, sign-in and download."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, jsonify, render_template
from flask_babel import gettext

from eventdesk.accounts import queries as accounts
from eventdesk.core import clock
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.privacy.queries import personal_data_export
from eventdesk.privacy.views.blueprint import blueprint
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registrations_of_person
from eventdesk.registration.states import ACTIVE_STATES, RegistrationState
from eventdesk.web.filters import country_name, day_range, stakeholder_label
from eventdesk.web.guard import current_actor, requires


@dataclass(frozen=True)
class RegistrationView:
    """A registration as the page lists it."""

    event: Event
    code: str
    dates: str
    state: str
    icon: str
    is_active: bool
    is_listed: bool
    """Whether the person agreed to be listed in the report."""
    can_register_again: bool


@blueprint.get("/my/data")
@requires(Permission.MY_PAGES)
def my_data() -> str:
    person_id, now = current_actor().person_id, clock.now()
    account = accounts.account_of(person_id) or abort(401)
    return render_template(
        "privacy/my_data.html",
        profile=_profile(account.person),
        has_password=account.password_hash is not None,
        registrations=[_registration_view(registration, now) for registration in registrations_of_person(person_id)],
        devices=len(accounts.live_sign_ins(person_id, now=now)),
    )


def _profile(person: Person) -> list[dict[str, str]]:
    """Return the person's profile as rows of the component `meta_list`."""
    not_specified = gettext("Not specified")
    return [
        {"term": gettext("Name"), "words": person.name},
        {"term": gettext("Email"), "words": person.email or ""},
        {"term": gettext("Organisation"), "words": person.organisation.name if person.organisation else not_specified},
        {"term": gettext("Country"), "words": country_name(person.country) if person.country else not_specified},
        {"term": gettext("Type of organisation"), "words": stakeholder_label(person.stakeholder_kind)},
    ]


def _registration_view(registration: Registration, now: datetime) -> RegistrationView:
    event, state = registration.event, RegistrationState(registration.state)
    is_active = state in ACTIVE_STATES
    return RegistrationView(
        event=event,
        code=registration.code,
        dates=day_range(event.starts_on, event.ends_on),
        state=gettext(state.label),
        icon=state.icon,
        is_active=is_active,
        is_listed=registration.consents_to_listing,
        can_register_again=not is_active and event.ends_on >= now.date(),
    )


@blueprint.get("/my/data.json")
@requires(Permission.MY_PAGES)
def export_my_data() -> Any:
    response = jsonify(personal_data_export(current_actor().person_id, now=clock.now()))
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
