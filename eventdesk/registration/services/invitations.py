"""Giving invitation codes: how often each lets somebody in, and until when."""

from datetime import datetime

from sqlalchemy import select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid, NotFound
from eventdesk.core.text import N_, clean_line
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import InvitationCode
from eventdesk.registration.queries.questions import invitation_by_code

MAX_USES = 100_000


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
    """Add an invitation code and return it; without `code` one is drawn. Raises Invalid at a field."""
    written = clean_line(code).upper() or new_code(10)
    if len(written) > 30 or not written.replace("-", "").isalnum():
        raise Invalid("code", N_("Use letters, digits and hyphens, 30 at most"))
    if not 1 <= max_uses <= MAX_USES:
        raise Invalid("max_uses", N_("Enter a number from 1 to %(most)s"), most=MAX_USES)
    if invitation_by_code(event.id, written):
        raise Invalid("code", N_("There is such a code already"))
    invitation = InvitationCode(
        event_id=event.id, code=written, note=clean_line(note)[:160], max_uses=max_uses, uses=0,
        skips_approval=skips_approval, ends_at=ends_at, created_at=now,
    )  # fmt: skip
    db.session.add(invitation)
    db.session.flush()
    audit.record("add_invitation", invitation, actor_id=actor_id, now=now, event_id=event.id, max_uses=max_uses)
    return invitation


def change_invitation(
    invitation: InvitationCode, *, max_uses: int, note: str, skips_approval: bool, ends_at: datetime | None,
    actor_id: int | None, now: datetime,
) -> None:  # fmt: skip
    """Change an invitation code. Raises Invalid at `max_uses` when it was used more often already."""
    locked = db.session.scalar(
        select(InvitationCode)
        .where(InvitationCode.id == invitation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if locked is None:
        raise NotFound
    if not max(1, locked.uses) <= max_uses <= MAX_USES:
        raise Invalid(
            "max_uses", N_("Enter a number from %(least)s to %(most)s"), least=max(1, locked.uses), most=MAX_USES
        )
    locked.max_uses, locked.note = max_uses, clean_line(note)[:160]
    locked.skips_approval, locked.ends_at = skips_approval, ends_at
    db.session.flush()
    audit.record("change_invitation", locked, actor_id=actor_id, now=now, event_id=locked.event_id, max_uses=max_uses)


def remove_invitation(invitation: InvitationCode, *, actor_id: int | None, now: datetime) -> None:
    """Remove an invitation code. Whoever came with it stays registered."""
    audit.record("remove_invitation", invitation, actor_id=actor_id, now=now, event_id=invitation.event_id,
                 code=invitation.code)  # fmt: skip
    db.session.delete(invitation)
    db.session.flush()
