"""A copy of an event: what comes along into the next year, and what stays behind."""

from datetime import UTC, date, datetime

import pytest

from eventdesk.accounts.models import EventRole
from eventdesk.checkin.models import CheckIn
from eventdesk.core.db import transaction
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.desk import services
from eventdesk.programme.models.draft import DraftChange, ProgrammeVersion
from eventdesk.programme.models.programme import Comment, Link, Room, Talk, Track
from eventdesk.programme.queries.draft import draft_sessions
from eventdesk.programme.rules.duplication import EVENT_PARTS
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.services.form_builder import QuestionInput, add_question
from eventdesk.reports.models import EventReport
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.services import session_seats
from eventdesk.speakers.models import Material, SpeakerAssignment
from eventdesk.speakers.services import materials
from eventdesk.speakers.services.assignments import COPIED_FIELDS
from tests.desk.copies import ALL, COPY, FORM, copied, full, make_original, of
from tests.factories import (
    NOW,
    make_appearance,
    make_link,
    make_material,
    make_person,
    make_registration,
    make_role,
    make_room,
    make_session,
    make_talk,
    make_track,
    set_policies,
)
from tests.pages import text_of


@pytest.fixture
def event(app):
    return make_original()


@pytest.mark.both_engines
def test_event_is_copied_with_all_its_parts(db, event, organiser):
    session = full(event)
    colleague = make_role(event, "moderator", make_person(email="mod@example.org"))
    with transaction():
        copy = services.copy_event(
            event, title="Cluster Days 2027", slug="days-2027", starts_on=date(2027, 4, 13), series=event.series,
            edition="seventh edition", parts=set(EVENT_PARTS), actor_id=organiser.id, now=NOW,
        )  # fmt: skip

    new = copied(db)
    assert (copy.event, copy.is_new, copy.unplaced, copy.rooms) == (new, True, 0, 1)
    assert (new.state, new.starts_on, new.ends_on, new.edition, new.series_id) == (
        "draft", date(2027, 4, 13), date(2027, 4, 14), "seventh edition", event.series_id,
    )  # fmt: skip
    same = ("lead", "description", "topics", "organiser_note", "subtitle", "is_online", "venue", "city", "country",
            "timezone", "speaker_gap", "accent", "organiser_id")  # fmt: skip
    assert [getattr(new, name) for name in same] == [getattr(event, name) for name in same]
    assert (new.online_url, new.draft_revision, new.revision) == ("", 0, 1)
    # 364 days later, and the clocks of Brussels show the same.
    assert (new.registration_opens_at, new.registration_closes_at) == (
        datetime(2027, 1, 11, 8, tzinfo=UTC), datetime(2027, 4, 9, 16, tzinfo=UTC),
    )  # fmt: skip
    room, track = (db.session.query(model).filter_by(event_id=new.id).one() for model in (Room, Track))
    assert (room.slug, room.seats, room.note, track.slug) == ("hall", 40, "Ground floor", "trade")
    later, opening = sorted(draft_sessions(new.id), key=lambda plan: plan.event_session.code)
    assert (opening.starts_at, opening.ends_at) == (
        datetime(2027, 4, 13, 9, tzinfo=UTC), datetime(2027, 4, 13, 9, 45, tzinfo=UTC),
    )  # fmt: skip
    assert (opening.room_id, opening.track_id, opening.version) == (room.id, track.id, 1)
    assert (later.starts_at, later.minutes, later.room_id) == (None, 90, None)
    shown = opening.event_session
    assert (shown.code, shown.state, shown.starts_at, shown.room_id, shown.sequence, shown.online_url) == (
        "open", "draft", None, None, 0, "",
    )  # fmt: skip
    assert (shown.abstract, shown.format_description, shown.expected_outcome, shown.comments_open) == (
        "Why", "Talks", "Contacts", True,
    )  # fmt: skip
    assert shown.uid != session.uid
    seats = of(db, SessionSeats, new)
    assert [(one.capacity, one.taken, one.waiting, one.is_open, one.version) for one in seats] == [(5, 0, 0, True, 0)]
    talk = of(db, Talk, new)[0]
    assert (talk.title, talk.event_session_id) == ("First", shown.id)
    appearing = sorted(of(db, SpeakerAssignment, new), key=lambda one: one.position)
    assert [(one.person.name, one.part, one.talk_id, one.job_title) for one in appearing] == [
        ("Mod", "moderator", None, ""), ("Maija", "speaker", talk.id, "Head"),
    ]  # fmt: skip
    material, original = of(db, Material, new)[0], of(db, Material, event)[0]
    assert (material.file_key, material.title, material.code == original.code) == ("a" * 64, original.title, False)
    links = db.session.query(Link).filter_by(event_id=new.id).order_by(Link.id)
    assert [(one.title, one.event_session_id) for one in links] == [
        ("Of the event", None),
        ("Of the session", shown.id),
    ]
    roles = db.session.query(EventRole).filter_by(event_id=new.id).order_by(EventRole.id)
    assert [(one.person_id, one.role) for one in roles] == [(organiser.id, "organiser"), (colleague.id, "moderator")]
    mails = db.session.query(OutboxItem).filter_by(event_id=new.id)
    assert [(one.recipient, one.payload["template"]) for one in mails] == [("mod@example.org", "role_assigned")]


