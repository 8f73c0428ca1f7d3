"""Sessions at the desk: adding, changing, moving, cancelling in the draft; what happens to what was typed."""

from datetime import UTC, date, datetime

import pytest

from eventdesk.core.models import OutboxItem
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import SessionSeats
from tests.factories import (
    make_appearance,
    make_event,
    make_person,
    make_reservation,
    make_role,
    make_room,
    make_session,
    make_track,
)
from tests.pages import text_of

FORM = "main form.ed-form"
PUBLISH = "/desk/days/agenda/publish"


def typed(**values):
    return {"title": "Opening", "day": "2026-04-14", "starts": "14:00", "ends": "14:45", **values}


def test_session_is_added_with_all_that_was_typed(desk, event, db):
    room, track = make_room(event, slug="hall"), make_track(event, slug="trade")

    answer = desk.submit(
        "/desk/days/sessions/new",
        FORM,
        **typed(room="hall", track="trade", seats="12", when_full="close", abstract="Why **now**",
                format_description="Flash talks", expected_outcome="Contacts", comments_open="y", code="15808"),
    )  # fmt: skip

    session, plan = db.session.query(EventSession).one(), db.session.query(DraftSession).one()
    seats = db.session.get(SessionSeats, session.id)
    assert (answer.status_code, answer.location) == (303, "/desk/days/sessions/15808/")
    assert (plan.title, plan.state, plan.room_id, plan.track_id, plan.starts_at, plan.minutes) == (
        "Opening", "planned", room.id, track.id, datetime(2026, 4, 14, 12, 0, tzinfo=UTC), 45,
    )  # fmt: skip
    assert (session.state, session.sequence, session.room_id, session.track_id, session.starts_at) == (
        "draft", 0, None, None, None,
    )  # fmt: skip
    assert (session.abstract, session.format_description, session.expected_outcome, session.comments_open) == (
        "Why **now**", "Flash talks", "Contacts", True,
    )  # fmt: skip
    assert (seats.capacity, seats.has_waiting_list) == (12, False)


def test_session_sent_twice_is_added_once(desk, db):
    page = desk.visit("/desk/days/sessions/new")

    first, second = (desk.submit(page, FORM, **typed()) for _ in range(2))

    assert first.location == second.location
    assert db.session.query(EventSession).count() == 1


def test_refused_session_shows_the_typed_values_and_errors(desk, db):
    answer = desk.submit(
        "/desk/days/sessions/new", FORM,
        **typed(title=" ", ends="13:45", seats="0", abstract="Kept  words", place="Foyer"),
    )  # fmt: skip

    page = desk.checked(answer, 422)
    assert page.title.string.startswith("Error: ")
    assert text_of(page.select_one(".ed-error-summary h2")) == "3 entries to correct"
    assert [text_of(link) for link in page.select(".ed-error-summary a")] == [
        "Enter a title",
        "The session must end after it starts",
        "Enter a number from 1 to 100000",
    ]
    assert page.select_one("[name=abstract]").text.strip() == "Kept  words"
    assert [page.select_one(f"[name={name}]")["value"] for name in ("starts", "ends", "seats", "place")] == [
        "14:00", "13:45", "0", "Foyer",
    ]  # fmt: skip
    assert db.session.query(EventSession).count() == 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"starts": "25:00"}, "Enter a time, as in 14:00"),
        ({"starts": ""}, "Enter the start time"),
        ({"ends": ""}, "Enter the end time"),
        ({"day": ""}, "Choose a day, or leave both times empty"),
        ({"day": "2031-01-01"}, "Not a valid choice."),
        ({"day": "nonsense"}, "Not a valid choice."),
        ({"title": "x" * 201}, "Enter 200 characters or fewer"),
        ({"abstract": "x" * 20_001}, "Enter 20000 characters or fewer"),
        ({"seats": "many"}, "Enter a number from 1 to 100000"),
        ({"seats": "9" * 50}, "Enter a number from 1 to 100000"),
        ({"room": "somewhere"}, "Not a valid choice."),
        ({"track": "other"}, "Not a valid choice."),
        ({"kind": "party"}, "Not a valid choice."),
        ({"code": "a b"}, "Use up to 20 letters a–z, digits and hyphens"),
        ({"code": "new"}, "Use up to 20 letters a–z, digits and hyphens"),
        ({"online_url": "javascript:alert(1)"}, "Enter a web address that starts with https://"),
    ],
)
def test_session_with_bad_value_is_refused(desk, db, values, sentence):
    page = desk.visit("/desk/days/sessions/new")

    answer = desk.submit(page, FORM, **typed(**values))

    summary = desk.checked(answer, 422).select_one(".ed-error-summary")
    assert [text_of(link) for link in summary.select("li")] == [sentence]
    assert db.session.query(EventSession).count() == 0


def test_session_in_room_of_another_event_is_refused(desk, db):
    make_room(make_event(), slug="elsewhere")

    answer = desk.submit("/desk/days/sessions/new", FORM, **typed(room="elsewhere"))

    assert (answer.status_code, db.session.query(EventSession).count()) == (422, 0)


