"""Invitation codes: adding, changing and removing them, and using them to register."""

from datetime import datetime

from sqlalchemy import select, update

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid, NotFound
from eventdesk.core.text import N_, clean_line
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import InvitationCode, Registration, RegistrationPolicy
from eventdesk.registration.queries.invitations import invitation_by_code

MAX_USES = 100_000
MAX_CODE_LENGTH = 30
MAX_NOTE_LENGTH = 160
USED_UP = N_("This code has been used the maximum number of times.")


def add_invitation(
    event: Event,
    *,
    code: str = "",
    max_uses: int,
    note: str = "",
    skips_approval: bool = True,
    ends_at: datetime | None = None,
    actor_id: int | None,
    now: datetime,
) -> InvitationCode:
    """Add an invitation code and return it; without `code` one is generated. Raises Invalid at a field."""
    code = clean_line(code).upper() or new_code(10)
    if len(code) > MAX_CODE_LENGTH or not code.replace("-", "").isalnum():
        raise Invalid("code", N_("Use letters, digits and hyphens, 30 at most"))
    if not 1 <= max_uses <= MAX_USES:
        raise Invalid("max_uses", N_("Enter a number from 1 to %(max)s"), max=MAX_USES)
    if invitation_by_code(event.id, code):
        raise Invalid("code", N_("This code already exists"))
    invitation = InvitationCode(
        event_id=event.id,
        code=code,
        note=clean_line(note)[:MAX_NOTE_LENGTH],
        max_uses=max_uses,
        uses=0,
        skips_approval=skips_approval,
        ends_at=ends_at,
        created_at=now,
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record("add_invitation", invitation, actor_id=actor_id, now=now, event_id=event.id, max_uses=max_uses)
    return invitation


def change_invitation(
    invitation: InvitationCode,
    *,
    max_uses: int,
    note: str,
    skips_approval: bool,
    ends_at: datetime | None,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change an invitation code. Raises Invalid at `max_uses` for fewer uses than the code already had."""
    locked = db.session.scalar(
        select(InvitationCode)
        .where(InvitationCode.id == invitation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if locked is None:
        raise NotFound
    min_uses = max(1, locked.uses)
    if not min_uses <= max_uses <= MAX_USES:
        raise Invalid("max_uses", N_("Enter a number from %(min)s to %(max)s"), min=min_uses, max=MAX_USES)
    locked.max_uses, locked.note = max_uses, clean_line(note)[:MAX_NOTE_LENGTH]
    locked.skips_approval, locked.ends_at = skips_approval, ends_at
    db.session.flush()
    audit.record("change_invitation", locked, actor_id=actor_id, now=now, event_id=locked.event_id, max_uses=max_uses)


def remove_invitation(invitation: InvitationCode, *, actor_id: int | None, now: datetime) -> None:
    """Remove an invitation code. People who registered with it stay registered."""
    audit.record(
        "remove_invitation",
        invitation,
        actor_id=actor_id,
        now=now,
        event_id=invitation.event_id,
        code=invitation.code,
    )
    db.session.delete(invitation)
    db.session.flush()


def valid_invitation(event: Event, policy: RegistrationPolicy, code: str, *, now: datetime) -> InvitationCode | None:
    """Return the invitation code that somebody entered; None where they entered none and need none.

    Raises Invalid at `invitation` for a code that is missing, unknown, expired or used up.
    """
    code = clean_line(code).upper()
    if not code:
        if policy.requires_code:
            raise Invalid("invitation", N_("Enter your invitation code"))
        return None
    invitation = invitation_by_code(event.id, code)
    if invitation is None or (invitation.ends_at is not None and invitation.ends_at <= now):
        raise Invalid("invitation", N_("This code is not valid. Check that it matches your invitation."))
    if invitation.uses >= invitation.max_uses:
        raise Invalid("invitation", USED_UP)
    return invitation


def use_invitation(invitation: InvitationCode, registration: Registration) -> None:
    """Count one more use of a code and note it on the registration. Raises Invalid when it was used up meanwhile."""
    counted = db.session.scalar(
        update(InvitationCode)
        .where(InvitationCode.id == invitation.id, InvitationCode.uses < InvitationCode.max_uses)
        .values(uses=InvitationCode.uses + 1)
        .returning(InvitationCode.id)
    )
    if counted is None:
        raise Invalid("invitation", USED_UP)
    registration.invitation_code_id = invitation.id


def release_invitation(registration: Registration) -> None:
    """Make the use of an invitation code available again when the registration that used it ends."""
    if registration.invitation_code_id is not None:
        db.session.execute(
            update(InvitationCode)
            .where(InvitationCode.id == registration.invitation_code_id)
            .values(uses=InvitationCode.uses - 1)
        )
        registration.invitation_code_id = None
