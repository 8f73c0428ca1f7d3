"""The ICT Innovation networking event of 14 December 2020: an online event with its participants and its report.

The speakers, the sessions and the report are those that were published.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from eventdesk.cli.demo import texts
from eventdesk.cli.demo.ict_innovation_participants import add_participants
from eventdesk.cli.jobs import render_and_publish
from eventdesk.core.db import transaction
from eventdesk.core.errors import NotFound
from eventdesk.core.settings import Settings
from eventdesk.core.text import N_
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession, Talk
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.queries.sessions import sessions_of_event
from eventdesk.programme.services.contents import add_link, add_talk
from eventdesk.programme.services.events import add_event, add_series, publish_event
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.rooms_tracks import add_room
from eventdesk.programme.services.sessions import add_session
from eventdesk.reports import services as reports
from eventdesk.speakers.services.assignments import add_assignment

SLUG = "ict-innovation-2020"
BRUSSELS = ZoneInfo("Europe/Brussels")
ANNOUNCED = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)
PUBLISHED = datetime(2020, 12, 22, 11, 0, tzinfo=UTC)
"""The summary was published on 22 December 2020."""

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
    """Add the series and the event with programme, participants and attendance; return the event."""
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
    add_participants(event, announced=ANNOUNCED)
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
        raise NotFound(N_("The event of the report is missing."))
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
