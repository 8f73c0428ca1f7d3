"""Copies at the desk as tests make them: an event with all that can hang on it, and what of it came along."""

from datetime import UTC, datetime

from eventdesk.programme.models.programme import Event, EventSession
from tests.factories import (
    make_appearance,
    make_check_in,
    make_comment,
    make_event,
    make_link,
    make_material,
    make_organisation,
    make_person,
    make_report,
    make_reservation,
    make_room,
    make_series,
    make_session,
    make_talk,
    make_track,
)

FORM = "main form.ed-form"
COPY = "/desk/days-2026/copy"
ALL = dict.fromkeys(("rooms", "tracks", "texts", "links", "registration", "roles", "talks", "people", "materials"), "y")


def make_original():
    """Store the event that is copied, and return it."""
    return make_event(
        slug="days-2026", title="Cluster Days 2026", series_id=make_series(slug="days").id, edition="sixth edition",
        lead="Two days", description="Why **now**", topics="Trade", organiser_note="We", subtitle="Programme",
        is_online=True, online_url="https://example.org/join", speaker_gap=10, accent="5a3792",
        organiser_id=make_organisation(name="The agency").id,
        registration_opens_at=datetime(2026, 1, 12, 8, tzinfo=UTC),
        registration_closes_at=datetime(2026, 4, 10, 16, tzinfo=UTC),
    )  # fmt: skip


def full(event):
    """Store two sessions with all that can hang on them, one of them without a time, and return the first."""
    room, track = make_room(event, slug="hall", seats=40, note="Ground floor"), make_track(event, slug="trade")
    session = make_session(
        event, code="open", title="Opening", seats=5, room_id=room.id, track_id=track.id, abstract="Why",
        format_description="Talks", expected_outcome="Contacts", online_url="https://example.org/room", comments_open=True,
    )  # fmt: skip
    talk, speaker = make_talk(session, title="First"), make_person(name="Maija", email=None)
    make_appearance(session, speaker, talk_id=talk.id, job_title="Head", position=2)
    make_appearance(session, make_person(name="Mod", email=None), part="moderator", position=1)
    make_material(session, file_key="a" * 64)
    make_link(event, title="Of the event")
    make_link(event, title="Of the session", event_session_id=session.id, kind="project")
    make_comment(session)
    participant = make_person()
    make_reservation(session, participant)
    make_check_in(session, participant)
    make_report(event)
    make_session(event, code="later", title="Later", state="draft", starts_at=None, plan={"minutes": 90})
    make_session(event, code="off", state="cancelled")
    make_session(event, code="gone", state="draft", plan={"state": "removed"})
    return session


def copied(db):
    """Return the event that was made."""
    return db.session.query(Event).filter_by(slug="days-2027").one()


def of(db, model, event):
    """Return the rows of `model` that belong to sessions of `event`."""
    return (
        db.session.query(model)
        .join(EventSession, EventSession.id == model.event_session_id)
        .filter(EventSession.event_id == event.id)
        .order_by(EventSession.code)
        .all()
    )
