"""ICT 2015: one networking session with everything that its page contained."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.cli.demo import texts
from eventdesk.people.services import add_person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.services.contents import add_comment, add_link, add_talk, close_comments, open_comments
from eventdesk.programme.services.events import add_event, publish_event
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.rooms_tracks import add_room, add_track
from eventdesk.programme.services.sessions import add_session
from eventdesk.speakers.services.assignments import add_assignment
from eventdesk.speakers.services.materials import StoredFile, add_material, store_material

LISBON = ZoneInfo("Europe/Lisbon")
"""The time zone of ICT 2015; its page shows local time."""
ANNOUNCED = datetime(2015, 9, 1, 9, 0, tzinfo=UTC)
SLIDES = Path(__file__).with_name("lessons-learned.pdf")


def store_slides(data_dir: Path) -> StoredFile:
    """Store the slides, a small file made for the demo, before the transaction that refers to them."""
    return store_material(data_dir, SLIDES.read_bytes(), "lessons-learned.pdf")


def load(slides: StoredFile, *, actor_id: int) -> Event:
    """Add the event with its session and return it."""
    event = add_event(
        slug="ict-2015",
        title="ICT 2015",
        subtitle="Networking Sessions Programme",
        lead="Networking sessions of the Digital Single Market: digital economy and society.",
        description=texts.ICT_2015_ABOUT,
        starts_on=date(2015, 10, 22),
        ends_on=date(2015, 10, 22),
        timezone="Europe/Lisbon",
        city="Lisbon",
        country="PT",
        accent="5a3792",
        actor_id=actor_id,
        now=ANNOUNCED,
    )
    publish_event(event, actor_id=actor_id, now=ANNOUNCED)
    room = add_room(event, name="Room 1.05", actor_id=actor_id, now=ANNOUNCED)
    theme = add_track(event, name="EU Policy", letter="EU", actor_id=actor_id, now=ANNOUNCED)
    event_session = add_session(
        event,
        code="15808",
        title="Internationalisation: The Supporting Role of Clusters",
        abstract=texts.CLUSTERS_ABSTRACT,
        format_description=texts.CLUSTERS_COURSE,
        expected_outcome=texts.CLUSTERS_OUTCOME,
        room=room,
        track=theme,
        starts_at=datetime(2015, 10, 22, 14, 0, tzinfo=LISBON),
        ends_at=datetime(2015, 10, 22, 14, 45, tzinfo=LISBON),
        actor_id=actor_id,
        now=ANNOUNCED,
    )
    publish_programme(event, actor_id=actor_id, now=ANNOUNCED)
    _add_people(event_session, actor_id=actor_id)
    for title, note in (
        ("Be Wiser", "EU-funded FP7 project; levels of internationalisation from its V-LINC results"),
        ("UPSIDE", "EU-funded FP7 project; Business Roaming Agreement for SMEs"),
    ):
        add_link(
            event, event_session=event_session, kind="project", title=title, note=note, actor_id=actor_id, now=ANNOUNCED
        )
    add_material(
        event_session, slides, title="Presentation, including the “lessons learned”", actor_id=actor_id, now=ANNOUNCED
    )
    return event


def _add_people(event_session: EventSession, *, actor_id: int) -> None:
    """Add the organiser, the flash talks with their speakers, and the comments of one of them."""
    add_assignment(
        event_session,
        name="Tamara HÖGLER",
        organisation="CyberForum e.V.",
        country="DE",
        part="organiser",
        job_title="Innovations and International Affairs",
        actor_id=actor_id,
        now=ANNOUNCED,
    )
    zuccotti = add_person("Annalisa ZUCCOTTI", organisation="CyberForum e.V.", country="DE", now=ANNOUNCED)
    for title, person, name, organisation in (
        ("Stockholm-Montreal: Cluster to Cluster – Smart Digital Cities", None, "Lindström A.", "Kista Science City"),
        ("BeWiser Connect – a matchmaking tool", None, "Hobbs J.", "Cork Institute of Technology"),
        ("Business Roaming Agreement – an internationalization tool", zuccotti, "", "CyberForum e.V."),
    ):
        talk = add_talk(event_session, title=title, actor_id=actor_id, now=ANNOUNCED)
        add_assignment(
            event_session,
            person=person,
            name=name,
            organisation=organisation,
            talk=talk,
            actor_id=actor_id,
            now=ANNOUNCED,
        )
    open_comments(event_session, actor_id=actor_id, now=ANNOUNCED)
    for minute, text in ((28, texts.CLUSTERS_INVITATION), (29, texts.CLUSTERS_TALKS)):
        written = datetime(2015, 10, 19, 15, minute, tzinfo=LISBON)
        add_comment(event_session, text=text, author_id=zuccotti.id, now=written)
    close_comments(event_session, actor_id=actor_id, now=datetime(2015, 10, 23, 9, 0, tzinfo=LISBON))
