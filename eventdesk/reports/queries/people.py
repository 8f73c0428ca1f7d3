"""Who registered, came and agreed to be named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.core.text import N_
from eventdesk.people.models import STAKEHOLDER_KINDS, Organisation, Person
from eventdesk.printing.formats import country_name
from eventdesk.programme.models import Event, EventSession
from eventdesk.reports import document as doc
from eventdesk.reports import rules
from eventdesk.reports.queries.stage import LANGUAGE, Stage
from eventdesk.reservations.models import CheckIn, Registration


@dataclass(frozen=True, slots=True)
class _Row:
    """One registration, as far as it is counted or named."""

    person_id: int
    code: str
    name: str
    organisation_id: int | None
    organisation: str
    country: str
    kind: str
    may_be_named: bool
    state: str
    registered_at: datetime


@dataclass(frozen=True)
class People:
    """Everybody who registered, in the order of their names, and who of them was checked in."""

    rows: Sequence[_Row]
    came: frozenset[int]
    counted: list[_Row] = field(init=False)

    def __post_init__(self) -> None:
        counts: Callable[[_Row], bool] = (
            (lambda row: row.person_id in self.came) if self.came else (lambda row: row.state == "confirmed")
        )
        object.__setattr__(self, "counted", [row for row in self.rows if counts(row)])

    def participation(self, zone: ZoneInfo) -> doc.Participation:
        """Return the figures of those who registered and came."""
        days = Counter(row.registered_at.astimezone(zone).date() for row in self.rows)
        confirmed = sum(row.state == "confirmed" for row in self.rows)
        return doc.Participation(
            funnel=doc.Funnel(len(self.rows), confirmed, len(self.counted) if self.came else None),
            organisations=_organisations(self.counted),
            countries=len({row.country for row in self.counted if row.country}),
            by_kind=self._shares(lambda row: STAKEHOLDER_KINDS.get(row.kind, N_("Kind not given"))),
            by_country=self._shares(_country),
            over_time=tuple(doc.DayCount(day, number) for day, number in sorted(days.items())),
        )

    def _shares(self, label_of: Callable[[_Row], str]) -> tuple[doc.Share, ...]:
        groups: dict[str, list[_Row]] = defaultdict(list)
        for row in self.counted:
            groups[label_of(row)].append(row)
        alone, together = rules.groups_to_show([(label, len(rows)) for label, rows in groups.items()])
        shares = [doc.Share(label, len(groups[label]), _organisations(groups[label])) for label in alone]
        if together:
            rows = [row for label in together for row in groups[label]]
            shares.append(doc.Share("", len(rows), _organisations(rows), merged=tuple(together)))
        return tuple(shares)

    def named(self, stage: Stage) -> tuple[doc.CountryList, ...]:
        """Return those counted who agreed to be named, by country; small groups do not tell how many they are."""
        sizes = Counter(_country(row) for row in self.counted)
        alone, _ = rules.groups_to_show(list(sizes.items()))
        by_country: dict[str, list[doc.NamedParticipant]] = defaultdict(list)
        for row in self.counted:
            if row.may_be_named:
                by_country[_country(row)].append(
                    doc.NamedParticipant(doc.Name(row.name), row.organisation, stage.parts.get(row.code, ""))
                )
        return tuple(
            doc.CountryList(country, sizes[country] if country in alone else None, tuple(by_country[country]))
            for country in sorted(by_country)
        )


def _country(row: _Row) -> str:
    return country_name(row.country, LANGUAGE) or N_("Country not given")


def _organisations(rows: Iterable[_Row]) -> int:
    return len({row.organisation_id for row in rows if row.organisation_id})


def people_of(event: Event) -> People:
    """Return everybody of the event. Two statements."""
    found: Any = db.session.execute(
        select(
            Registration.person_id, Person.code, Person.name, Registration.organisation_id,
            func.coalesce(Organisation.name, ""), Registration.country, Registration.stakeholder_kind,
            Registration.may_be_named, Registration.state, Registration.created_at,
        )
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.event_id == event.id)
        .order_by(Person.sort_key, Person.id)
    )  # fmt: skip
    came = db.session.scalars(
        select(CheckIn.person_id).distinct().join(CheckIn.event_session).where(EventSession.event_id == event.id)
    )
    return People([_Row(*row) for row in found], frozenset(came))
