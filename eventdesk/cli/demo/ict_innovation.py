"""The ICT Innovation networking event of 14 December 2020: an online event with its participants and its report.

The totals (60 participants, 44 organisations, the kinds of stakeholder, the countries) are those that were published.
The participants themselves, and who of them followed which session, are generated.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from eventdesk.checkin.services.check_in import check_in
from eventdesk.cli.demo import texts
from eventdesk.cli.demo.names import people
from eventdesk.cli.jobs import render_and_publish
from eventdesk.core.db import transaction
from eventdesk.core.errors import NotFound
from eventdesk.core.settings import Settings
from eventdesk.core.text import N_
from eventdesk.people.models import Person
from eventdesk.people.services import add_organisation, add_person
from eventdesk.programme.models.programme import Event, EventSession, Talk
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.queries.sessions import sessions_of_event
from eventdesk.programme.services.contents import add_link, add_talk
from eventdesk.programme.services.events import add_event, add_series, publish_event
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.rooms_tracks import add_room
from eventdesk.programme.services.sessions import add_session
from eventdesk.registration.services.register import register_person
from eventdesk.reports import services as reports
from eventdesk.speakers.services.assignments import add_assignment

SLUG = "ict-innovation-2020"
BRUSSELS = ZoneInfo("Europe/Brussels")
ANNOUNCED = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)
PUBLISHED = datetime(2020, 12, 22, 11, 0, tzinfo=UTC)
"""The summary was published on 22 December 2020."""

PARTNERS = {"AM": "Armenia", "AZ": "Azerbaijan", "BY": "Belarus", "GE": "Georgia", "MD": "Moldova", "UA": "Ukraine"}
KINDS = {
    "business-association": ("ICT Business Association, {}", (2, 2, 2, 2, 2, 2)),
    "technology-park": ("High-Tech Park, {}", (2, 1, 1, 2, 1, 1)),
    "ministry": ("Ministry responsible for ICT, {}", (1, 1, 1, 2, 2, 1)),
    "public-agency": ("Innovation Agency, {}", (1, 1, 1, 1, 1, 2)),
    "hdm-coordinator": ("HDM Coordination, {}", (1, 1, 1, 1, 1, 1)),
    "eu-institution": ("EU Delegation to {}", (1, 1, 1, 1, 1, 1)),
}
"""Kind of stakeholder → its organisation's name in a partner country, and how many came from each of the six."""
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
LINKS = (
    (
        "partner",
        "European Cluster Collaboration Platform (ECCP)",
        "https://www.clustercollaboration.eu/",
        "Profiles, services and matchmaking for clusters",
    ),
    ("partner", "European Cluster Excellence Programme", "", "Supports the networking of clusters"),
    ("partner", "Cluster Go International", "", "EU action for clusters that work beyond Europe"),
    ("partner", "European Digital SMEs Alliance", "https://www.digitalsme.eu/", "The Cluj IT Cluster is a member"),
    (
        "partner",
        "Industry4Ukraine",
        "https://www.industry4ukraine.net/",
        "Joins industrial associations, clusters and other stakeholders",
    ),
    ("partner", "EU4Digital", "https://eufordigital.eu/", "The initiative that held the event"),
    ("press", "Tightening the relationship with clusters from Eastern Partnership countries", "", "ECCP press release"),
)


def load(*, actor_id: int) -> Event:
    """Add the series, the event, its programme, its participants and who followed what; return the event."""
    series = add_series(
        slug="ict-innovation",
        title="ICT Innovation Networking events",
        description=texts.SERIES_ABOUT,
        actor_id=actor_id,
        now=ANNOUNCED,
    )
    event = add_event(
        slug=SLUG,
        series=series,
        title="ICT Innovation networking event",
        lead="Practical steps towards internationalisation and visibility of ICT clusters in Eastern partner countries.",
        description=texts.INNOVATION_ABOUT,
        topics=texts.INNOVATION_TOPICS,
        starts_on=date(2020, 12, 14),
        ends_on=date(2020, 12, 14),
        timezone="Europe/Brussels",
        is_online=True,
        audience="Cluster ecosystem organisations from Eastern partner countries",
        organiser="EU4Digital",
        organiser_country="BE",
        accent="1b4b9b",
        registration_closes_at=datetime(2020, 12, 14, 12, 0, tzinfo=BRUSSELS),
        actor_id=actor_id,
        now=ANNOUNCED,
    )
    publish_event(event, actor_id=actor_id, now=ANNOUNCED)
    for kind, title, url, note in LINKS:
        add_link(event, kind=kind, title=title, url=url, note=note, actor_id=actor_id, now=ANNOUNCED)
    _add_programme(event, actor_id=actor_id)
    publish_programme(event, actor_id=actor_id, now=ANNOUNCED)
    _add_participants(event)
    return event


