"""Registering a person for an event, changing the answers of a registration, revoking its links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed
from eventdesk.core.text import N_
from eventdesk.people.models import Person
from eventdesk.people.services import add_organisation
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import InvitationCode, Registration, RegistrationPolicy
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.registration.rules.questions import PROFILE_FIELDS
from eventdesk.registration.services.answers import save_answers
from eventdesk.registration.services.capacity import release_capacity, reserve_capacity
from eventdesk.registration.services.invitations import use_invitation, valid_invitation
from eventdesk.registration.services.locks import lock_policy, lock_registration
from eventdesk.registration.services.notifications import mail_about_registration
from eventdesk.registration.states import ACTIVE_STATES, RegistrationState


class FormRequired(NotAllowed):
    """The event needs more than a person's profile: they have to fill in the registration form."""


@dataclass(frozen=True)
class RegistrationInput:
    """The input of a registration form."""

    name: str = ""
    organisation: str = ""
    country: str = ""
    stakeholder_kind: str = ""
    job_title: str = ""
    consents_to_listing: bool | None = None
    """None: the form has no such field; an earlier answer stays."""
    invitation: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """By the code of the question, without the fields that are stored on the registration itself."""


def register_person(
    event: Event,
    person_id: int,
    *,
    actor_id: int | None,
    now: datetime,
    typed: RegistrationInput | None = None,
    consents_to_listing: bool | None = None,
    with_mail: bool = True,
    at_check_in: bool = False,
    answers_later: bool = False,
) -> Registration:
    """Register a person for an event and return the registration; registering again changes the existing one.

    The registration copies `typed`, or without it the person's profile. With `answers_later`, required answers may be
    missing. `consents_to_listing` None leaves an earlier answer as it is. Where the event requires approval, the
    registration is pending. Raises NotAllowed while registration is not open or all places are taken, Invalid at a
    field. At check-in (`at_check_in`) neither approval, opening times nor capacity refuse a person.
    """
    consents_to_listing = (
        typed.consents_to_listing if typed and typed.consents_to_listing is not None else consents_to_listing
    )
    policy = lock_policy(event.id) or registration_policy(event.id)
    person = db.session.get_one(Person, person_id)
    registration = registration_of(event.id, person_id)
    if registration is not None:
        lock_registration(registration)
        changes_only = (RegistrationState.CONFIRMED,) if at_check_in else ACTIVE_STATES
        if registration.state in changes_only:
            _change(registration, typed, consents_to_listing, actor_id=actor_id, now=now)
            return registration
    invitation = None
    if not at_check_in or event.state != "published":
        invitation = check_registration_allowed(event, policy, typed.invitation if typed else "", now=now)
    is_new = registration is None
    if registration is None:
        registration = Registration(code=new_code(10), event_id=event.id, person=person, created_at=now)
    has_place = registration.state == RegistrationState.UNCONFIRMED
    skips_approval = at_check_in or (invitation is not None and invitation.skips_approval)
    is_pending = policy.requires_approval and not skips_approval
    if not is_pending and not has_place:
        reserve_capacity(policy, at_check_in=at_check_in)
    if is_pending:
        # Approval became required while the place was on hold. A pending registration has no place.
        release_capacity(policy, registration)
    registration.state = RegistrationState.PENDING if is_pending else RegistrationState.CONFIRMED
    registration.expires_at, registration.reason, registration.changed_at = None, "", now
    if invitation is not None:
        use_invitation(invitation, registration)
    _copy_profile(registration, typed, person)
    registration.consents_to_listing = bool(consents_to_listing)
    if is_new:
        db.session.add(registration)
    db.session.flush()
    if typed is not None and not answers_later:
        save_answers(registration, _all_answers(typed))
    audit.record("register", registration, actor_id=actor_id, now=now, event_id=event.id, got=registration.state)
    if with_mail:
        template = "registration_pending" if is_pending else "registration_confirmed"
        mail_about_registration(registration, template, event, now=now)
    return registration


def form_required() -> FormRequired:
    """Return the error for a person who has to fill in the form before reserving a seat."""
    return FormRequired(N_("Register for the event first."))


