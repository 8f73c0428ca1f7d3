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
from eventdesk.core.errors import Invalid, Refused
from eventdesk.core.text import N_, clean_line
from eventdesk.people.models import Person
from eventdesk.people.services import add_organisation
from eventdesk.programme.models import Event
from eventdesk.reservations import queries, rules
from eventdesk.reservations.models import InvitationCode, Registration, RegistrationTerms
from eventdesk.reservations.queries.queue import sessions_to_settle, terms_of
from eventdesk.reservations.services.answers import keep_answers
from eventdesk.reservations.services.locks import lock_all_seats, lock_registration, lock_terms
from eventdesk.reservations.services.queue import settle_all
from eventdesk.reservations.services.seats import give_back_all
from eventdesk.reservations.services.telling import write_about_registration

LONGEST_REASON = 300
USED_UP = N_("This code has been used as often as it can be.")


class FormNeeded(Refused):
    """Registering for this event asks for more than is known: the form has to be filled in."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a registration form."""

    name: str = ""
    organisation: str = ""
    country: str = ""
    stakeholder_kind: str = ""
    job_title: str = ""
    may_be_named: bool | None = None
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
    typed: Typed | None = None,
    may_be_named: bool | None = None,
    with_mail: bool = True,
    at_door: bool = False,
    answers_later: bool = False,
) -> Registration:
    """Register a person for an event and return the registration; registering twice is one registration.

    Without `typed` the registration says of them what is known; with it, what they typed, and with `answers_later`
    nobody minds what must be answered and is not. `may_be_named` None leaves an earlier answer as it is. Where approval
    is wanted, the registration is `pending`. Raises Refused while registration is not open or all places are taken,
    Invalid at a field; a person at the door is let in all the same.
    """
    may_be_named = typed.may_be_named if typed and typed.may_be_named is not None else may_be_named
    terms = lock_terms(event.id) or terms_of(event.id)
    person = db.session.get_one(Person, person_id)
    registration = queries.registration_of(event.id, person_id)
    if registration is not None:
        lock_registration(registration)
        if registration.state == "confirmed" or (registration.state == "pending" and not at_door):
            _change(registration, typed, may_be_named, actor_id=actor_id, now=now)
            return registration
    invitation = let_in(event, terms, typed.invitation if typed else "", at_door=at_door, now=now)
    is_new = registration is None
    if registration is None:
        registration = Registration(code=new_code(10), event_id=event.id, person=person, created_at=now)
    had_place = registration.state == "held"
    is_pending = terms.needs_approval and not at_door and not (invitation and invitation.skips_approval)
    if not is_pending and not had_place:
        take_place(terms, at_door=at_door)
    if is_pending and had_place and terms.places is not None:
        # Approval is wanted since: what was held waits for it like all others, without a place.
        terms.taken -= 1
    registration.state = "pending" if is_pending else "confirmed"
    registration.held_until, registration.reason, registration.changed_at = None, "", now
    if invitation is not None:
        _use(invitation)
        registration.invitation_code_id = invitation.id
    _say(registration, typed, person)
    registration.may_be_named = bool(may_be_named)
    if is_new:
        db.session.add(registration)
    db.session.flush()
    if typed is not None and not answers_later:
        keep_answers(registration, _all_answers(typed))
    audit.record("register", registration, actor_id=actor_id, now=now, event_id=event.id, got=registration.state)
    if with_mail:
        template = "registration_pending" if is_pending else "registration_confirmed"
        write_about_registration(registration, template, event, now=now)
    return registration


def register_at_once(event_id: int, person_id: int, *, actor_id: int | None, now: datetime) -> Registration:
    """Register somebody with what is known of them, because they reserve a seat.

    Raises FormNeeded where the registration has to be approved, needs a code, or asks something that must be answered.
    """
    event = db.session.get_one(Event, event_id)
    terms, known = terms_of(event_id), queries.registration_of(event_id, person_id)
    if known is not None and known.state == "pending":
        raise Refused(N_("Your registration waits for the organisers. You can reserve seats once they have agreed."))
    if terms.needs_approval or terms.needs_code or any(one.is_required for one in queries.questions_of(event_id)):
        raise form_needed()
    return register_person(event, person_id, actor_id=actor_id, now=now, with_mail=False)


def form_needed() -> FormNeeded:
    """Return what is said to somebody whom a seat alone does not register."""
    return FormNeeded(N_("Register for the event first."))


def refuse_closed(state: str, opens_at: datetime | None, closes_at: datetime | None, *, now: datetime) -> None:
    """Raise Refused where an event in this state, with these bounds, takes no registrations now."""
    if state != "published":
        raise Refused(N_("This event takes no registrations."))
    if not rules.registration_is_open(opens_at=opens_at, closes_at=closes_at, now=now):
        raise Refused(N_("Registration for this event is not open."))


