"""The participants of the ICT Innovation networking event.

The totals (60 participants, 44 organisations, the types of organisation, the countries) are those that were published.
The participants themselves and the sessions that they attended are generated.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle

from eventdesk.checkin.services.check_in import check_in
from eventdesk.cli.demo.names import people
from eventdesk.people.services import add_organisation, add_person
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.sessions import sessions_of_event
from eventdesk.registration.services.register import register_person

PARTNERS = {"AM": "Armenia", "AZ": "Azerbaijan", "BY": "Belarus", "GE": "Georgia", "MD": "Moldova", "UA": "Ukraine"}
KINDS = {
    "business-association": ("ICT Business Association, {}", (2, 2, 2, 2, 2, 2)),
    "technology-park": ("High-Tech Park, {}", (2, 1, 1, 2, 1, 1)),
    "ministry": ("Ministry responsible for ICT, {}", (1, 1, 1, 2, 2, 1)),
    "public-agency": ("Innovation Agency, {}", (1, 1, 1, 1, 1, 2)),
    "hdm-coordinator": ("HDM Coordination, {}", (1, 1, 1, 1, 1, 1)),
    "eu-institution": ("EU Delegation to {}", (1, 1, 1, 1, 1, 1)),
}
"""Type of organisation → its name in a partner country, and the number of participants from each of the six."""
OTHERS = (
    ("Startup Community, Armenia", "AM", "ecosystem-actor", 2),
    ("Digital Skills Hub, Georgia", "GE", "ecosystem-actor", 1),
    ("Accelerator Network, Moldova", "MD", "ecosystem-actor", 1),
    ("Venture Forum, Ukraine", "UA", "ecosystem-actor", 2),
    ("ICT Innovation Expert Network, Estonia", "EE", "expert-network", 2),
    ("ICT Innovation Expert Network, Lithuania", "LT", "expert-network", 1),
    ("ICT Innovation Expert Network, Poland", "PL", "expert-network", 2),
    ("ICT Innovation Expert Network, Romania", "RO", "expert-network", 2),
)


def _organisations() -> Iterator[tuple[str, str, str, int]]:
    """Yield name, country, type and number of participants of the 44 organisations."""
    for kind, (name, numbers) in KINDS.items():
        for (country, country_name), number in zip(PARTNERS.items(), numbers, strict=True):
            yield name.format(country_name), country, kind, number
    yield from OTHERS


def add_participants(event: Event, *, announced: datetime) -> None:
    """Register the 60 participants in the weeks before, and check them in to the sessions they attended."""
    chance = random.Random("ict-innovation-2020")  # noqa: S311 - the demo must be the same every time
    names = {country: cycle(people(country, chance)) for country in {row[1] for row in _organisations()}}
    sessions = sessions_of_event(event.id)
    count = 0
    for organisation, country, kind, number in _organisations():
        add_organisation(organisation, country=country, kind=kind)
        for _ in range(number):
            count += 1
            registered = announced + timedelta(days=28) * chance.random() ** 0.6 - timedelta(hours=1)
            person = add_person(
                next(names[country]),
                email=f"guest{count}@ict-innovation.example",
                organisation=organisation,
                country=country,
                stakeholder_kind=kind,
                now=registered,
            )
            register_person(
                event,
                person.id,
                actor_id=person.id,
                now=registered,
                consents_to_listing=chance.random() < 0.75,
                with_mail=False,
            )
            for number_of_session, event_session in enumerate(sessions):
                # Everyone attends the keynote, so that the attendance equals the published total.
                if event_session.starts_at and (
                    event_session.code == "keynote" or chance.random() < 0.95 - number_of_session / 20
                ):
                    joined = event_session.starts_at + timedelta(minutes=4) * chance.random()
                    check_in(event_session, person, actor_id=None, now=joined)
