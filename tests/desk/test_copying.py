"""Copies at the desk: an event for the next year, a session as a template, a session on other days."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from eventdesk.accounts.models import EventRole
from eventdesk.core.db import transaction
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.desk import services
from eventdesk.permissions import Identity, Permission, can
from eventdesk.programme import queries as programme
from eventdesk.programme.models import (
    Comment,
    Event,
    EventSession,
    Link,
    PlanningStep,
    ProgrammeVersion,
    Room,
    SessionPlan,
    Talk,
    Track,
)
from eventdesk.programme.rules.copying import EVENT_PARTS
from eventdesk.reports.models import EventReport
from eventdesk.reservations import queries as reservation_queries
from eventdesk.reservations import services as reservations
from eventdesk.reservations.models import CheckIn, Registration, Reservation, SeatCount
from eventdesk.reservations.services import seats
from eventdesk.speakers import services as speakers
from eventdesk.speakers.models import Appearance, Material
from tests.conftest import prefilled
from tests.factories import (
    NOW,
    make_admin,
    make_appearance,
    make_check_in,
    make_comment,
    make_event,
    make_link,
    make_material,
    make_organisation,
    make_person,
    make_registration,
    make_report,
    make_reservation,
    make_role,
    make_room,
    make_series,
    make_session,
    make_talk,
    make_track,
)
from tests.pages import words

FORM = "main form.ed-form"
COPY = "/desk/days-2026/copy"
ALL = dict.fromkeys(("rooms", "tracks", "texts", "links", "registration", "roles", "talks", "people", "materials"), "y")


@pytest.fixture
def event(app):
    return make_event(
        slug="days-2026", title="Cluster Days 2026", series_id=make_series(slug="days").id, edition="sixth edition",
        lead="Two days", description="Why **now**", topics="Trade", organiser_note="We", subtitle="Programme",
        is_online=True, online_url="https://example.org/join", speaker_gap=10, accent="5a3792",
        organiser_id=make_organisation(name="The agency").id,
        registration_opens_at=datetime(2026, 1, 12, 8, tzinfo=UTC),
        registration_closes_at=datetime(2026, 4, 10, 16, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def organiser(event):
    return make_role(event)


@pytest.fixture
def desk(client, organiser):
    return client.sign_in(organiser)


def full(event):
    """Store two sessions with all that can hang on them, one of them without a time, and return the first."""
    room, track = make_room(event, slug="hall", seats=40, note="Ground floor"), make_track(event, slug="trade")
    session = make_session(
        event, code="open", title="Opening", seats=5, room_id=room.id, track_id=track.id, abstract="Why",
        course="Talks", expected_outcome="Contacts", online_url="https://example.org/room", comments_open=True,
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


def test_form_proposes_the_next_year(desk, event):
    full(event)

    page = desk.visit(COPY)

    assert [page.select_one(f"[name={name}]")["value"] for name in ("title", "slug", "starts_on", "edition")] == [
        "Cluster Days 2027", "days-2027", "2027-04-13", "",
    ]  # fmt: skip
    assert page.select_one("[name=series] [selected]")["value"] == "days"
    assert [tag["name"] for tag in page.select("main [type=checkbox][checked]")] == [
        "rooms", "tracks", "texts", "links", "registration",
    ]  # fmt: skip
    assert page.select_one("[name=sessions][checked]")["value"] == "times"


def test_overview_leads_to_the_copy(desk, event):
    links = {words(tag): tag["href"] for tag in desk.visit("/desk/days-2026/").select("main a")}

    assert links["Copy this event"] == COPY


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
    assert (new.online_url, new.plan_revision, new.revision) == ("", 0, 1)
    # 364 days later, and the clocks of Brussels show the same.
    assert (new.registration_opens_at, new.registration_closes_at) == (
        datetime(2027, 1, 11, 8, tzinfo=UTC), datetime(2027, 4, 9, 16, tzinfo=UTC),
    )  # fmt: skip
    room, track = (db.session.query(model).filter_by(event_id=new.id).one() for model in (Room, Track))
    assert (room.slug, room.seats, room.note, track.slug) == ("hall", 40, "Ground floor", "trade")
    later, opening = sorted(programme.plans(new.id), key=lambda plan: plan.event_session.code)
    assert (opening.starts_at, opening.ends_at) == (
        datetime(2027, 4, 13, 9, tzinfo=UTC), datetime(2027, 4, 13, 9, 45, tzinfo=UTC),
    )  # fmt: skip
    assert (opening.room_id, opening.track_id, opening.version) == (room.id, track.id, 1)
    assert (later.starts_at, later.minutes, later.room_id) == (None, 90, None)
    shown = opening.event_session
    assert (shown.code, shown.state, shown.starts_at, shown.room_id, shown.sequence, shown.online_url) == (
        "open", "draft", None, None, 0, "",
    )  # fmt: skip
    assert (shown.abstract, shown.course, shown.expected_outcome, shown.comments_open) == (
        "Why", "Talks", "Contacts", True,
    )  # fmt: skip
    assert shown.uid != session.uid
    seats = of(db, SeatCount, new)
    assert [(one.capacity, one.taken, one.waiting, one.is_open, one.version) for one in seats] == [(5, 0, 0, True, 0)]
    talk = of(db, Talk, new)[0]
    assert (talk.title, talk.event_session_id) == ("First", shown.id)
    appearing = sorted(of(db, Appearance, new), key=lambda one: one.position)
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
    assert [(one.recipient, one.payload["template"]) for one in mails] == [("mod@example.org", "role_given")]


def test_nothing_of_what_happened_comes_along(db, event, organiser, desk):
    full(event)
    make_session(event, state="draft")
    with transaction():
        services.publish_programme(event, note="", seen=None, actor_id=organiser.id, now=NOW)

    desk.submit(COPY, FORM, **ALL)

    new = copied(db)
    for model in (Registration, EventReport, ProgrammeVersion, PlanningStep):
        assert db.session.query(model).filter_by(event_id=new.id).count() == 0, model
    for model in (Reservation, CheckIn, Comment):
        assert of(db, model, new) == [], model
    verbs = [entry.verb for entry in db.session.query(AuditEntry).filter_by(event_id=new.id).order_by(AuditEntry.id)]
    assert verbs == ["add_event", "copy_event"]


def test_copy_is_seen_by_nobody_and_publishes_like_any_event(db, event, desk, client, app):
    full(event)
    make_session(event, kind="break", code="tea", starts_at=None, state="draft")

    answer = desk.submit(COPY, FORM)

    page = desk.checked(desk.get(answer.location))
    assert (answer.status_code, answer.location) == (303, "/desk/days-2027/")
    assert "“Cluster Days 2027” is added with 2 sessions and 1 room. Nobody sees it before you publish it." in words(
        page.body
    )
    visitor = app.test_client()
    for path in ("/events/days-2027/", "/events/days-2027/programme", "/events/days-2027/sessions/open/"):
        assert visitor.get(path).status_code == 404
    assert "2027" not in visitor.get("/").text + visitor.get("/series/days/").text
    assert [plan.event_session.code for plan, _ in programme.pending_changes(copied(db))] == ["open"]


def test_second_press_leads_to_the_same_copy(db, event, desk):
    full(event)
    page = desk.visit(COPY)

    first, second = (desk.submit(page, FORM, **ALL) for _ in range(2))

    assert first.location == second.location == "/desk/days-2027/"
    assert "was copied before. Nothing is copied twice." in words(desk.visit(second.location).body)
    new = copied(db)
    assert (len(programme.plans(new.id)), len(of(db, Appearance, new)), len(of(db, Talk, new))) == (2, 2, 1)


@pytest.mark.both_engines
def test_four_presses_at_once_make_one_copy(db, event, app, organiser):
    full(event)
    browsers = [app.test_client().sign_in(organiser) for _ in range(4)]
    typed = [prefilled(browser.visit(COPY).select_one(FORM)) | {"people": "y"} for browser in browsers]
    together = threading.Barrier(4)

    def press(browser, data):
        with app.app_context():
            together.wait()
            answer = browser.post(COPY, data=data)
            return answer.status_code, answer.location

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, browsers, typed))

    assert answers == [(303, "/desk/days-2027/")] * 4
    new = copied(db)
    assert (len(programme.plans(new.id)), len(of(db, Appearance, new))) == (2, 2)
    assert db.session.query(EventRole).filter_by(event_id=new.id).count() == 1


def test_second_press_with_other_parts_is_refused(db, event, desk):
    page = desk.visit(COPY)
    desk.submit(page, FORM)

    answer = desk.submit(page, FORM, rooms=None)

    said = desk.checked(answer, 422).select_one(".ed-error-summary a")
    assert words(said) == "There is already an event at the address “days-2027”: choose another"


def test_chosen_parts_come_along_alone(db, event, desk):
    full(event)

    desk.submit(COPY, FORM, rooms=None, tracks=None, texts=None, links=None, sessions="tray", people="y")

    new = copied(db)
    plans = programme.plans(new.id)
    assert [(plan.title, plan.starts_at, plan.minutes, plan.room_id, plan.track_id) for plan in plans] == [
        ("Opening", None, 45, None, None), ("Later", None, 90, None, None),
    ]  # fmt: skip
    assert [(model, db.session.query(model).filter_by(event_id=new.id).count()) for model in (Room, Track, Link)] == [
        (Room, 0), (Track, 0), (Link, 0),
    ]  # fmt: skip
    # Whoever speaks in a talk that stays behind appears in the session itself.
    assert [(one.person.name, one.talk_id) for one in of(db, Appearance, new)] == [("Mod", None), ("Maija", None)]
    assert (of(db, Talk, new), of(db, Material, new), new.lead, new.venue) == ([], [], "", "Hall of Clusters")


def test_without_sessions_their_parts_stay_behind(db, event, desk):
    full(event)

    desk.submit(COPY, FORM, sessions="", **ALL)

    new = copied(db)
    assert (programme.plans(new.id), of(db, Appearance, new), of(db, Material, new)) == ([], [], [])
    assert [one.title for one in db.session.query(Link).filter_by(event_id=new.id)] == ["Of the event"]


def test_event_without_sessions_is_copied(db, event, desk):
    page = desk.visit(COPY)

    answer = desk.submit(page, FORM)

    assert page.select("[name=sessions]") == []
    assert (answer.status_code, copied(db).title) == (303, "Cluster Days 2027")


def test_times_in_the_gap_wait_in_the_tray_and_are_counted(db, event, desk):
    make_session(event, code="night", starts_at=datetime(2026, 4, 14, 0, 15, tzinfo=UTC))
    make_session(event, code="day")

    answer = desk.submit(COPY, FORM, starts_on="2027-03-28", title="Spring", slug="days-2027")

    page = desk.visit(answer.location)
    plans = {plan.event_session.code: plan for plan in programme.plans(copied(db).id)}
    assert (plans["night"].starts_at, plans["night"].minutes) == (None, 45)
    assert plans["day"].starts_at == datetime(2027, 3, 28, 9, tzinfo=UTC)
    assert "1 session waits in the tray: the clocks are changed at its time on the new day." in words(page.body)


def test_clock_times_stay_the_same_in_winter(db, event, desk):
    make_session(event, starts_at=datetime(2026, 4, 14, 7, 30, tzinfo=UTC))

    desk.submit(COPY, FORM, starts_on="2027-01-12")

    assert programme.plans(copied(db).id)[0].starts_at == datetime(2027, 1, 12, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"title": " "}, "title", "Enter a title"),
        ({"title": "x" * 161}, "title", "Enter 160 characters or fewer"),
        ({"slug": "taken"}, "slug", "There is already an event at the address “taken”: choose another"),
        ({"slug": "days-2026"}, "slug", "There is already an event at the address “days-2026”: choose another"),
        ({"slug": "Not an address"}, "slug",
         "Use up to 60 small letters a–z, digits and hyphens, as in cluster-days"),
        ({"slug": "new"}, "slug", "“new” is an address of eventdesk itself: choose another"),
        ({"starts_on": ""}, "starts_on", "Enter the first day"),
        ({"starts_on": "0001-01-01"}, "starts_on", "Check the year of the first day"),
        ({"starts_on": "9999-12-31"}, "starts_on", "Check the year of the first day"),
        ({"starts_on": "14 April"}, "starts_on", "Enter the first day"),
        ({"edition": "x" * 61}, "edition", "Enter 60 characters or fewer"),
        ({"series": "elsewhere"}, "series", "Not a valid choice."),
        ({"sessions": "some"}, "sessions", "Not a valid choice."),
    ],
)  # fmt: skip
def test_copy_with_bad_value_is_refused_and_keeps_what_was_typed(db, event, desk, values, field, sentence):
    make_event(slug="taken")
    full(event)
    page = desk.visit(COPY)

    answer = desk.submit(page, FORM, **{"people": "y", "rooms": None, "edition": "kept", **values})

    page = desk.checked(answer, 422)
    summary = page.select_one(".ed-error-summary")
    assert [(tag["href"], words(tag)) for tag in summary.select("a")] == [(f"#{field}", sentence)]
    assert (page.select_one("[name=people]").has_attr("checked"), page.select_one("[name=rooms]").has_attr("checked")) == (
        True, False,
    )  # fmt: skip
    assert db.session.query(Event).count() == 2


def test_title_without_a_latin_letter_has_an_address_all_the_same(db, event, desk):
    page = desk.visit(COPY)

    for _ in range(2):
        assert desk.submit(page, FORM, title="კლასტერები", slug="").location == "/desk/days-2027/"


def test_copy_is_for_those_who_may_add_events_and_change_this_one(event):
    for role in ("organiser", "moderator", "communications"):
        for event_id in (event.id, event.id + 1):
            for is_admin in (False, True):
                someone = Identity(1, "Someone", is_admin=is_admin, roles=frozenset({(event_id, role)}))
                both = can(someone, Permission.EVENT_ADD) and can(someone, Permission.EVENT_EDIT, event)
                assert can(someone, Permission.EVENT_COPY, event) == both
    assert can(None, Permission.EVENT_COPY, event) is False


def test_copy_by_an_administrator_makes_them_its_organiser(client, db, event):
    admin = make_admin()

    client.sign_in(admin).submit(COPY, FORM)

    roles = db.session.query(EventRole).filter_by(event_id=copied(db).id).all()
    assert [(one.person_id, one.role) for one in roles] == [(admin.id, "organiser")]


def test_strangers_organiser_does_not_find_the_copy(client, event):
    other = client.sign_in(make_role(make_event()))

    assert (other.get(COPY).status_code, other.send(COPY).status_code) == (404, 404)
    assert other.get("/desk/nowhere/copy").status_code == 404


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
    assert len([statement for statement in seen if not statement.startswith("BEGIN")]) == 34


@pytest.mark.parametrize(
    ("model", "comes", "stays"),
    [
        (Appearance, (*speakers.OF_APPEARANCE, "talk_id", "person_id"), set()),
        (Material, speakers.OF_MATERIAL, {"code"}),
        (
            SeatCount,
            seats.OF_SEATS,
            {"taken", "kept", "shrink_to", "waiting", "queue_last", "is_open", "last_claim", "version"},
        ),
    ],
)
def test_somebody_has_decided_of_every_column_of_a_session_whether_it_is_copied(model, comes, stays):
    columns = {column.key for column in model.__table__.columns} - {"id", "event_session_id"}

    assert columns == {*comes, *stays}, "say in the room's services whether a copy has it too"


# A session as a template


def template(event, code="open"):
    return f"/desk/{event.slug}/sessions/{code}/template"


def test_template_fills_in_the_form_without_a_time(desk, event):
    full(event)

    page = desk.visit(template(event))

    assert words(page.h1) == "New session"
    assert [page.select_one(f"[name={name}]")["value"] for name in ("title", "starts", "ends", "code", "seats")] == [
        "Opening", "", "", "", "5",
    ]  # fmt: skip
    assert [page.select_one(f"[name={name}] [selected]")["value"] for name in ("room", "track", "kind")] == [
        "hall", "trade", "session",
    ]  # fmt: skip
    assert page.select_one("[name=abstract]").text.strip() == "Why"
    assert page.select_one("[name=with_people]").has_attr("checked")


def test_session_is_added_from_a_template(db, desk, event):
    full(event)

    answer = desk.submit(template(event, "later"), FORM, title="Much later")

    new = db.session.query(SessionPlan).filter_by(title="Much later").one()
    assert (answer.status_code, answer.location) == (303, f"/desk/days-2026/sessions/{new.event_session.code}/")
    assert (new.minutes, new.starts_at, new.event_session.state) == (90, None, "draft")
    assert db.session.query(PlanningStep).one().verb == "add"


@pytest.mark.parametrize(("ticked", "names"), [("y", ["Mod", "Maija"]), (None, [])])
def test_people_come_along_where_wanted_and_once(db, desk, event, ticked, names):
    full(event)
    page = desk.visit(template(event))

    answers = [desk.submit(page, FORM, day="2026-04-15", starts="10", ends="11", with_people=ticked) for _ in range(2)]

    code = answers[0].location.rsplit("/", 2)[1]
    new = db.session.query(EventSession).filter_by(code=code).one()
    appearing = db.session.query(Appearance).filter_by(event_session_id=new.id).order_by(Appearance.position)
    assert answers[0].location == answers[1].location
    assert [(one.person.name, one.talk_id) for one in appearing] == [(name, None) for name in names]
    assert db.session.get(SeatCount, new.id).capacity == 5


def test_refused_template_keeps_what_was_typed(db, desk, event):
    full(event)

    answer = desk.submit(template(event), FORM, title="", with_people=None, starts="10")

    page = desk.checked(answer, 422)
    assert [tag["href"] for tag in page.select(".ed-error-summary a")] == ["#title", "#day"]
    assert (page.select_one("[name=with_people]").has_attr("checked"), page.select_one("[name=starts]")["value"]) == (
        False, "10",
    )  # fmt: skip


def test_template_of_another_event_is_not_found(desk, event):
    other = make_session(make_event(slug="other"))

    assert desk.get(f"/desk/days-2026/sessions/{other.code}/template").status_code == 404
    assert desk.get(f"/desk/other/sessions/{other.code}/template").status_code == 404


# A session on other days


@pytest.fixture
def week(app):
    return make_event(slug="week", starts_on=date(2026, 10, 14), ends_on=date(2026, 10, 18))


def repeat(session):
    return f"/desk/week/sessions/{session.code}/repeat"


def test_session_is_repeated_every_day(client, db, week):
    desk = client.sign_in(make_role(week))
    session = make_session(week, title="Coffee", seats=7)
    make_appearance(session, make_person(name="Ana", email=None))

    answer = desk.submit(repeat(session), FORM)

    page = desk.visit(answer.location)
    assert answer.status_code == 303
    assert "4 sessions are added: 15, 16, 17 and 18 October. Undo on the agenda takes this back." in words(page.body)
    plans = programme.plans(week.id)
    assert [(plan.title, plan.starts_at) for plan in plans] == [
        ("Coffee", datetime(2026, 10, day, 9, tzinfo=UTC)) for day in (14, 15, 16, 17, 18)
    ]
    assert [one.capacity for one in of(db, SeatCount, week)] == [7] * 5
    assert [one.person.name for one in of(db, Appearance, week)] == ["Ana"] * 5
    assert db.session.query(PlanningStep).count() == 1


def test_session_is_repeated_on_chosen_days_without_people(client, db, week):
    desk = client.sign_in(make_role(week))
    session = make_session(week, title="Coffee")
    make_appearance(session)
    page = desk.visit(repeat(session) + "?days=none")

    answer = desk.submit(page, FORM, days=["2026-10-18", "2026-10-15"], with_people=None)
    first = words(desk.visit(answer.location).body)
    again = desk.submit(page, FORM, days=["2026-10-18", "2026-10-16"], with_people=None)

    assert [tag["value"] for tag in page.select("[name=days][checked]")] == []
    assert "2 sessions are added: 15 and 18 October." in first
    said = words(desk.visit(again.location).body)
    assert "1 session is added: 16 October." in said
    assert "It is there already at this time: 18 October." in said
    assert len(of(db, Appearance, week)) == 1


def test_repetition_without_a_day_is_refused_beside_the_days(client, week):
    desk = client.sign_in(make_role(week))
    session = make_session(week)
    make_appearance(session)

    for days, sentence in (
        (None, "Choose at least one day"),
        ("2026-10-20", "'2026-10-20' is not a valid choice for this field."),
        ("nonsense", "'nonsense' is not a valid choice for this field."),
    ):
        answer = desk.submit(repeat(session), FORM, days=days, with_people=None)
        page = desk.checked(answer, 422)
        assert [(tag["href"], words(tag)) for tag in page.select(".ed-error-summary a")] == [("#days", sentence)]
        assert not page.select_one("[name=with_people]").has_attr("checked")


def test_repetition_that_makes_no_sense_says_what_to_do(client, app, week):
    desk = client.sign_in(make_role(week))
    unplaced = make_session(week, state="draft", starts_at=None)
    cancelled = make_session(week, state="cancelled")

    assert [words(desk.visit(repeat(one)).select_one(".ed-empty h2")) for one in (unplaced, cancelled)] == [
        "The session has no time yet", "The session is cancelled",
    ]  # fmt: skip
    assert desk.checked(desk.send(repeat(unplaced), {"days": "2026-10-15"}), 422)


def test_event_of_one_day_has_nothing_to_repeat_on(client, app):
    event = make_event(slug="week", ends_on=date(2026, 4, 14))
    session = make_session(event)

    page = client.sign_in(make_role(event)).visit(repeat(session))

    assert words(page.select_one(".ed-empty h2")) == "The event has no other day"


def test_session_page_leads_to_template_and_repetition(client, week):
    session = make_session(week)

    page = client.sign_in(make_role(week)).visit(f"/desk/week/sessions/{session.code}/")

    links = {words(tag): tag["href"] for tag in page.select("#copies a")}
    assert links == {
        "Use as template": f"/desk/week/sessions/{session.code}/template",
        "Repeat on other days": repeat(session),
    }


def test_new_session_is_saved_and_then_repeated(client, week):
    desk = client.sign_in(make_role(week))
    page = desk.visit("/desk/week/sessions/new")

    answer = desk.submit(page, FORM, title="Coffee", day="2026-10-14", starts="9", ends="9:30", repeat="1")

    assert words(page.select_one("[name=repeat]")) == "Save, then repeat on other days"
    assert answer.status_code == 303
    assert words(desk.visit(answer.location).h1) == "Repeat the session"


def test_people_are_not_copied_onto_themselves(db, week):
    session = make_session(week)
    make_appearance(session)

    with transaction():
        for _ in range(2):
            speakers.copy_appearances([(session.id, session.id)])

    assert len(of(db, Appearance, week)) == 1


@pytest.mark.both_engines
def test_copy_asks_what_its_source_asked_on_the_same_terms_and_knows_no_answers(db, event, organiser):
    by = {"actor_id": organiser.id, "now": NOW}
    with transaction():
        reservations.set_terms(
            event, places=50, needs_approval=True, needs_code=False, refuses_overlaps=True, most_seats=3,
            most_seats_a_day=None, note="Come early.", **by,
        )  # fmt: skip
        asking = reservations.Asking(label="Diet", purpose="To order food", is_required=True)
        reservations.add_question(event, asking, **by)
    make_registration(event)

    with transaction():
        copy = services.copy_event(
            event, title="Cluster Days 2027", slug="days-2027", starts_on=date(2027, 4, 13), series=None, edition="",
            parts={"registration"}, actor_id=organiser.id, now=NOW,
        )  # fmt: skip

    terms = reservation_queries.terms_of(copy.event.id)
    assert (terms.places, terms.taken, terms.needs_approval, terms.refuses_overlaps, terms.most_seats, terms.note) == (
        50, 0, True, True, 3, "Come early.",
    )  # fmt: skip
    assert [(one.standard, one.label, one.is_required) for one in reservation_queries.questions_of(copy.event.id)] == [
        ("organisation", "", False), ("country", "", False), ("stakeholder_kind", "", False), ("", "Diet", True),
    ]  # fmt: skip
