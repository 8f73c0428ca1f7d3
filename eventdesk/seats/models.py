"""The seats of sessions, their quotas, and reservations."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.core.partial_index import partial_index
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import EventSession


class EventSeatPolicy(db.Model):  # type: ignore[name-defined,misc]
    """How many seats of an event one person may have, and whether at the same time. No row: no limits."""

    __tablename__ = "event_seat_policy"
    __table_args__ = (CheckConstraint("max_seats_per_person > 0 AND max_seats_per_day > 0", name="limits"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    forbids_overlaps: Mapped[bool] = mapped_column(default=False)
    """Whether a second seat at the same time is refused; otherwise people are warned."""
    max_seats_per_person: Mapped[int | None]
    """How many seats one person may have in the event; None: no limit."""
    max_seats_per_day: Mapped[int | None]


class SessionSeats(db.Model):  # type: ignore[name-defined,misc]
    """The seats of one session. No row: no reservation is needed. Every claim goes through this row, under its lock."""

    __tablename__ = "session_seats"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND quota_reserved >= 0 AND taken + quota_reserved <= capacity", name="taken"),
        CheckConstraint("waiting >= 0", name="waiting"),
        CheckConstraint("access IN ('anyone', 'approval', 'invitation')", name="access"),
        CheckConstraint("target_capacity BETWEEN 1 AND capacity - 1", name="target_capacity"),
        CheckConstraint("offer_minutes > 0 AND max_per_organisation > 0", name="limits"),
    )

    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), primary_key=True)
    capacity: Mapped[int | None]
    """None: no limit."""
    taken: Mapped[int] = mapped_column(default=0)
    """Seats that are confirmed, offered or on hold."""
    quota_reserved: Mapped[int] = mapped_column(default=0)
    """Free seats that quotas reserve: `rules.allocation.quota_reserved_seats`."""
    target_capacity: Mapped[int | None]
    """A capacity smaller than the seats taken: released seats are not assigned again until it is reached."""
    access: Mapped[str] = mapped_column(String(10), default="anyone")
    """A `SeatAccess`."""
    has_quotas: Mapped[bool] = mapped_column(default=False)
    max_per_organisation: Mapped[int | None]
    waiting: Mapped[int] = mapped_column(default=0)
    last_queue_number: Mapped[int] = mapped_column(default=0)
    """The last queue number assigned; numbers are never assigned twice."""
    is_open: Mapped[bool] = mapped_column(default=True)
    has_waiting_list: Mapped[bool] = mapped_column(default=True)
    offer_minutes: Mapped[int | None]
    """None: a free seat goes to the head of the queue at once; else it is offered, to be taken within this time."""
    last_claim_result: Mapped[int] = mapped_column(default=0)
    """The result of the last claim: 0 for a seat, else the queue number."""
    version: Mapped[int] = mapped_column(default=0)
    """Incremented by every change; pages that show seats are cached by it."""

    event_session: Mapped[EventSession] = relationship()

    @property
    def effective_capacity(self) -> int | None:
        """How many seats there are just now: where they are to become fewer, those that are still taken."""
        return self.capacity if self.target_capacity is None else max(self.target_capacity, self.taken)


class SeatQuota(db.Model):  # type: ignore[name-defined,misc]
    """Seats of a session kept for a kind of stakeholder. Beyond them, people of that kind take one of all the others."""

    __tablename__ = "seat_quota"
    __table_args__ = (CheckConstraint("seats > 0 AND taken >= 0", name="seats"),)

    event_session_id: Mapped[int] = mapped_column(
        ForeignKey("session_seats.event_session_id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    """Seats that people of this kind have, beyond the quota too."""


SEATED_STATES = ("confirmed", "offered", "on_hold")
"""Seats counted in `SessionSeats.taken`."""
LIVE_STATES = (*SEATED_STATES, "waiting", "pending", "invited")
NOTIFIED_STATES = tuple(state for state in LIVE_STATES if state != "on_hold")
"""People in these states are told of changes. The address of a hold may not be the person's until it is confirmed."""
LIVE = f"state IN {LIVE_STATES}"


class Reservation(db.Model):  # type: ignore[name-defined,misc]
    """A person's reservation in a session: a seat, a position on the waiting list, a request or an invitation."""

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint(f"state IN {(*LIVE_STATES, 'rejected', 'expired', 'cancelled')}", name="state"),
        CheckConstraint("(state = 'waiting') <= (queue_number IS NOT NULL)", name="queued"),
        CheckConstraint("(state IN ('offered', 'on_hold')) = (expires_at IS NOT NULL)", name="held"),
        CheckConstraint("ended_by IN ('participant', 'organiser', 'system')", name="ended_by"),
        UniqueConstraint("event_session_id", "queue_number"),
        UniqueConstraint("event_session_id", "person_id", "key"),
        partial_index("ux_reservation_live", "event_session_id", "person_id", where=LIVE, unique=True),
        Index("ix_reservation_session_state", "event_session_id", "state", "person_id"),
        partial_index("ix_reservation_expires_at", "expires_at", where="expires_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    key: Mapped[str | None] = mapped_column(String(40))
    """The idempotency key of the form: the same form sent twice makes one reservation."""
    state: Mapped[str] = mapped_column(String(10))
    """A `ReservationState`. Offered and on hold: a seat reserved until `expires_at`."""
    queue_number: Mapped[int | None]
    """Assigned on joining the waiting list. The position shown is one more than how many wait with lower numbers."""
    quota_kind: Mapped[str] = mapped_column(String(30), default="")
    """The kind of stakeholder that quotas count the person as."""
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    skipped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When a free seat went to a person behind them because of a conflict; they were told."""
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Why it was rejected, or moved on the waiting list."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it ended, in whichever way."""
    ended_by: Mapped[str | None] = mapped_column(String(12))
    """Who ended it (`EndedBy`); None while it is live."""

    event_session: Mapped[EventSession] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def has_seat(self) -> bool:
        """Whether it takes a seat."""
        return self.state in SEATED_STATES
