"""My agenda beyond its seats: offers, invitations, skipped people, changes; and on paper."""

from datetime import timedelta

import pytest

from eventdesk.agenda.models import Favourite, ProgrammeReadMarker
from eventdesk.agenda.services.read_marker import mark_read
from eventdesk.core.db import db, transaction
from eventdesk.programme.models.draft import ProgrammeVersion
from eventdesk.seats.models import Reservation
from tests.factories import NOW, make_event, make_person, make_registration, make_reservation, make_room, make_session
from tests.pages import text_of

LATER = NOW + timedelta(hours=3)


def shown(event_session, **other):
    """Return what a version stores of a session."""
    values = {
        "title": event_session.title, "starts_at": event_session.starts_at.isoformat(),
        "ends_at": event_session.ends_at.isoformat(), "where": "", "track": "", "kind": "session", "is_on": True,
        "room_id": None,
    }  # fmt: skip
    return values | other


def publish(event, number, *changes, at=LATER):
    """Store a version of a programme with changes of (session, kinds, before, after)."""
    stored = [
        {"code": session.code, "title": session.title, "kinds": list(kinds), "before": before, "after": after}
        for session, kinds, before, after in changes
    ]
    with transaction():
        db.session.add(ProgrammeVersion(event_id=event.id, number=number, published_at=at, changes=stored))


def placed(event_session, before, after):
    return event_session, ("placed",), shown(event_session, where=before), shown(event_session, where=after)


def news(page):
    """Return what changed since the last visit, as (event, [(session, sentences)])."""
    return [
        (
            text_of(section.select_one(".ed-section-note")),
            [(text_of(item.select_one(".ed-change-title")), [text_of(p) for p in item.select("p + p")])
             for item in section.select("li")],
        )
        for section in page.select(".ed-my-news")
    ]  # fmt: skip


def favour(event_session, person, at=NOW):
    with transaction():
        db.session.add(Favourite(person_id=person.id, event_session_id=event_session.id, created_at=at))


def test_changes_of_reserved_and_favourite_sessions_are_shown(as_person, clock):
    event, person = make_event(title="Cluster Days"), make_person()
    seat, queue, favourite, other = (
        make_session(event, seats=5, title=title) for title in ("Seat", "Queue", "Favourite", "Not mine")
    )
    make_reservation(seat, person)
    make_reservation(queue, person, state="waiting")
    favour(favourite, person)
    publish(event, 1, *(placed(session, "Foyer", "Great hall") for session in (seat, queue, favourite, other)))

    page = as_person(person).visit("/my/")

    sentences = ["Location changed from Foyer to Great hall."]
    assert news(page) == [("Cluster Days", [("Seat", sentences), ("Queue", sentences), ("Favourite", sentences)])]


def test_changes_older_than_the_seat_are_not_shown(as_person):
    event, person = make_event(), make_person()
    event_session = make_session(event, seats=5)
    publish(event, 1, placed(event_session, "Foyer", "Studio"), at=NOW - timedelta(days=1))
    make_reservation(event_session, person)

    assert news(as_person(person).visit("/my/")) == []


def test_session_that_changed_twice_is_listed_once(as_person):
    event, person = make_event(), make_person()
    event_session = make_session(event, seats=5, title="Panel")
    make_reservation(event_session, person)
    publish(event, 1, placed(event_session, "Foyer", "Studio"))
    publish(event, 2, placed(event_session, "Studio", "Great hall"), at=LATER + timedelta(hours=1))

    page = as_person(person).visit("/my/")

    sentences = ["Location changed from Foyer to Studio.", "Location changed from Studio to Great hall."]
    assert news(page) == [(event.title, [("Panel", sentences)])]
    assert page.select_one('.ed-my-news input[name="version"]')["value"] == "2"


def test_changes_stay_until_marked_as_read(as_person):
    event, person = make_event(), make_person()
    event_session = make_session(event, seats=5, title="Panel")
    make_reservation(event_session, person)
    publish(event, 1, placed(event_session, "Foyer", "Studio"))
    browser = as_person(person)
    browser.visit("/my/")
    page = browser.visit("/my/")
    # A version that is published while the page is open has not been seen.
    publish(event, 2, placed(event_session, "Studio", "Great hall"), at=LATER + timedelta(hours=1))

    response = browser.submit(page, ".ed-my-news form")

    assert (response.status_code, response.location) == (303, "/my/")
    assert news(browser.visit("/my/")) == [
        (event.title, [("Panel", ["Location changed from Studio to Great hall."])]),
    ]  # fmt: skip
    assert db.session.get(ProgrammeReadMarker, (person.id, event.id)).version == 1


@pytest.mark.both_engines
def test_marking_an_older_version_as_read_changes_nothing(app):
    event, person = make_event(), make_person()
    for number in (1, 2):
        publish(event, number)
    with transaction():
        mark_read(event.id, person.id, 2, now=NOW)
    with transaction():
        mark_read(event.id, person.id, 1, now=LATER)
    with transaction():
        mark_read(make_event().id, person.id, 999, now=LATER)

    markers = db.session.query(ProgrammeReadMarker).order_by(ProgrammeReadMarker.event_id).all()
    assert [(marker.version, marker.at) for marker in markers] == [(2, LATER), (0, LATER)]


@pytest.mark.parametrize("sent", [{}, {"version": "x"}, {"version": "-1"}, {"version": "9" * 40}])
def test_invalid_version_is_ignored(as_person, sent):
    event, person = make_event(), make_person()

    response = as_person(person).send(f"/my/events/{event.slug}/seen", sent)

    assert response.status_code == 303
    assert [marker.version for marker in db.session.query(ProgrammeReadMarker)] in ([], [0])


