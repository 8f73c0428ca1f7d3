"""Speakers at the desk: what is public of them, and when they can come."""

from datetime import UTC, datetime

import pytest

from eventdesk.people.models import Person
from eventdesk.speakers.models import AvailabilitySlot
from tests.factories import (
    make_account,
    make_appearance,
    make_availability,
    make_event,
    make_person,
    make_role,
    make_session,
)
from tests.pages import text_of

DETAILS = "main form.ed-form:not([action$='/availability'])"
TIME = "main form.ed-form[action$='/availability']"
REMOVE = "main form[action$='/remove']"


@pytest.fixture
def event(app):
    return make_event(slug="days", title="Cluster Days", timezone="Europe/Vilnius")


@pytest.fixture
def speaker(event):
    person = make_person(name="Aoife Byrne", email=None)
    make_appearance(make_session(event, title="Opening"), person)
    return person


@pytest.fixture
def path(speaker):
    return f"/desk/days/speakers/{speaker.code}"


def windows(db):
    return [
        (one.starts_at, one.ends_at) for one in db.session.query(AvailabilitySlot).order_by(AvailabilitySlot.starts_at)
    ]


def test_speaker_is_changed_everywhere(desk, path, speaker, db):
    desk.submit(path, DETAILS, name="New Name", organisation="Kista", biography="Wrote *much*.")

    person = db.session.query(Person).filter_by(code=speaker.code).one()
    assert (person.name, person.sort_key, person.organisation.name) == ("New Name", "name new", "Kista")


def test_speaker_with_an_account_cannot_be_edited(desk, path, speaker, db):
    make_account(speaker)

    page = desk.visit(path)
    answer = desk.send(path, {"name": "Changed"})

    db.session.refresh(speaker)
    assert (len(page.select(DETAILS)), answer.status_code, speaker.name) == (0, 422, "Aoife Byrne")


def test_speaker_of_another_event_is_404(desk):
    other = make_appearance(make_session(make_event()))

    assert desk.get(f"/desk/days/speakers/{other.person.code}").status_code == 404


def test_time_is_added_on_the_clocks_of_the_event_and_removed(desk, path, db):
    before = text_of(desk.visit(path).select_one("#availability p"))
    answer = desk.submit(path, TIME, day="2026-04-14", starts="9", ends="12:30")
    page = desk.visit(answer.location)

    assert before.startswith("Available at any time.")
    assert windows(db) == [(datetime(2026, 4, 14, 6, 0, tzinfo=UTC), datetime(2026, 4, 14, 9, 30, tzinfo=UTC))]
    assert text_of(page.select_one(".ed-banner")) == "Added: Tuesday 14 April, 09:00–12:30."
    assert text_of(page.select_one("#availability tbody td, #availability tbody th")) == "Tuesday 14 April, 09:00–12:30"

    answer = desk.submit(page, REMOVE)

    assert text_of(desk.visit(answer.location).select_one(".ed-banner")) == "Removed: Tuesday 14 April, 09:00–12:30."
    assert windows(db) == []


@pytest.mark.parametrize(
    ("times", "message", "hours"),
    [
        (("", ""), "all day", (0, 24)),
        (("14:00", ""), "from 14:00", (14, 24)),
        (("14:00", "24:00"), "from 14:00", (14, 24)),
        (("", "12:00"), "until 12:00", (0, 12)),
    ],
)
def test_availability_without_times_covers_the_day(desk, path, db, times, message, hours):
    answer = desk.submit(path, TIME, day="2026-04-15", starts=times[0], ends=times[1])

    ((starts_at, ends_at),) = windows(db)
    midnight = datetime(2026, 4, 14, 21, 0, tzinfo=UTC)
    assert tuple((each - midnight).total_seconds() / 3600 for each in (starts_at, ends_at)) == hours
    assert text_of(desk.visit(answer.location).select_one(".ed-banner")) == f"Added: Wednesday 15 April, {message}."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"day": "2026-04-14", "starts": "12:00", "ends": "9:00"}, "The end must be after the start"),
        ({"day": "2026-04-14", "starts": "12:00", "ends": "12:00"}, "The end must be after the start"),
        ({"day": "2026-04-14", "starts": "noon", "ends": ""}, "Enter a time, as in 14:00"),
        ({"day": "2026-04-14", "starts": "25:00", "ends": ""}, "Enter a time, as in 14:00"),
        ({"day": "2031-01-01", "starts": "", "ends": ""}, "Not a valid choice."),
        ({"day": "", "starts": "", "ends": ""}, "Not a valid choice."),
    ],
)
def test_availability_with_bad_value_is_refused(desk, path, db, values, sentence):
    page = desk.checked(desk.submit(path, TIME, **values), 422)

    assert [text_of(tag) for tag in page.select(".ed-error-summary li")] == [sentence]
    assert page.select_one("input[name=name]")["value"] == "Aoife Byrne"
    assert windows(db) == []


def test_availability_at_a_time_that_does_not_exist_is_refused(client, db):
    event = make_event(slug="spring", timezone="Europe/Vilnius", starts_on=datetime(2026, 3, 29, tzinfo=UTC).date())
    person = make_appearance(make_session(event)).person
    desk = client.sign_in(make_role(event))

    answer = desk.submit(f"/desk/spring/speakers/{person.code}", TIME, starts="03:30", ends="9")

    message = text_of(desk.checked(answer, 422).select_one(".ed-error-summary li"))
    assert message.startswith("03:30 does not exist on this day")


def test_time_of_another_event_is_not_removed(desk, path, speaker, db):
    window = make_availability(make_event(), speaker)

    answer = desk.send(f"{path}/availability/{window.id}/remove", {})

    assert (answer.status_code, len(windows(db))) == (404, 1)


def test_unavailable_speaker_is_a_conflict_on_the_agenda(desk, path):
    desk.submit(path, TIME, day="2026-04-15", starts="", ends="")

    note = desk.visit("/desk/days/agenda").select_one(".ed-notes li div")

    sentence = "Aoife Byrne is not available for all of “Opening” on 14 April, 12:00–12:45."
    assert " ".join(note.text.split()) == f"{sentence} Find another time"
    assert [link["href"].rpartition("/desk/days/sessions/")[2].partition("/")[2] for link in note.select("a")] == [
        "", "move",
    ]  # fmt: skip


@pytest.mark.both_engines
@pytest.mark.parametrize("rows", [1, 3])
def test_speaker_page_has_fixed_number_of_queries(desk, event, path, speaker, rows, queries):
    for n in range(rows):
        make_availability(event, speaker, ends_at=datetime(2026, 4, 14, 12, n + 1, tzinfo=UTC))

    with queries() as seen:
        page = desk.visit(path)

    assert len(page.select("#availability tbody tr")) == rows
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 5


@pytest.mark.parametrize(("typed", "status", "gap"), [("15", 303, 15), ("", 422, 0), ("241", 422, 0), ("-1", 422, 0)])
def test_minutes_between_two_sessions_are_a_setting(desk, event, db, typed, status, gap):
    answer = desk.submit("/desk/days/settings", "main form.ed-form", speaker_gap=typed)

    db.session.refresh(event)
    assert (answer.status_code, event.speaker_gap, event.draft_revision) == (status, gap, int(status == 303))
    if status == 422:
        message = text_of(desk.checked(answer, 422).select_one(".ed-error-summary li"))
        assert message == "Enter a number from 0 to 240"
