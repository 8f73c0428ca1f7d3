"""People and organisations."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.core.text import N_

STAKEHOLDER_KINDS = {
    "business-association": N_("Business or professional association"),
    "cluster": N_("Cluster organisation"),
    "technology-park": N_("High-tech or techno park"),
    "company": N_("Company"),
    "ministry": N_("Ministry"),
    "public-agency": N_("Public agency"),
    "hdm-coordinator": N_("National HDM coordinator"),
    "eu-institution": N_("EU institution or Delegation"),
    "expert-network": N_("Expert network"),
    "university": N_("University or research institute"),
    "ecosystem-actor": N_("Other ecosystem actor"),
}
"""Types of organisation: stored value → label. They are those of the EU4Digital event page, and some more."""

_KINDS = ", ".join(f"'{kind}'" for kind in STAKEHOLDER_KINDS)


class Organisation(db.Model):  # type: ignore[name-defined,misc]
    """An organisation that people belong to. Its name identifies it, whatever the letter case and accents."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint(f"kind IN ({_KINDS}, '')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(220), unique=True)
    """The search key of the name, by which two spellings are recognised as the same organisation."""
    country: Mapped[str] = mapped_column(String(2), default="")
    """ISO 3166-1 alpha-2 code, or empty."""
    kind: Mapped[str] = mapped_column(String(30), default="")
    url: Mapped[str] = mapped_column(String(500), default="")


class Person(db.Model):  # type: ignore[name-defined,misc]
    """A person. With an email address they can sign in; a speaker may have none."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(f"stakeholder_kind IN ({_KINDS}, '')", name="stakeholder_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(String(160), index=True)
    """Search key of the name with the family name (its last word) first."""
    email: Mapped[str | None] = mapped_column(String(320))
    email_key: Mapped[str | None] = mapped_column(String(320), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    stakeholder_kind: Mapped[str] = mapped_column(String(30), default="")
    job_title: Mapped[str] = mapped_column(String(160), default="")
    biography: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