@pytest.mark.parametrize(
    "title", ["კლასტერები და ვაჭრობა", "Կլաստերներ", "العناقيد الابتكارية", "Clusters 🎈 & <b>more</b>", "a\u202eb"]
)
def test_title_in_any_script_is_stored_and_shown(desk, db, title):
    answer = desk.submit("/desk/days/sessions/new", FORM, **typed(title=title))

    page = desk.visit(answer.location)
    assert db.session.query(EventSession).one().title == title
    assert page.select_one("[name=title]")["value"] == title


def test_control_characters_are_taken_out(desk, db):
    desk.submit("/desk/days/sessions/new", FORM, **typed(title="Ope\x00ning\r\nnow", abstract="a\x00b\x1bc"))

    session = db.session.query(EventSession).one()
    assert (session.title, session.abstract) == ("Ope ning now", "abc")


def test_session_of_ten_megabytes_is_refused(desk, db):
    answer = desk.send("/desk/days/sessions/new", typed(abstract="x" * 10_000_000))

    assert (answer.status_code in (413, 422), db.session.query(EventSession).count()) == (True, 0)


def test_session_in_the_hour_that_does_not_exist_is_refused(client, app):
    event = make_event(slug="spring", starts_on=date(2026, 3, 29))
    desk = client.sign_in(make_role(event))

    answer = desk.submit("/desk/spring/sessions/new", FORM, **typed(day="2026-03-29", starts="02:30", ends="04:00"))

    summary = desk.checked(answer, 422).select_one(".ed-error-summary")
    assert [text_of(link) for link in summary.select("li")] == [
        "02:30 does not exist on this day, because the clocks go forward. Choose another time"
    ]


def test_unchanged_session_saved_again_is_no_new_sequence(desk, event, db):
    session = make_session(event, seats=5)
    before = session.event.revision

    answer = desk.submit(f"/desk/days/sessions/{session.code}/", FORM)

    db.session.refresh(session)
    assert (answer.status_code, session.sequence, session.event.revision) == (303, 0, before)


def test_form_in_a_second_tab_shows_what_changed_meanwhile(desk, event, db):
    session = make_session(event, title="First words")
    path = f"/desk/days/sessions/{session.code}/"
    tab = desk.visit(path)
    desk.submit(path, FORM, title="Theirs", abstract="Their text")

    answer = desk.submit(tab, FORM, title="Mine", format_description="My course")

    page = desk.checked(answer, 409)
    assert [text_of(tag) for tag in page.select(".ed-banner dt, .ed-banner dd")] == [
        "Description", "Now: Their text", "Title", "Now: Theirs",
    ]  # fmt: skip
    assert page.select_one("[name=title]")["value"] == "Mine"
    assert page.select_one("[name=format_description]").text.strip() == "My course"
    plan = db.session.get(DraftSession, session.id)
    assert (plan.title, session.format_description) == ("Theirs", "")

    again = desk.submit(page, FORM)

    db.session.refresh(plan)
    assert (again.status_code, plan.title, session.format_description, session.title) == (
        303,
        "Mine",
        "My course",
        "First words",
    )


def test_person_added_in_another_tab_is_no_conflict(desk, event):
    session = make_session(event)
    path = f"/desk/days/sessions/{session.code}/"
    tab = desk.visit(path)
    desk.submit(path + "people/new", FORM, name="Anna Pobol")

    assert desk.submit(tab, FORM, title="Mine").status_code == 303


def test_fewer_seats_than_are_taken_are_refused_at_the_field(desk, event):
    session = make_session(event, seats=3)
    for _ in range(2):
        make_reservation(session)

    answer = desk.submit(f"/desk/days/sessions/{session.code}/", FORM, seats="1")

    page = desk.checked(answer, 422)
    assert text_of(page.select_one(".ed-error-summary a")) == "2 seats are taken: enter that number or more"
    assert page.select_one(".ed-error-summary a")["href"] == "#seats"


def test_moved_session_is_shown_on_its_day(desk, event, db):
    room, session = make_room(event, slug="hall"), make_session(event, state="draft", starts_at=None, ends_at=None)

    answer = desk.submit(
        f"/desk/days/sessions/{session.code}/move", FORM, day="2026-04-15", starts="9", ends="930", room="hall"
    )

    plan = db.session.get(DraftSession, session.id)
    assert (answer.status_code, answer.location) == (303, f"/desk/days/agenda?day=2026-04-15#s-{session.code}")
    assert (plan.starts_at, plan.ends_at, plan.room_id, plan.minutes) == (
        datetime(2026, 4, 15, 7, 0, tzinfo=UTC), datetime(2026, 4, 15, 7, 30, tzinfo=UTC), room.id, 30,
    )  # fmt: skip
    assert (session.starts_at, session.room_id, session.sequence) == (None, None, 0)


