"""Series, events, rooms, tracks, sessions, talks, links and comments."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.states import PublicationState


class Series(db.Model):  # type: ignore[name-defined,misc]
    """Events that belong together, year after year."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    description: Mapped[str] = mapped_column(Text, default="")


class Event(db.Model):  # type: ignore[name-defined,misc]
    """One event of one or more days, at a place, online, or both."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("state IN ('draft', 'published', 'cancelled')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    subtitle: Mapped[str] = mapped_column(String(160), default="")
    """Shown next to the title at the top of each page, as in "Networking Sessions Programme"."""
    edition: Mapped[str] = mapped_column(String(60), default="")
    """Shown after the series, as in "sixth edition"."""
    lead: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    topics: Mapped[str] = mapped_column(Text, default="")
    """One per line."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    timezone: Mapped[str] = mapped_column(String(60))
    """IANA name. All days and times of the event are shown in this zone."""
    is_online: Mapped[bool] = mapped_column(default=False)
    venue: Mapped[str] = mapped_column(String(160), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    """Street and access, in one line."""
    online_url: Mapped[str] = mapped_column(String(500), default="")
    """Where participants join; shown only to people who are registered."""
    audience: Mapped[str] = mapped_column(String(300), default="")
    languages: Mapped[str] = mapped_column(String(160), default="")
    fee: Mapped[str] = mapped_column(String(120), default="")
    """As text, as in "Free"."""
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    organiser_note: Mapped[str] = mapped_column(Text, default="")
    contact_email: Mapped[str] = mapped_column(String(320), default="")
    accent: Mapped[str] = mapped_column(String(6), default="005f6b")
    """The colour of the event as six hexadecimal digits; `rules/brand_colour.py: validate_colour` checks its contrast."""
    registration_opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(10), default=PublicationState.DRAFT.value)
    revision: Mapped[int] = mapped_column(default=1)
    """Grows with every change that a visitor could see, except of seats; cached pages are valid for one revision."""
    draft_revision: Mapped[int] = mapped_column(default=0)
    """Grows with every change of the draft, which visitors do not see; open agendas poll it for news."""
    speaker_gap: Mapped[int] = mapped_column(default=0)
    """Minutes that organisers want between two sessions of the same speaker."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    series: Mapped[Series | None] = relationship(lazy="joined")
    organiser: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def event_id(self) -> int:
        """The id of the event that permissions are checked on."""
        return self.id

    @property
    def is_public(self) -> bool:
        """Whether visitors may see it."""
        return self.state != PublicationState.DRAFT


class Room(db.Model):  # type: ignore[name-defined,misc]
    """A room of an event, on site or online."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("event_id", "slug"), CheckConstraint("seats >= 0", name="seats"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(80))
    seats: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(160), default="")
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()


class Track(db.Model):  # type: ignore[name-defined,misc]
    """A theme that runs through an event, shown with a letter or short code instead of a colour."""

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    letter: Mapped[str] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()


class EventSession(db.Model):  # type: ignore[name-defined,misc]
    """One entry of the programme: a session, or a break."""

    __tablename__ = "event_session"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_times"),
        CheckConstraint("state IN ('draft', 'published', 'cancelled')", name="state"),
        CheckConstraint("kind IN ('session', 'plenary', 'break')", name="kind"),
        Index("ix_event_session_event_start", "event_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(20))
    uid: Mapped[str] = mapped_column(String(60), unique=True)
    """The part of the calendar UID before the @. It never changes."""
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10), default="session")
    """A `plenary` spans all rooms of the grid; a `break` has no page of its own and no seats."""
    abstract: Mapped[str] = mapped_column(Text, default="")
    format_description: Mapped[str] = mapped_column(Text, default="")
    """How the session is run."""
    expected_outcome: Mapped[str] = mapped_column(Text, default="")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"), index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    """A location that is not one of the rooms, as in "Foyer"."""
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id", ondelete="SET NULL"), index=True)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    online_url: Mapped[str] = mapped_column(String(500), default="")
    comments_open: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=PublicationState.DRAFT.value)
    sequence: Mapped[int] = mapped_column(default=0)
    """The calendar SEQUENCE (RFC 5545, 3.8.7.4): grows when time, place, title or state change."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    room: Mapped[Room | None] = relationship()
    track: Mapped[Track | None] = relationship()

    @property
    def is_public(self) -> bool:
        """Whether visitors may see it."""
        return self.is_shown and self.event.is_public

    @property
    def is_shown(self) -> bool:
        """Whether a published version of the programme contains it, if only as cancelled."""
        return self.state != PublicationState.DRAFT


class Talk(db.Model):  # type: ignore[name-defined,misc]
    """A contribution inside a session: a flash talk, a presentation."""

    __tablename__ = "talk"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    abstract: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)

    event_session: Mapped[EventSession] = relationship()


class Link(db.Model):  # type: ignore[name-defined,misc]
    """A link from an event or one of its sessions: to a partner, a project or a press release."""

    __tablename__ = "link"
    __table_args__ = (CheckConstraint("kind IN ('partner', 'project', 'press', 'other')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    event_session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500), default="")
    """Empty for a project that is named without an address."""
    note: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(default=0)


class Comment(db.Model):  # type: ignore[name-defined,misc]
    """A comment that a person wrote on a session."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    text: Mapped[str] = mapped_column(Text)

    event_session: Mapped[EventSession] = relationship()
    author: Mapped[Person | None] = relationship(lazy="joined")