def test_offer_is_shown_with_its_deadline_and_accepted(as_person):
    event, person = make_event(), make_person()
    event_session = make_session(event, seats=5, title="Panel")
    until = NOW + timedelta(hours=5)
    make_reservation(event_session, person, state="offered", expires_at=until, queue_number=1)
    browser = as_person(person)
    page = browser.visit("/my/")

    assert text_of(page.select_one("main .ed-banner.is-note")) == (
        "A seat is available for you in “Panel”. Accept it by 2 March 2026, 15:00, Brussels time (CET, UTC+1). "
        "After that it goes to the next person. Accept seat Decline seat"
    )
    assert text_of(page.select_one(".ed-page-head .ed-text-muted")) == "0 seats confirmed, 1 answer needed"

    response = browser.submit(page, ".ed-my-replies form:first-child")

    assert response.location == "/my/"
    assert db.session.query(Reservation).one().state == "confirmed"
    assert browser.visit("/my/").select(".ed-my-replies") == []


def test_offer_is_declined(as_person):
    person = make_person()
    event_session = make_session(seats=1, title="Panel")
    make_reservation(event_session, person, state="offered", queue_number=1)
    browser = as_person(person)

    response = browser.submit("/my/", ".ed-my-replies form:last-child")

    assert response.location == "/my/"
    assert db.session.query(Reservation).one().state == "cancelled"


def test_expired_offer_is_not_shown(as_person, clock):
    person = make_person()
    make_reservation(make_session(seats=1), person, state="offered", queue_number=1)
    clock.move(hours=2)

    assert as_person(person).visit("/my/").select(".ed-my-replies") == []


def test_invitation_is_shown(as_person):
    person = make_person()
    make_reservation(make_session(seats=1, title="Board"), person, state="invited")

    page = as_person(person).visit("/my/")

    assert text_of(page.select_one(".ed-banner")) == (
        "You are invited to “Board”. Reserve your seat while there are seats left. Reserve seat Decline invitation"
    )


def test_skipped_person_reads_why(as_person):
    event, person = make_event(), make_person()
    taken, full = make_session(event, seats=1, title="Panel"), make_session(event, seats=1, title="Matchmaking")
    late = make_session(event, seats=1, title="Late", starts_at=full.starts_at + timedelta(hours=5))
    make_reservation(taken, person)
    for session in (full, late):
        make_reservation(session, person, state="waiting", skipped_at=NOW)

    page = as_person(person).visit("/my/")

    notes = {text_of(card.h3): text_of(card.select_one(".ed-session-more")) for card in page.select(".ed-session")}
    assert notes == {
        "Panel": "",
        "Matchmaking": "On 2 March 2026, 10:00 a seat went to someone else, because you have a seat in “Panel” at the "
                       "same time. You are still on the waiting list.",
        "Late": "On 2 March 2026, 10:00 a seat went to someone else, because of your other seats. "
                "You are still on the waiting list.",
    }  # fmt: skip


def test_every_state_is_counted(as_person):
    event, person = make_event(), make_person()
    for hour, state in enumerate(("confirmed", "confirmed", "on_hold", "waiting", "pending", "offered", "invited")):
        session = make_session(event, seats=5, starts_at=make_session(event).starts_at + timedelta(hours=hour))
        make_reservation(session, person, state=state)

    page = as_person(person).visit("/my/")

    assert text_of(page.select_one(".ed-page-head .ed-text-muted")) == (
        "2 seats confirmed, 1 seat on hold, 1 seat requested, 1 place on a waiting list, 2 answers needed"
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_agenda_with_everything_takes_nine_queries(as_person, queries, rows):
    person = make_person()
    for _ in range(rows):
        event = make_event()
        seat, favourite = make_session(event, seats=5, room_id=make_room(event).id), make_session(event)
        make_reservation(seat, person)
        favour(favourite, person)
        publish(event, 1, placed(seat, "Foyer", "Studio"))
    browser = as_person(person)
    browser.get("/my/")

    with queries() as seen:
        browser.get("/my/")

    # The days of the favourites load their speakers separately.
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 9


def test_printed_agenda_has_days_rooms_times_and_zone(as_person):
    event, person = make_event(title="Cluster Days"), make_person(name="Ana Lobo")
    first = make_session(event, seats=5, title="Funding", room_id=make_room(event, name="Room 1.05").id)
    make_reservation(first, person)
    make_reservation(make_session(event, title="Panel", starts_at=first.starts_at + timedelta(days=1)), person)
    favour(make_session(event, title="Perhaps"), person)
    make_registration(make_event(), person)

    page = as_person(person).visit("/my/print")

    assert text_of(page.select_one(".ed-page-head .ed-text-muted")) == "Ana Lobo"
    assert [text_of(heading) for heading in page.select("h2")] == [
        "Tuesday 14 April Cluster Days", "Wednesday 15 April Cluster Days", "Favourites: Tuesday 14 April Cluster Days",
    ]  # fmt: skip
    assert text_of(page.select_one(".ed-my-zone")) == "Times are Brussels time (CEST, UTC+2)."
    assert text_of(page.select_one(".ed-room")) == "Room 1.05"
    assert text_of(page.select_one(".ed-foot .ed-text-muted")) == "As of 2 March 2026, 09:00 UTC."


def test_printed_agenda_without_sessions(as_person):
    page = as_person(make_person()).visit("/my/print")

    assert text_of(page.select_one(".ed-empty h2")) == "No upcoming sessions"