def test_unscheduled_session_has_its_published_time_for_visitors(desk, event, db):
    session = make_session(event)

    answer = desk.submit(f"/desk/days/sessions/{session.code}/move", FORM, day="", starts="", ends="")

    plan = db.session.get(DraftSession, session.id)
    assert (answer.status_code, plan.starts_at, plan.ends_at, plan.minutes) == (303, None, None, 45)
    assert session.starts_at == datetime(2026, 4, 14, 9, 0, tzinfo=UTC)


def test_conflict_is_shown_on_agenda_and_on_both_sessions(desk, event):
    room = make_room(event, name="Studio")
    one = make_session(event, title="One", room_id=room.id)
    other = make_session(event, title="Other", room_id=room.id)

    agenda = desk.visit("/desk/days/agenda")

    sentence = "Studio is used twice on 14 April, 11:00–11:45: “One” and “Other”."
    assert text_of(agenda.select_one(".ed-notes h2")) == "1 conflict"
    assert " ".join(agenda.select_one("#conflict-1 div").text.split()) == f"{sentence} Find a free room"
    assert [tag["href"] for tag in agenda.select(".ed-session .ed-note-number")] == ["#conflict-1", "#conflict-1"]
    for session in (one, other):
        banner = desk.visit(f"/desk/days/sessions/{session.code}/").select_one(".ed-banner")
        assert " ".join(banner.text.split()) == f"{sentence} Find a free room"


def test_session_with_conflict_is_saved(desk, event):
    room = make_room(event, slug="hall", seats=5)
    session = make_session(event, room_id=room.id)
    make_appearance(session, person := make_person())
    other = make_session(event)
    make_appearance(other, person, part="moderator")

    answer = desk.submit(f"/desk/days/sessions/{other.code}/", FORM, room="hall", seats="6", day="2026-04-13")

    assert answer.status_code == 303


def test_session_is_cancelled_with_the_next_version_which_closes_its_seats_and_writes_to_everybody(desk, event, db):
    session = make_session(event, seats=1)
    make_reservation(session)
    make_reservation(session, state="waiting")
    path = f"/desk/days/sessions/{session.code}/"
    question_page = desk.visit(path + "cancel")

    answer = desk.submit(question_page)
    desk.send(path + "cancel")
    planned = (session.state, session.sequence, db.session.get(SessionSeats, session.id).is_open, mails(db))
    desk.submit(PUBLISH, FORM)

    assert text_of(question_page.h1) == f"Cancel “{session.title}”?"
    assert (answer.status_code, planned) == (303, ("published", 0, True, 0))
    assert (session.state, session.sequence) == ("cancelled", 1)
    assert (db.session.get(SessionSeats, session.id).is_open, mails(db)) == (False, 2)


def mails(db):
    return db.session.query(OutboxItem).filter_by(kind="mail").count()


def test_restored_session_takes_place_with_its_seats(desk, event, db):
    session = make_session(event, seats=1)
    path = f"/desk/days/sessions/{session.code}/"
    desk.send(path + "cancel")
    desk.submit(PUBLISH, FORM)

    desk.submit(path, f"form[action='{path}restore']")
    desk.submit(PUBLISH, FORM)

    assert (session.state, session.sequence, db.session.get(SessionSeats, session.id).is_open) == ("published", 2, True)


def test_draft_is_removed_after_confirmation(desk, event, db):
    session = make_session(event, state="draft")
    path = f"/desk/days/sessions/{session.code}/"

    answer = desk.submit(f"{path}remove")

    assert (answer.location, db.session.get(DraftSession, session.id).state) == ("/desk/days/sessions/", "removed")
    assert [desk.get(gone).status_code for gone in (path, f"{path}move", f"{path}remove")] == [404, 404, 404]
    assert text_of(desk.visit("/desk/days/sessions/").select_one(".ed-empty h2")) == "No sessions yet"


def test_published_session_is_not_removed(desk, event, db):
    session = make_session(event)

    desk.send(f"/desk/days/sessions/{session.code}/remove")

    assert db.session.get(DraftSession, session.id).state == "planned"


def test_all_placed_drafts_are_published_at_once(desk, event, db):
    make_session(event, state="draft")
    make_session(event, state="draft")
    make_session(event, state="draft", starts_at=None, ends_at=None)

    answer = desk.submit(PUBLISH, FORM)

    states = sorted(state for (state,) in db.session.query(EventSession.state))
    assert (answer.status_code, states) == (303, ["draft", "published", "published"])


def test_list_is_filtered_by_text_and_state(desk, event):
    make_session(event, title="Künstliche Intelligenz")
    make_session(event, title="Something else", state="draft")

    matches = desk.visit("/desk/days/sessions/?q=kunst")
    drafts = desk.visit("/desk/days/sessions/?state=draft")
    nothing = desk.visit("/desk/days/sessions/?q=nothing&page=99")

    assert [text_of(tag) for tag in matches.select("th[scope=row] a")] == ["Künstliche Intelligenz"]
    assert [text_of(tag) for tag in drafts.select("th[scope=row] a")] == ["Something else"]
    assert text_of(nothing.select_one(".ed-empty h2")) == "No matches"
