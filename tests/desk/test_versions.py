"""Publishing the programme: the list of changes, who is written to, and what happens to a page that is older."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.core.db import db as core_db
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict
from eventdesk.core.models import OutboxItem
from eventdesk.desk import services
from eventdesk.messages.rendering import render_mail
from eventdesk.planning.queries.draft_diff import draft_diff
from eventdesk.programme.models.draft import DraftSession, ProgrammeVersion
from eventdesk.programme.services.draft import remove_session, schedule_session
from tests.factories import (
    NOW,
    make_appearance,
    make_event,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_room,
    make_session,
    make_track,
)
from tests.pages import text_of

FORM = "main form.ed-form"
PAGE = "/desk/days/agenda/publish"
AT = datetime(2026, 4, 14, 9, tzinfo=UTC)
LATER = {"starts_at": AT + timedelta(hours=5), "ends_at": AT + timedelta(hours=6), "minutes": 60}


@pytest.fixture
def desk(client, organiser):
    return client.sign_in(organiser)


def changes(page):
    """Return the sentences below each heading of a page, by heading and title."""
    return {
        text_of(section.select_one("h2")): {
            text_of(entry.select_one(".ed-change-title")): [text_of(one) for one in entry.select("p")[1:]]
            for entry in section.select(".ed-changes > li")
        }
        for section in page.select(".ed-section")
        if section.select(".ed-changes")
    }


def mails(db):
    """Return the mails that wait, by recipient, as subject and text."""
    rows = db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id)
    return [(one.recipient, *render_mail(one.payload["template"], one.payload["values"])) for one in rows]


def test_changes_are_listed_by_day(desk, event):
    hall, studio = make_room(event, name="Hall"), make_room(event, name="Studio")
    track = make_track(event, name="Trade")
    plans = {
        "New": ({"state": "draft", "starts_at": None, "ends_at": None},
                {"starts_at": AT, "ends_at": AT + timedelta(minutes=30), "room_id": hall.id}),
        "Moved": ({"room_id": hall.id}, LATER),
        "Moved on": ({}, {"starts_at": AT + timedelta(days=1), "ends_at": AT + timedelta(days=1, hours=1)}),
        "Carried": ({"room_id": hall.id}, {"room_id": studio.id}),
        "Off": ({"room_id": hall.id}, {"state": "cancelled"}),
        "On again": ({"state": "cancelled"}, {"state": "planned"}),
        "Called": ({}, {"title": "Called otherwise"}),
        "Themed": ({}, {"track_id": track.id, "kind": "plenary"}),
        "To the tray": ({}, {"starts_at": None, "ends_at": None}),
        "As it was": ({}, {}),
    }  # fmt: skip
    for title, (shown, planned) in plans.items():
        make_session(event, title=title, plan=planned, **shown)
    make_session(event, title="Waits", state="draft", starts_at=None, ends_at=None)

    page = desk.visit(PAGE)

    assert changes(page) == {
        "Tuesday, 14 April": {
            "New": ["New: 14 April, 11:00–11:30, Hall."],
            "Off": ["Cancelled. It was planned for 14 April, 11:00–11:45, Hall."],
            "On again": ["Back in the programme: 14 April, 11:00–11:45."],
            "Carried": ["Location changed from Hall to Studio."],
            "Called otherwise": ["Renamed. Previously: “Called”."],
            "Themed": ["Now in the track Trade.", "It is now a plenary."],
            "Moved": ["Moved from 11:00–11:45 to 16:00–17:00 on 14 April."],
        },
        "Wednesday, 15 April": {
            "Moved on": ["Moved from 14 April, 11:00–11:45 to 15 April, 11:00–12:00."],
        },
        "Unscheduled": {"To the tray": ["Time to be announced. Previously: 14 April, 11:00–11:45."]},
    }
    assert text_of(page.select("h2")[-2]) == "1 unscheduled session"
    assert [text_of(link) for link in page.select(".ed-section ul:not([class]) a")] == ["Waits"]


def test_published_version_is_what_visitors_see(desk, event, client, db):
    session = make_session(event, title="Old", plan={"title": "New", **LATER})

    answer = desk.submit(PAGE, FORM, note="  Two changes.\n")

    version = db.session.query(ProgrammeVersion).one()
    assert (answer.status_code, answer.location) == (303, "/desk/days/agenda")
    assert (version.number, version.note, version.published_at) == (1, "Two changes.", NOW)
    assert (session.title, session.starts_at, session.sequence) == ("New", LATER["starts_at"], 1)
    assert text_of(desk.visit(PAGE).select_one(".ed-empty h2")) == "There is nothing to publish"


def test_publishing_an_outdated_draft_is_refused(desk, event, organiser, db):
    session, other = make_session(event, plan=LATER), make_session(event, title="Other")
    tab = desk.visit(PAGE)
    with transaction():
        schedule_session(other, title="Changed meanwhile", actor_id=organiser.id, now=NOW)

    refused = desk.checked(desk.submit(tab, FORM, note="Kept words"), 409)

    assert text_of(refused.select_one(".ed-banner.is-bad strong")) == (
        "The draft has changed since you opened this page. Review the changes again."
    )
    assert refused.select_one("textarea").text.strip() == "Kept words"
    assert "Changed meanwhile" in changes(refused)["Tuesday, 14 April"]
    assert (session.starts_at, db.session.query(ProgrammeVersion).count()) == (AT, 0)

    assert desk.submit(refused, FORM).status_code == 303
    assert db.session.query(ProgrammeVersion).one().note == "Kept words"


def test_second_press_publishes_nothing_more(desk, event, db):
    make_session(event, plan=LATER)
    page = desk.visit(PAGE)

    first, second = desk.submit(page, FORM), desk.submit(page, FORM, note="Kept")

    assert (first.status_code, second.status_code) == (303, 409)
    assert text_of(desk.checked(second, 409).select_one(".ed-banner.is-bad strong")) == (
        "There are no changes to publish."
    )
    assert db.session.query(ProgrammeVersion).count() == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "9" * 5000, "٣"])
def test_page_without_a_usable_revision_is_refused(desk, event, db, seen):
    make_session(event, plan=LATER)
    page = desk.visit(PAGE)

    answer = desk.submit(page, FORM, seen=seen)

    assert (answer.status_code, db.session.query(ProgrammeVersion).count()) == (409, 0)


def test_note_that_is_too_long_is_refused_at_its_field(desk, event, db):
    make_session(event, plan=LATER)

    page = desk.checked(desk.submit(PAGE, FORM, note="x" * 2001), 422)

    assert text_of(page.select_one(".ed-error-summary a")) == "Enter 2000 characters or fewer"
    assert db.session.query(ProgrammeVersion).count() == 0


def test_conflicts_are_shown_before_publishing_and_do_not_keep_from_it(desk, event):
    room = make_room(event, name="Studio")
    make_session(event, title="One", room_id=room.id)
    make_session(event, title="Other", plan={"room_id": room.id})

    page = desk.visit(PAGE)

    assert [text_of(tag)[:20] for tag in page.select(".ed-note-list li div")] == ["Studio is used twice"]
    assert desk.submit(page, FORM).status_code == 303


def test_no_email_is_sent_while_the_event_is_not_published(client, app, db):
    event = make_event(slug="days", state="draft")
    make_reservation(make_session(event, seats=2, plan=LATER))
    desk = client.sign_in(make_role(event))

    page = desk.visit(PAGE)
    answer = desk.submit(page, FORM)

    assert text_of(page.select_one(".ed-banner strong")) == "The event itself is not published."
    assert (answer.status_code, mails(db)) == (303, [])
    assert [text_of(one) for one in desk.visit(PAGE).select(".ed-banner strong")] == [
        "Version 1 published.", "The event itself is not published.",
    ]  # fmt: skip


@pytest.mark.both_engines
def test_everybody_concerned_gets_one_mail_with_only_their_sessions(event, organiser, db):
    moved = make_session(event, title="Moved", seats=1, plan=LATER)
    off = make_session(event, title="Off", seats=5, plan={"state": "cancelled"})
    details = make_session(event, title="Details", plan={"kind": "plenary"})
    same = make_session(event, title="Same", seats=5)
    holder, waiting, speaker, both = (
        make_person(name=name, email=f"{name}@example.org") for name in ("holder", "waiting", "speaker", "both")
    )
    make_reservation(moved, holder)
    make_reservation(moved, waiting, state="waiting")
    make_reservation(off, both)
    make_reservation(off, make_person(email="left@example.org"), state="cancelled")
    make_reservation(same, make_person(email="same@example.org"))
    make_reservation(off, make_person(email=None))
    make_appearance(moved, both)
    make_appearance(moved, both, part="moderator")
    make_appearance(moved, speaker)
    make_appearance(details, make_person(email="details@example.org"))
    make_registration(event, make_person(email="registered@example.org"))

    with transaction():
        _, notified = services.publish_programme(event, note="A note.", seen=None, actor_id=organiser.id, now=NOW)

    subjects = {recipient: subject for recipient, subject, _ in mails(db)}
    texts = {recipient: text for recipient, _, text in mails(db)}
    assert (notified, len(mails(db))) == (4, 4)
    assert subjects == {
        "holder@example.org": "Changed: Moved",
        "waiting@example.org": "Changed: Moved",
        "speaker@example.org": "Changed: Moved",
        "both@example.org": "2 of your sessions have changed: Cluster Days",
    }
    assert "Off" not in texts["holder@example.org"]
    assert texts["both@example.org"].splitlines() == [
        "Hello both,",
        "",
        "The programme of Cluster Days has been updated. 2 of your sessions have changed:",
        "",
        *([
            "Off",
            "  Cancelled. It was planned for 14 April, 11:00–11:45.",
            f"  http://localhost/events/days/sessions/{off.code}/",
            "",
            "Moved",
            "  Moved from 11:00–11:45 to 16:00–17:00 on 14 April.",
            f"  http://localhost/events/days/sessions/{moved.code}/",
            "",
        ]),
        "All times are Brussels time (CEST, UTC+2).",
        "",
        "A note.",
        "",
        "All changes to the programme:",
        "http://localhost/events/days/changes",
        "",
        "-- ",
        "eventdesk, http://localhost/",
    ]  # fmt: skip


def test_who_has_no_part_any_more_is_not_written_to(event, organiser, db):
    session = make_session(event, plan=LATER)
    appearance = make_appearance(session, make_person(email="gone@example.org"))
    with transaction():
        db.session.delete(db.session.merge(appearance))

    with transaction():
        _, notified = services.publish_programme(event, note="", seen=None, actor_id=organiser.id, now=NOW)

    assert (notified, mails(db)) == (0, [])


@pytest.mark.both_engines
def test_two_who_publish_at_once_make_one_version(app, event, organiser, db):
    make_reservation(make_session(event, seats=2, plan=LATER))
    event_id, actor_id, ready, messages = event.id, organiser.id, threading.Barrier(2), []

    def publish():
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    draft = core_db.session.get_one(type(event), event_id)
                    services.publish_programme(draft, note="", seen=0, actor_id=actor_id, now=NOW)
            except Conflict as problem:
                messages.append(str(problem))
            core_db.session.remove()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert messages == ["There are no changes to publish."]
    assert [version.number for version in db.session.query(ProgrammeVersion)] == [1]
    assert len(mails(db)) == 1


def test_overview_and_bar_count_the_same_changes(desk, event, queries):
    make_session(event, plan=LATER)
    make_session(event, kind="break", plan={"place": "Foyer"})
    make_session(event, state="draft", starts_at=None, ends_at=None, plan=LATER)
    make_session(event, state="draft", starts_at=None, ends_at=None)
    make_session(event, state="cancelled")
    make_session(event, room_id=make_room(event).id, plan={"place": "Behind the room"})
    make_session(event)

    assert event.id

    with queries() as seen:
        draft = draft_diff(event)

    assert (len(draft.changes), draft.number, draft.latest) == (3, 1, None)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 5
    steps = [text_of(step) for step in desk.visit("/desk/days/").select(".ed-checklist li")]
    assert "Publish the programme Visitors do not see 3 changes of the draft yet." in steps


@pytest.mark.both_engines
def test_people_who_hold_seats_in_what_moves_are_counted_once(event):
    for _ in range(2):
        session = make_session(event, seats=5, plan=LATER)
        make_reservation(session, holder := make_person())
        make_reservation(make_session(event, seats=5, plan=LATER), holder)
        make_reservation(session, state="waiting")

    assert draft_diff(event).holders == 2


def test_session_page_shows_unpublished_changes(desk, event):
    session = make_session(event, title="Old", plan={"title": "New", **LATER})
    path = f"/desk/days/sessions/{session.code}/"

    page = desk.visit(path)

    assert text_of(page.select_one(".ed-banner")) == (
        "Visitors don't see this yet. Moved from 11:00–11:45 to 16:00–17:00 on 14 April. "
        "Renamed. Previously: “Old”. All changes"
    )
    desk.submit(page, FORM, format_description="Texts are shown at once")
    assert text_of(desk.visit(path).select_one(".ed-banner.is-ok, [role=status]")).startswith("Saved.")


def test_texts_of_a_cancelled_session_can_be_changed_and_its_time_cannot(desk, event, db):
    session = make_session(event, state="cancelled")
    path = f"/desk/days/sessions/{session.code}/"

    texts = desk.submit(path, FORM, abstract="Why it is off")
    time = desk.checked(desk.submit(path, FORM, starts="15:00", ends="16:00"), 422)

    assert (texts.status_code, session.abstract) == (303, "Why it is off")
    assert text_of(time.select_one(".ed-error-summary li")) == f"“{session.title}” is cancelled. Restore it first."
    assert db.session.get(DraftSession, session.id).starts_at == AT


def test_code_of_a_removed_session_can_be_used_again(desk, event, organiser, db):
    session = make_session(event, code="15808", state="draft")
    with transaction():
        remove_session(session, actor_id=organiser.id, now=NOW)

    answer = desk.submit("/desk/days/sessions/new", FORM, title="New", code="15808")

    assert (answer.status_code, answer.location) == (303, "/desk/days/sessions/15808/")
    assert session.code != "15808"


def test_people_of_a_removed_session_appear_nowhere_on_the_desk(desk, event, organiser):
    session = make_session(event, state="draft")
    make_appearance(session, make_person(name="Removed With It"))
    with transaction():
        remove_session(session, actor_id=organiser.id, now=NOW)

    for page in ("", "agenda", "agenda/publish", "sessions/", "speakers/"):
        assert "Removed With It" not in desk.get(f"/desk/days/{page}").text
    assert text_of(desk.visit("/desk/days/").select(".ed-figures dd")[1]) == "0"
