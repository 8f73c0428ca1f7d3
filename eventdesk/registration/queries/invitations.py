"""The invitation codes of an event."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.models import InvitationCode


@dataclass(frozen=True)
class InvitationOfEvent:
    """An invitation code with its event."""

    invitation: InvitationCode
    event: Event

    @property
    def event_id(self) -> int:
        return self.event.id


def invitation_of_event(event_slug: str, invitation_code: str) -> InvitationOfEvent | None:
    """Return an event's invitation code by its text, or None."""
    event = event_by_slug(event_slug)
    invitation = event and invitation_by_code(event.id, invitation_code)
    return InvitationOfEvent(invitation, event) if event and invitation else None


def invitation_by_code(event_id: int, code: str) -> InvitationCode | None:
    """Return the invitation code of an event by its text in upper case, or None."""
    return db.session.scalar(
        select(InvitationCode).where(InvitationCode.event_id == event_id, InvitationCode.code == code)
    )


def has_invitations(event_id: int) -> bool:
    """Return whether an event has invitation codes."""
    return bool(
        db.session.scalar(select(select(InvitationCode.id).where(InvitationCode.event_id == event_id).exists()))
    )


def invitation_codes(event_id: int) -> Sequence[InvitationCode]:
    """Return the invitation codes of an event, the newest first."""
    return db.session.scalars(
        select(InvitationCode).where(InvitationCode.event_id == event_id).order_by(InvitationCode.id.desc())
    ).all()
