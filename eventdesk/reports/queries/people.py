"""The participation in an event, and the participants who agreed to be listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.core.formats import country_name
from eventdesk.core.text import N_
from eventdesk.figures.definitions import NOT_SPECIFIED
from eventdesk.figures.queries import counted_registrations
from eventdesk.figures.rules import Group, combine_small_groups
from eventdesk.figures.values import EventFigures
from eventdesk.people.models import STAKEHOLDER_KINDS, Organisation, Person
from eventdesk.registration.models import Registration
from eventdesk.reports import report_model as model
from eventdesk.reports.queries.cast import LANGUAGE, Cast

COUNTRY_NOT_SPECIFIED = N_("Country not specified")


def participation_of(figures: EventFigures) -> model.Participation:
    """Return the figures of those who registered and took part, small groups combined."""
    return model.Participation(
        funnel=model.Funnel(
            figures.registered,
            figures.confirmed,
            figures.attended if figures.has_attendance else None,
            figures.no_shows or 0,
        ),
        organisations=figures.organisations,
        countries=figures.named_countries,
        by_kind=_shares(figures.kinds, lambda kind: STAKEHOLDER_KINDS.get(kind, NOT_SPECIFIED)),
        by_country=_shares(figures.countries, _country),
        over_time=figures.periods,
    )


def _shares(groups: Sequence[Group], label_of: Callable[[str], str]) -> tuple[model.Share, ...]:
    by_label = {label_of(group.key): group for group in groups}
    listed, combined = combine_small_groups([(label, group.people) for label, group in by_label.items()])
    shares = [model.Share(label, by_label[label].people, len(by_label[label].organisation_ids)) for label in listed]
    if combined:
        merged = [by_label[label] for label in combined]
        organisations = frozenset[int]().union(*(group.organisation_ids for group in merged))
        people = sum(group.people for group in merged)
        shares.append(model.Share("", people, len(organisations), merged=tuple(combined)))
    return tuple(shares)


def named_participants(event_id: int, figures: EventFigures, cast: Cast) -> tuple[model.CountryList, ...]:
    """Return the counted people who agreed to be listed, by country; small groups do not reveal their size.

    One statement.
    """
    sizes = {_country(group.key): group.people for group in figures.countries}
    listed, _ = combine_small_groups(list(sizes.items()))
    by_country: dict[str, list[model.NamedParticipant]] = defaultdict(list)
    for code, name, organisation, country in db.session.execute(
        select(Person.code, Person.name, func.coalesce(Organisation.name, ""), Registration.country)
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(counted_registrations(event_id, has_attendance=figures.has_attendance), Registration.consents_to_listing)
        .order_by(Person.sort_key, Person.id)
    ):
        by_country[_country(country)].append(
            model.NamedParticipant(model.Name(name), organisation, cast.roles.get(code, ""))
        )
    return tuple(
        model.CountryList(country, sizes[country] if country in listed else None, tuple(by_country[country]))
        for country in sorted(by_country)
    )


def _country(code: str) -> str:
    return country_name(code, LANGUAGE) or COUNTRY_NOT_SPECIFIED