def test_nothing_of_what_happened_comes_along(db, event, organiser, desk):
    full(event)
    make_session(event, state="draft")
    with transaction():
        services.publish_programme(event, note="", seen=None, actor_id=organiser.id, now=NOW)

    desk.submit(COPY, FORM, **ALL)

    new = copied(db)
    for model in (Registration, EventReport, ProgrammeVersion, DraftChange):
        assert db.session.query(model).filter_by(event_id=new.id).count() == 0, model
    for model in (Reservation, CheckIn, Comment):
        assert of(db, model, new) == [], model
    verbs = [entry.verb for entry in db.session.query(AuditEntry).filter_by(event_id=new.id).order_by(AuditEntry.id)]
    assert verbs == ["add_event", "copy_event"]


def test_only_selected_parts_are_copied(db, event, desk):
    full(event)

    desk.submit(COPY, FORM, rooms=None, tracks=None, texts=None, links=None, sessions="tray", people="y")

    new = copied(db)
    plans = draft_sessions(new.id)
    assert [(plan.title, plan.starts_at, plan.minutes, plan.room_id, plan.track_id) for plan in plans] == [
        ("Opening", None, 45, None, None), ("Later", None, 90, None, None),
    ]  # fmt: skip
    assert [(model, db.session.query(model).filter_by(event_id=new.id).count()) for model in (Room, Track, Link)] == [
        (Room, 0), (Track, 0), (Link, 0),
    ]  # fmt: skip
    # Speakers of a talk that is not copied become speakers of the session.
    assert [(one.person.name, one.talk_id) for one in of(db, SpeakerAssignment, new)] == [
        ("Mod", None),
        ("Maija", None),
    ]
    assert (of(db, Talk, new), of(db, Material, new), new.lead, new.venue) == ([], [], "", "Hall of Clusters")


def test_without_sessions_their_parts_stay_behind(db, event, desk):
    full(event)

    desk.submit(COPY, FORM, sessions="", **ALL)

    new = copied(db)
    assert (draft_sessions(new.id), of(db, SpeakerAssignment, new), of(db, Material, new)) == ([], [], [])
    assert [one.title for one in db.session.query(Link).filter_by(event_id=new.id)] == ["Of the event"]


def test_event_without_sessions_is_copied(db, event, desk):
    page = desk.visit(COPY)

    answer = desk.submit(page, FORM)

    assert page.select("[name=sessions]") == []
    assert (answer.status_code, copied(db).title) == (303, "Cluster Days 2027")