def let_in(
    event: Event, terms: RegistrationTerms, code: str, *, at_door: bool = False, now: datetime
) -> InvitationCode | None:
    """Return the invitation code that somebody comes with, if with one. Raises Refused or Invalid if they cannot come."""
    if at_door and event.state == "published":
        return None
    if event.ends_on < now.astimezone(ZoneInfo(event.timezone)).date():
        raise Refused(N_("This event is over."))
    refuse_closed(event.state, event.registration_opens_at, event.registration_closes_at, now=now)
    code = clean_line(code).upper()
    if not code:
        if terms.needs_code:
            raise Invalid("invitation", N_("Enter your invitation code"))
        return None
    invitation = queries.invitation_by_code(event.id, code)
    if invitation is None or (invitation.ends_at is not None and invitation.ends_at <= now):
        raise Invalid("invitation", N_("This code does not work. Look whether it is typed as in your invitation."))
    if invitation.uses >= invitation.most_uses:
        raise Invalid("invitation", USED_UP)
    return invitation


def _use(invitation: InvitationCode) -> None:
    used = db.session.scalar(
        update(InvitationCode)
        .where(InvitationCode.id == invitation.id, InvitationCode.uses < InvitationCode.most_uses)
        .values(uses=InvitationCode.uses + 1)
        .returning(InvitationCode.id)
    )
    if used is None:
        raise Invalid("invitation", USED_UP)


def give_use_back(registration: Registration) -> None:
    """Let somebody else use the invitation code that a registration came with."""
    if registration.invitation_code_id is not None:
        db.session.execute(
            update(InvitationCode)
            .where(InvitationCode.id == registration.invitation_code_id)
            .values(uses=InvitationCode.uses - 1)
        )
        registration.invitation_code_id = None


def take_place(terms: RegistrationTerms, number: int = 1, *, at_door: bool = False) -> None:
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
            raise Refused(N_("Only %(left)s places are left."), left=left)
        else:
            raise Refused(N_("All places are taken."))
    terms.taken += number
    db.session.flush()


def _say(registration: Registration, typed: Typed | None, person: Person) -> None:
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


def change_registration(registration: Registration, typed: Typed, *, actor_id: int | None, now: datetime) -> None:
    """Change what a live registration says and answers. Raises Invalid at a field, Refused once it has ended."""
    lock_registration(registration)
    if registration.state not in ("confirmed", "pending"):
        raise Refused(N_("This registration has ended."))
    _change(registration, typed, typed.may_be_named, actor_id=actor_id, now=now)


def _change(
    registration: Registration, typed: Typed | None, may_be_named: bool | None, *, actor_id: int | None, now: datetime
) -> None:
    changed: list[str] = []
    if typed is not None:
        before = _said(registration)
        _say(registration, typed, registration.person)
        db.session.flush()
        after = _said(registration)
        changed = [name for name in before if before[name] != after[name]]
        if "organisation_id" in changed:
            # Where organisations may have so many seats, somebody who was passed over may have one now.
            settle_all(sessions_to_settle(registration.event_id), now=now)
        changed += keep_answers(registration, _all_answers(typed))
    if changed:
        registration.changed_at = now
        audit.record(
            "change_registration", registration, actor_id=actor_id, now=now, event_id=registration.event_id,
            changed=changed,
        )  # fmt: skip
    if may_be_named is not None and registration.may_be_named != may_be_named:
        registration.may_be_named, registration.changed_at = may_be_named, now
        audit.record(
            "change_consent", registration, actor_id=actor_id, now=now, event_id=registration.event_id,
            may_be_named=may_be_named,
        )  # fmt: skip
    db.session.flush()


def _all_answers(typed: Typed) -> dict[str, Any]:
    """Return what was typed by the code of its question, with the standard fields among it."""
    return {**typed.answers, **{name: getattr(typed, name) for name in rules.ON_REGISTRATION}}


def _said(registration: Registration) -> dict[str, Any]:
    return {name: getattr(registration, name) for name in ("organisation_id", *rules.ON_REGISTRATION[1:])}


def cancel_registration(registration: Registration, *, actor_id: int | None, now: datetime, reason: str = "") -> None:
    """Cancel a registration and give back every seat that came with it; cancelling twice is harmless."""
    held = queries.seats_held(registration.event_id, registration.person_id)
    locked = lock_all_seats([one.id for one in held])
    terms = lock_terms(registration.event_id)
    lock_registration(registration)
    if registration.state in ("cancelled", "refused"):
        return
    if terms is not None and terms.places is not None and registration.state in ("confirmed", "held"):
        terms.taken -= 1
    give_use_back(registration)
    registration.state, registration.held_until, registration.changed_at = "cancelled", None, now
    registration.reason = reason
    db.session.flush()
    audit.record(
        "cancel_registration", registration, actor_id=actor_id, now=now, event_id=registration.event_id, reason=reason
    )
    write_about_registration(registration, "registration_cancelled", registration.event, now=now, reason=reason)
    give_back_all(held, locked, registration.person_id, actor_id=actor_id, now=now)


def end_links(registration: Registration, *, actor_id: int | None, now: datetime) -> None:
    """Let the links to the personal page that were sent so far end."""
    registration.link_version += 1
    db.session.flush()
    audit.record("end_links", registration, actor_id=actor_id, now=now, event_id=registration.event_id)