def _add_programme(event: Event, *, actor_id: int) -> None:
    known: dict[str, Person] = {}
    room = add_room(event, name="Online room", actor_id=actor_id, now=ANNOUNCED)

    def session(code: str, title: str, starts: tuple[int, int], ends: tuple[int, int], abstract: str) -> EventSession:
        return add_session(
            event,
            code=code,
            title=title,
            kind="plenary",
            abstract=abstract,
            room=room,
            starts_at=datetime(2020, 12, 14, *starts, tzinfo=BRUSSELS),
            ends_at=datetime(2020, 12, 14, *ends, tzinfo=BRUSSELS),
            actor_id=actor_id,
            now=ANNOUNCED,
        )

    def appear(
        event_session: EventSession,
        name: str,
        job_title: str,
        organisation: str,
        country: str,
        *,
        part: str = "speaker",
        talk: Talk | None = None,
    ) -> None:
        appearance = add_assignment(
            event_session,
            person=known.get(name),
            name=name,
            job_title=job_title,
            organisation=organisation,
            country=country,
            part=part,
            talk=talk,
            actor_id=actor_id,
            now=ANNOUNCED,
        )
        known[name] = appearance.person

    def presentation(event_session: EventSession, title: str) -> Talk:
        return add_talk(event_session, title=title, actor_id=actor_id, now=ANNOUNCED)

    pobol = ("Anna Pobol", "ICT Innovation stream leader", "EU4Digital", "BE")
    opening = session(
        "opening", "Opening: cluster policy in the context of internationalisation", (10, 0), (10, 45), texts.OPENING
    )
    appear(opening, *pobol, part="moderator")
    talk = presentation(
        opening, "European Commission: EU pillars of cluster policy in the context of internationalisation"
    )
    appear(opening, "Christophe Guichard", "Policy Officer", "European Commission (DG GROW)", "BE", talk=talk)

    keynote = session(
        "keynote",
        "Keynote: clusters’ visibility and collaboration on the European Cluster Collaboration Platform",
        (10, 45),
        (11, 30),
        texts.KEYNOTE,
    )
    appear(keynote, *pobol, part="moderator")
    talk = presentation(
        keynote, "European Cluster Collaboration Platform: Overview of value proposition and registration process"
    )
    eccp = "European Cluster Collaboration Platform (ECCP)"
    appear(keynote, "Jan Maarten de Vet", "Project manager", eccp, "BE", talk=talk)
    appear(keynote, "Lucia Seel", "Profile Validation Manager", eccp, "BE", talk=talk)

    experience = session(
        "experience",
        "Cluster experience: organisation, development and internationalisation",
        (11, 45),
        (13, 0),
        texts.EXPERIENCE,
    )
    appear(experience, *pobol, part="moderator")
    for title, name, job_title, organisation, country in (
        (
            "Cluj IT Cluster experience of organisation, development and international integration",
            "Andrei Kelemen",
            "CEO",
            "Cluj IT Cluster",
            "RO",
        ),
        (
            "Cluster management and operation structure in the face of evolving challenges",
            "Olga Shapoval",
            "Executive Director",
            "Kharkiv IT Cluster",
            "UA",
        ),
        (
            "Experience, progress and challenges of industrial high-tech cluster development in Ukraine",
            "Aleksandre Yurchak",
            "General Director",
            "Association of Industrial Automation of Ukraine (AIAU)",
            "UA",
        ),
        (
            "National Programme for clusters development in Ukraine",
            "Lyudmyla Shyyko",
            "Head of the Ukrainian Clusters committee and Managing Director",
            "Precarpathian Eco-Energy Cluster",
            "UA",
        ),
    ):
        appear(experience, name, job_title, organisation, country, talk=presentation(experience, title))

    wrap_up = session("wrap-up", "Wrap-up", (13, 0), (13, 20), texts.WRAP_UP)
    appear(wrap_up, *pobol)


def _organisations() -> Iterator[tuple[str, str, str, int]]:
    """Give name, country, kind and number of participants of the 44 organisations."""
    for kind, (name, numbers) in KINDS.items():
        for (country, country_name), number in zip(PARTNERS.items(), numbers, strict=True):
            yield name.format(country_name), country, kind, number
    yield from OTHERS


def _add_participants(event: Event) -> None:
    """Register the 60 participants in the weeks before, and note who followed which session."""
    chance = random.Random(SLUG)  # noqa: S311 - the demo must be the same every time
    names = {country: cycle(people(country, chance)) for country in {row[1] for row in _organisations()}}
    programme_of_day = sessions_of_event(event.id)
    came = 0
    for organisation, country, kind, number in _organisations():
        add_organisation(organisation, country=country, kind=kind)
        for _ in range(number):
            came += 1
            registered = ANNOUNCED + timedelta(days=28) * chance.random() ** 0.6 - timedelta(hours=1)
            person = add_person(
                next(names[country]),
                email=f"guest{came}@ict-innovation.example",
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
            for number_of_session, event_session in enumerate(programme_of_day):
                # Everybody followed the keynote or more, so that the published total is the number of those who came.
                if event_session.starts_at and (
                    event_session.code == "keynote" or chance.random() < 0.95 - number_of_session / 20
                ):
                    joined = event_session.starts_at + timedelta(minutes=4) * chance.random()
                    check_in(event_session, person, actor_id=None, now=joined)


def publish_report(settings: Settings, *, actor_id: int) -> None:
    """Write, render and publish the report."""
    outcomes = {
        "opening": (texts.OPENING_SUMMARY, texts.OPENING_RESULT),
        "keynote": (texts.KEYNOTE_SUMMARY, texts.KEYNOTE_RESULT),
        "experience": (texts.EXPERIENCE_SUMMARY, texts.EXPERIENCE_RESULT),
        "wrap-up": (texts.WRAP_UP_SUMMARY, ""),
    }
    event = event_by_slug(SLUG)
    if event is None:
        raise NotFound(N_("The event of the report is not there."))
    with transaction():
        reports.write_report(
            event,
            subtitle="Clusters of the Eastern partner countries: visible, connected, international",
            summary=texts.REPORT_SUMMARY,
            conclusions=texts.REPORT_CONCLUSIONS,
            actor_id=actor_id,
            now=PUBLISHED,
        )
        for event_session in sessions_of_event(event.id):
            summary, outcome = outcomes[event_session.code]
            reports.write_session_outcome(
                event_session, summary=summary, outcome=outcome, actor_id=actor_id, now=PUBLISHED
            )
    render_and_publish(event, settings, actor_id=actor_id, now=PUBLISHED)
