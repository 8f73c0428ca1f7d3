"""How the draft differs from what visitors see, and how many people that concerns."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftSession, ProgrammeVersion
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.draft import latest_version, pending_changes
from eventdesk.programme.rules.versions import Change
from eventdesk.seats.models import Reservation
from eventdesk.seats.states import ReservationState


@dataclass(frozen=True)
class DraftDiff:
    """What publishing would change, and the version that visitors see."""

    changes: list[tuple[DraftSession, Change]]
    latest: ProgrammeVersion | None
    """None before the first."""
    holders: int
    """How many people have a seat in a session whose time or place changes."""

    @property
    def number(self) -> int:
        """The number of the next version."""
        return self.latest.number + 1 if self.latest else 1


def draft_diff(event: Event, plans: Sequence[DraftSession] | None = None) -> DraftDiff:
    """Return how the draft of an event differs from what visitors see. Five queries, four if `plans` are given."""
    changes = pending_changes(event, plans)
    moved = [plan.event_session_id for plan, change in changes if {"moved", "placed"} & set(change.kinds)]
    holders = select(func.count(Reservation.person_id.distinct())).where(
        Reservation.event_session_id.in_(moved), Reservation.state == ReservationState.CONFIRMED
    )
    return DraftDiff(changes, latest_version(event.id), db.session.scalar(holders) or 0)
