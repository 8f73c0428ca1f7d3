"""Accounts, sign-ins, one-time links and event roles."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Person


class Account(db.Model):  # type: ignore[name-defined,misc]
    """The account of a person who can sign in. Without a password they use links sent by email."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship(lazy="joined")


class SignIn(db.Model):  # type: ignore[name-defined,misc]
    """A signed-in browser. Its cookie contains the token, this table the hash; revoking it signs the browser out."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("account.person_id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OneTimeLink(db.Model):  # type: ignore[name-defined,misc]
    """A link sent by email that signs its reader in once. Opening it shows a button, and only the button uses it."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email_key: Mapped[str] = mapped_column(String(320), index=True)
    sign_up: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The sign-up form, applied when the link is used; None for the address of an account."""
    browser_hash: Mapped[str] = mapped_column(String(64), default="")
    """Hash of a secret in the cookie of the browser that signed up; only there the password of the form is accepted."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class EventRole(db.Model):  # type: ignore[name-defined,misc]
    """The role of a person in one event."""

    __tablename__ = "event_role"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id", "role"),
        CheckConstraint("role IN ('organiser', 'moderator', 'communications')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship(lazy="joined")
