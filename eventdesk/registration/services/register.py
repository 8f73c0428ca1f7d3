"""Registering for an event, by oneself or at the door; changing what was said; and leaving again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.text import N_, clean_line
from eventdesk.people.models import Person
from eventdesk.people.services import add_organisation
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import InvitationCode, Registration, RegistrationPolicy
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.queries.questions import invitation_by_code
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.registration.rules.questions import ON_REGISTRATION
from eventdesk.registration.services.answers import keep_answers
from eventdesk.registration.services.locks import lock_policy, lock_registration
from eventdesk.registration.services.notifications import mail_about_registration

USED_UP = N_("This code has been used as often as it can be.")


class FormRequired(NotAllowed):
    """Registering for this event asks for more than is known: the form has to be filled in."""


@dataclass(frozen=True)
class RegistrationInput:
    """What somebody typed into a registration form."""

    name: str = ""
    organisation: str = ""
    country: str = ""
    stakeholder_kind: str = ""
    job_title: str = ""
    consents_to_listing: bool | None = None
    """None: not asked, an earlier answer stays."""
    invitation: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """By the code of the question, standard fields on the registration itself excepted."""


def register_person(
    event: Event,
    person_id: int,
    *,
    actor_id: int | None,
    now: datetime,
    typed: RegistrationInput | None = None,
    consents_to_listing: bool | None = None,
    with_mail: bool = True,
    at_door: bool = False,
    answers_later: bool = False,
) -> Registration:
    """Register a person for an event and return the registration; registering twice is one registration.

    Without `typed` the registration says of them what is known; with it, what they typed, and with `answers_later`
    nobody minds what must be answered and is not. `consents_to_listing` None leaves an earlier answer as it is. Where approval
    is wanted, the registration is `pending`. Raises Refused while registration is not open or all places are taken,
    Invalid at a field; a person at the door is let in all the same.
    """
    consents_to_listing = (
        typed.consents_to_listing if typed and typed.consents_to_listing is not None else consents_to_listing
    )
    terms = lock_policy(event.id) or registration_policy(event.id)
    person = db.session.get_one(Person, person_id)
    registration = registration_of(event.id, person_id)
    if registration is not None:
        lock_registration(registration)
        if registration.state == "confirmed" or (registration.state == "pending" and not at_door):
            _change(registration, typed, consents_to_listing, actor_id=actor_id, now=now)
            return registration
    invitation = check_invitation(event, terms, typed.invitation if typed else "", at_door=at_door, now=now)
    is_new = registration is None
    if registration is None:
        registration = Registration(code=new_code(10), event_id=event.id, person=person, created_at=now)
    had_place = registration.state == "unconfirmed"
    is_pending = terms.requires_approval and not at_door and not (invitation and invitation.skips_approval)
    if not is_pending and not had_place:
        reserve_capacity(terms, at_door=at_door)
    if is_pending and had_place and terms.places is not None:
        # Approval is wanted since: what was held waits for it like all others, without a place.
        terms.taken -= 1
    registration.state = "pending" if is_pending else "confirmed"
    registration.held_until, registration.reason, registration.changed_at = None, "", now
    if invitation is not None:
        _use(invitation)
        registration.invitation_code_id = invitation.id
    _copy_profile(registration, typed, person)
    registration.consents_to_listing = bool(consents_to_listing)
    if is_new:
        db.session.add(registration)
    db.session.flush()
    if typed is not None and not answers_later:
        keep_answers(registration, _all_answers(typed))
    audit.record("register", registration, actor_id=actor_id, now=now, event_id=event.id, got=registration.state)
    if with_mail:
        template = "registration_pending" if is_pending else "registration_confirmed"
        mail_about_registration(registration, template, event, now=now)
    return registration


def form_required() -> FormRequired:
    """Return what is said to somebody whom a seat alone does not register."""
    return FormRequired(N_("Register for the event first."))


def require_open(state: str, opens_at: datetime | None, closes_at: datetime | None, *, now: datetime) -> None:
    """Raise Refused where an event in this state, with these bounds, takes no registrations now."""
    if state != "published":
        raise NotAllowed(N_("This event takes no registrations."))
    if not registration_is_open(opens_at=opens_at, closes_at=closes_at, now=now):
        raise NotAllowed(N_("Registration for this event is not open."))


def check_invitation(
    event: Event, terms: RegistrationPolicy, code: str, *, at_door: bool = False, now: datetime
) -> InvitationCode | None:
    """Return the invitation code that somebody comes with, if with one. Raises Refused or Invalid if they cannot come."""
    if at_door and event.state == "published":
        return None
    if event.ends_on < now.astimezone(ZoneInfo(event.timezone)).date():
        raise NotAllowed(N_("This event is over."))
    require_open(event.state, event.registration_opens_at, event.registration_closes_at, now=now)
    code = clean_line(code).upper()
    if not code:
        if terms.requires_code:
            raise Invalid("invitation", N_("Enter your invitation code"))
        return None
    invitation = invitation_by_code(event.id, code)
    if invitation is None or (invitation.ends_at is not None and invitation.ends_at <= now):
        raise Invalid("invitation", N_("This code does not work. Look whether it is typed as in your invitation."))
    if invitation.uses >= invitation.max_uses:
        raise Invalid("invitation", USED_UP)
    return invitation


def _use(invitation: InvitationCode) -> None:
    used = db.session.scalar(
        update(InvitationCode)
        .where(InvitationCode.id == invitation.id, InvitationCode.uses < InvitationCode.max_uses)
        .values(uses=InvitationCode.uses + 1)
        .returning(InvitationCode.id)
    )
    if used is None:
        raise Invalid("invitation", USED_UP)


def release_invitation(registration: Registration) -> None:
    """Let somebody else use the invitation code that a registration came with."""
    if registration.invitation_code_id is not None:
        db.session.execute(
            update(InvitationCode)
            .where(InvitationCode.id == registration.invitation_code_id)
            .values(uses=InvitationCode.uses - 1)
        )
        registration.invitation_code_id = None


def reserve_capacity(terms: RegistrationPolicy, number: int = 1, *, at_door: bool = False) -> None:
    """Take places of an event whose terms are under lock. Raises Refused when there are not so many.

    Whoever stands at the door is let in by people: the places grow with them.
    """
    if terms.places is None:
        return
    if terms.taken + number > terms.places:
        left = terms.places - terms.taken
        if at_door:
            terms.places = terms.taken + number
        elif number > 1 and left:
            raise NotAllowed(N_("Only %(left)s places are left."), left=left)
        else:
            raise NotAllowed(N_("All places are taken."))
    terms.taken += number
    db.session.flush()


def _copy_profile(registration: Registration, typed: RegistrationInput | None, person: Person) -> None:
    """Keep on the registration what the person is now, so that later changes of them leave figures alone."""
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
    """Change the profile and answers of a live registration; return the names of the fields that changed.

    Raises Invalid at a field, NotAllowed once the registration has ended. A changed organisation can give somebody a
    seat: `booking.services.change.change_registration` sees to that.
    """
    lock_registration(registration)
    if registration.state not in ("confirmed", "pending"):
        raise NotAllowed(N_("This registration has ended."))
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
        before = _profile_fields(registration)
        _copy_profile(registration, typed, registration.person)
        db.session.flush()
        after = _profile_fields(registration)
        changed = [name for name in before if before[name] != after[name]]
        changed += keep_answers(registration, _all_answers(typed))
    if changed:
        registration.changed_at = now
        audit.record(
            "change_registration", registration, actor_id=actor_id, now=now, event_id=registration.event_id,
            changed=changed,
        )  # fmt: skip
    if consents_to_listing is not None and registration.consents_to_listing != consents_to_listing:
        registration.consents_to_listing, registration.changed_at = consents_to_listing, now
        audit.record(
            "change_consent", registration, actor_id=actor_id, now=now, event_id=registration.event_id,
            consents_to_listing=consents_to_listing,
        )  # fmt: skip
    db.session.flush()
    return changed


def _all_answers(typed: RegistrationInput) -> dict[str, Any]:
    """Return what was typed by the code of its question, with the standard fields among it."""
    return {**typed.answers, **{name: getattr(typed, name) for name in ON_REGISTRATION}}


def _profile_fields(registration: Registration) -> dict[str, Any]:
    return {name: getattr(registration, name) for name in ("organisation_id", *ON_REGISTRATION[1:])}


def revoke_links(registration: Registration, *, actor_id: int | None, now: datetime) -> None:
    """Let the links to the personal page that were sent so far end."""
    registration.link_version += 1
    db.session.flush()
    audit.record("end_links", registration, actor_id=actor_id, now=now, event_id=registration.event_id)