def require_open(state: str, opens_at: datetime | None, closes_at: datetime | None, *, now: datetime) -> None:
    """Raise NotAllowed where an event in this state, with these opening times, takes no registrations at `now`."""
    if state != "published":
        raise NotAllowed(N_("This event takes no registrations."))
    if not registration_is_open(opens_at=opens_at, closes_at=closes_at, now=now):
        raise NotAllowed(N_("Registration for this event is not open."))


def check_registration_allowed(
    event: Event, policy: RegistrationPolicy, code: str, *, now: datetime
) -> InvitationCode | None:
    """Return the invitation code that somebody registers with, or None without one.

    Raises NotAllowed once the event is over or while registration is not open, Invalid at `invitation`.
    """
    if event.ends_on < now.astimezone(ZoneInfo(event.timezone)).date():
        raise NotAllowed(N_("This event is over."))
    require_open(event.state, event.registration_opens_at, event.registration_closes_at, now=now)
    return valid_invitation(event, policy, code, now=now)


def _copy_profile(registration: Registration, typed: RegistrationInput | None, person: Person) -> None:
    """Copy the profile to the registration, so that later changes of the person do not change figures."""
    if typed is None:
        registration.organisation = person.organisation
        registration.country = person.country
        registration.stakeholder_kind = person.stakeholder_kind
        registration.job_title = person.job_title
        return
    organisation = (
        add_organisation(typed.organisation, country=typed.country, kind=typed.stakeholder_kind)
        if typed.organisation
        else None
    )
    registration.organisation = organisation
    registration.country = typed.country
    registration.stakeholder_kind = typed.stakeholder_kind
    registration.job_title = typed.job_title


def change_answers(
    registration: Registration, typed: RegistrationInput, *, actor_id: int | None, now: datetime
) -> list[str]:
    """Change the profile and answers of an active registration; return the names of the fields that changed.

    Raises Invalid at a field, NotAllowed once the registration has ended. A changed organisation can free a seat for
    somebody: `booking.services.change.change_registration` promotes them.
    """
    lock_registration(registration)
    if registration.state not in ACTIVE_STATES:
        raise NotAllowed(N_("This registration is no longer active."))
    return _change(registration, typed, typed.consents_to_listing, actor_id=actor_id, now=now)


def _change(
    registration: Registration,
    typed: RegistrationInput | None,
    consents_to_listing: bool | None,
    *,
    actor_id: int | None,
    now: datetime,
) -> list[str]:
    changed: list[str] = []
    if typed is not None:
        old = _profile_fields(registration)
        _copy_profile(registration, typed, registration.person)
        db.session.flush()
        new = _profile_fields(registration)
        changed = [name for name in old if old[name] != new[name]]
        changed += save_answers(registration, _all_answers(typed))
    if changed:
        registration.changed_at = now
        audit.record(
            "change_registration",
            registration,
            actor_id=actor_id,
            now=now,
            event_id=registration.event_id,
            changed=changed,
        )
    if consents_to_listing is not None and registration.consents_to_listing != consents_to_listing:
        registration.consents_to_listing, registration.changed_at = consents_to_listing, now
        audit.record(
            "change_consent",
            registration,
            actor_id=actor_id,
            now=now,
            event_id=registration.event_id,
            consents_to_listing=consents_to_listing,
        )
    db.session.flush()
    return changed


def _all_answers(typed: RegistrationInput) -> dict[str, Any]:
    """Return all answers by the code of their question, including those stored on the registration itself."""
    return {**typed.answers, **{name: getattr(typed, name) for name in PROFILE_FIELDS}}


def _profile_fields(registration: Registration) -> dict[str, Any]:
    return {name: getattr(registration, name) for name in ("organisation_id", *PROFILE_FIELDS[1:])}


def revoke_links(registration: Registration, *, actor_id: int | None, now: datetime) -> None:
    """Deactivate the links to the personal page that were sent so far."""
    registration.link_version += 1
    db.session.flush()
    audit.record("end_links", registration, actor_id=actor_id, now=now, event_id=registration.event_id)
