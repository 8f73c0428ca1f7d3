"""The events and sessions that several tests of this package look at."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import (
    FIRST_DAY,
    make_appearance,
    make_comment,
    make_event,
    make_link,
    make_material,
    make_organisation,
    make_person,
    make_room,
    make_session,
    make_talk,
    make_track,
)
from tests.pages import text_of

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)


def at(hour, minute=0, day=FIRST_DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def titles(page):
    return [text_of(heading) for heading in page.select(".ed-session h3")]


@pytest.fixture
def event(app):
    """An event without details; tests that need some define their own."""
    return make_event(slug="days", title="Cluster Days")


@pytest.fixture
def two_days(app):
    """Two days, two rooms, two tracks."""
    event = make_event(slug="days", timezone="UTC")
    hall, studio = make_room(event, name="Hall", slug="hall", seats=100), make_room(event, name="Studio", slug="studio")
    policy = make_track(event, letter="A", name="Policy", slug="policy")
    first = make_session(event, title="Opening", starts_at=at(9), room_id=hall.id, track_id=policy.id, seats=50)
    make_session(event, title="Workshop", starts_at=at(9), room_id=studio.id)
    make_session(event, title="Coffee", kind="break", starts_at=at(10), place="Foyer")
    make_session(event, title="Second day", starts_at=at(9, day=FIRST_DAY + timedelta(days=1)), room_id=hall.id)
    organisation = make_organisation(name="Tbilisi Hub")
    make_appearance(first, make_person(name="Antonín Dvořák", email=None, organisation_id=organisation.id))
    return event


@pytest.fixture
def ict(app):
    return make_event(slug="ict", title="ICT", timezone="Europe/Lisbon", online_url="https://meet.example/room")


@pytest.fixture
def ict_session(ict):
    """A session about which everything is known."""
    session = make_session(
        ict,
        code="15808",
        title="The Supporting Role of Clusters",
        starts_at=START,
        room_id=make_room(ict, name="Room 1.05").id,
        track_id=make_track(ict, name="EU Policy").id,
        abstract="Clusters are *relevant*.",
        format_description="Flash talks, then a discussion.",
        expected_outcome="New contacts.",
    )
    forum = make_organisation(name="CyberForum e.V.", country="DE")
    make_appearance(
        session,
        make_person(name="Tamara HÖGLER", email=None, organisation_id=forum.id, country="DE"),
        part="organiser",
        job_title="Innovations",
    )
    talk = make_talk(session, title="Business Roaming Agreement")
    speaker = make_person(name="Annalisa ZUCCOTTI", email="canary@example.org", organisation_id=forum.id)
    make_appearance(session, speaker, talk_id=talk.id)
    make_link(ict, event_session_id=session.id, kind="project", title="UPSIDE", url="", note="FP7")
    make_material(session, code="SLIDES22", title="Lessons learned", media_type="application/pdf", size=14_000)
    make_comment(session, speaker, at=datetime(2015, 10, 19, 14, 28, tzinfo=UTC), text="Reserve <b>here</b>!")
    return session