def test_sessions_at_times_that_do_not_exist_are_unscheduled(db, event, desk):
    make_session(event, code="night", starts_at=datetime(2026, 4, 14, 0, 15, tzinfo=UTC))
    make_session(event, code="day")

    answer = desk.submit(COPY, FORM, starts_on="2027-03-28", title="Spring", slug="days-2027")

    page = desk.visit(answer.location)
    plans = {plan.event_session.code: plan for plan in draft_sessions(copied(db).id)}
    assert (plans["night"].starts_at, plans["night"].minutes) == (None, 45)
    assert plans["day"].starts_at == datetime(2027, 3, 28, 9, tzinfo=UTC)
    assert "1 session is unscheduled, because the clocks change at its time on the new day." in text_of(page.body)


def test_clock_times_stay_the_same_in_winter(db, event, desk):
    make_session(event, starts_at=datetime(2026, 4, 14, 7, 30, tzinfo=UTC))

    desk.submit(COPY, FORM, starts_on="2027-01-12")

    assert draft_sessions(copied(db).id)[0].starts_at == datetime(2027, 1, 12, 8, 30, tzinfo=UTC)


@pytest.mark.both_engines
def test_form_and_registration_settings_are_copied_without_answers(db, event, organiser):
    by = {"actor_id": organiser.id, "now": NOW}
    with transaction():
        set_policies(
            event,
            places=50,
            requires_approval=True,
            requires_code=False,
            forbids_overlaps=True,
            max_seats_per_person=3,
            note="Come early.",
            **by,
        )
        question = QuestionInput(label="Diet", purpose="To order food", is_required=True)
        add_question(event, question, **by)
    make_registration(event)

    with transaction():
        copy = services.copy_event(
            event, title="Cluster Days 2027", slug="days-2027", starts_on=date(2027, 4, 13), series=None, edition="",
            parts={"registration"}, actor_id=organiser.id, now=NOW,
        )  # fmt: skip

    terms, limits = registration_policy(copy.event.id), event_seat_policy(copy.event.id)
    assert (
        terms.places, terms.taken, terms.requires_approval, limits.forbids_overlaps, limits.max_seats_per_person,
        terms.note,
    ) == (
        50, 0, True, True, 3, "Come early.",
    )  # fmt: skip
    assert [(one.standard, one.label, one.is_required) for one in questions_of(copy.event.id)] == [
        ("organisation", "", False), ("country", "", False), ("stakeholder_kind", "", False), ("", "Diet", True),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.both_engines
def test_copy_takes_as_many_statements_for_many_sessions(db, event, organiser, queries, rows):
    for number in range(rows):
        room = make_room(event)
        session = make_session(event, seats=5, room_id=room.id, track_id=make_track(event, letter=str(number)).id)
        make_appearance(session, talk_id=make_talk(session).id)
        make_material(session)
        make_link(event, event_session_id=session.id)

    with queries() as seen, transaction():
        services.copy_event(
            event, title="Cluster Days 2027", slug="days-2027", starts_on=date(2027, 4, 13), series=None,
            edition="", parts=set(EVENT_PARTS), actor_id=organiser.id, now=NOW,
        )  # fmt: skip

    # SQLite says BEGIN, psycopg says it by itself.
    assert len([statement for statement in seen if not statement.startswith("BEGIN")]) == 35


@pytest.mark.parametrize(
    ("model", "comes", "stays"),
    [
        (SpeakerAssignment, (*COPIED_FIELDS, "talk_id", "person_id"), set()),
        (Material, materials.COPIED_FIELDS, {"code"}),
        (
            SessionSeats,
            session_seats.COPIED_FIELDS,
            {
                "taken",
                "quota_reserved",
                "target_capacity",
                "waiting",
                "last_queue_number",
                "is_open",
                "last_claim_result",
                "version",
            },
        ),
    ],
)
def test_somebody_has_decided_of_every_column_of_a_session_whether_it_is_copied(model, comes, stays):
    columns = {column.key for column in model.__table__.columns} - {"id", "event_session_id"}

    assert columns == {*comes, *stays}, "say in the room's services whether a copy has it too"
