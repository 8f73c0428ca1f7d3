"""Calendar files over HTTP: programme, session, private feed."""

from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.queries import live_feed
from eventdesk.core.db import db, transaction
from eventdesk.people.models import Organisation
from tests.calendars.readers import read_with_ical_js, unfolded
from tests.factories import (
    NOW,
    make_account,
    make_appearance,
    make_calendar_feed,
    make_event,
    make_organisation,
    make_person,
    make_reservation,
    make_role,
    make_room,
    make_session,
    make_talk,
    make_track,
)


def events_of(response):
    """The events of an answer, by their session's code, which ends the address of its page."""
    assert response.status_code == 200
    assert response.content_type == "text/calendar; charset=utf-8"
    events = icalendar.Calendar.from_ical(response.data).events
    return {str(event["URL"]).rstrip("/").rpartition("/")[2]: event for event in events}


def make_full_session(event, **given):
    """A session with everything that a calendar says."""
    organisation = db.session.scalar(select(Organisation)) or make_organisation(name="CETMAR")
    event_session = make_session(
        event,
        title="The Supporting Role of Clusters",
        abstract="How **clusters** help; and more.",
        room_id=make_room(event, name="Room 1.05").id,
        track_id=make_track(event, name="EU Policy").id,
        **given,
    )
    talk = make_talk(event_session, title="A flash talk")
    speaker = make_person(name="Ana López", email=f"canary-{event_session.code}@example.org")
    make_appearance(event_session, speaker, talk_id=talk.id, organisation_id=organisation.id)
    make_appearance(event_session, make_person(name="Bo Li"), part="moderator")
    make_appearance(event_session, make_person(name="Eva Oz"), part="organiser", organisation_id=organisation.id)
    return event_session


def changed(row, **values):
    """Store new values of a row."""
    with transaction():
        for name, value in values.items():
            assert hasattr(row, name)
            setattr(row, name, value)


def test_programme_holds_what_is_published(client):
    event = make_event()
    shown = make_full_session(event, sequence=2)
    cancelled = make_session(event, state="cancelled", title="Gone")
    make_session(event, state="draft")
    make_session(event, kind="break", title="Lunch")
    make_session(event, starts_at=None)
    make_session()

    response = client.get(f"/events/{event.slug}/programme.ics")

    assert response.headers["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    assert response.headers["Cache-Control"] == "private, no-cache"
    events = events_of(response)
    assert set(events) == {shown.code, cancelled.code}
    one = events[shown.code]
    assert {name: str(one[name]) for name in ("UID", "SUMMARY", "LOCATION", "CONTACT", "STATUS", "URL")} == {
        "UID": f"{shown.uid}@eventdesk",
        "SUMMARY": "The Supporting Role of Clusters",
        "LOCATION": "Room 1.05, Hall of Clusters, Brussels",
        "CONTACT": "Eva Oz, CETMAR",
        "STATUS": "CONFIRMED",
        "URL": f"http://localhost/events/{event.slug}/sessions/{shown.code}/",
    }
    assert one["SEQUENCE"] == 2
    assert one["CATEGORIES"].cats == ["EU Policy", event.title]
    assert one.start == shown.starts_at
    assert one.end == shown.ends_at
    assert str(one["DESCRIPTION"]) == (
        "How **clusters** help; and more.\n\nTalks:\nA flash talk\n\nSpeakers:\nBo Li (moderator)\n"
        f"Ana López, CETMAR\n\nOrganiser: Eva Oz, CETMAR\n\nMore: {one['URL']}"
    )
    assert str(events[cancelled.code]["SUMMARY"]) == "Cancelled: Gone"
    assert str(events[cancelled.code]["STATUS"]) == "CANCELLED"
    assert b"canary" not in response.data
    assert len(read_with_ical_js(response.data)["events"]) == 2


def test_programme_of_a_cancelled_event_is_cancelled(client):
    event = make_event(state="cancelled", changed_at=NOW + timedelta(days=1))
    event_session = make_session(event)

    one = events_of(client.get(f"/events/{event.slug}/programme.ics"))[event_session.code]

    assert str(one["STATUS"]) == "CANCELLED"
    assert one["LAST-MODIFIED"].dt == NOW + timedelta(days=1)


def test_programme_of_an_online_event_does_not_hold_its_address(client):
    event = make_event(is_online=True, venue="", city="", online_url="https://meet.example.org/secret")
    event_session = make_session(event, online_url="https://meet.example.org/own")

    response = client.get(f"/events/{event.slug}/programme.ics")

    assert str(events_of(response)[event_session.code]["LOCATION"]) == "Online"
    assert b"meet.example.org" not in response.data


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_takes_a_fixed_number_of_queries(client, queries, rows):
    event = make_event()
    for _ in range(rows):
        make_full_session(event)
    path = f"/events/{event.slug}/programme.ics"

    with queries() as first:
        assert client.get(path).status_code == 200
    with queries() as again:
        assert client.get(path).status_code == 200

    assert [len(statements(first)), len(statements(again))] == [5, 1]


def statements(seen):
    """The statements that read or write, without those that begin and end a transaction."""
    return [one for one in seen if not one.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK"))]


def test_programme_follows_each_change(client):
    event = make_event()
    event_session = make_session(event, title="Before")
    path = f"/events/{event.slug}/programme.ics"
    before = client.get(path)

    changed(event_session, title="After", sequence=1, changed_at=NOW + timedelta(hours=1))
    changed(event, revision=2, changed_at=NOW + timedelta(hours=1))
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})

    one = events_of(after)[event_session.code]
    assert (str(one["SUMMARY"]), one["SEQUENCE"], str(one["UID"])) == ("After", 1, f"{event_session.uid}@eventdesk")
    assert one["LAST-MODIFIED"].dt == one["DTSTAMP"].dt == NOW + timedelta(hours=1)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.last_modified == NOW + timedelta(hours=1)


@pytest.mark.parametrize("file", ["programme", "session"])
def test_unchanged_file_answers_304(client, file):
    event_session = make_full_session(make_event())
    slug = event_session.event.slug
    path = (
        f"/events/{slug}/programme.ics" if file == "programme" else f"/events/{slug}/sessions/{event_session.code}.ics"
    )

    first = client.get(path)
    by_etag = client.get(path, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
    by_date = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    other = client.get(path, headers={"If-None-Match": '"other"'})

    assert not first.headers["ETag"].startswith("W/")
    assert [answer.status_code for answer in (first, by_etag, by_date, other)] == [200, 304, 304, 200]
    assert by_etag.data == b""
    assert by_etag.headers["ETag"] == first.headers["ETag"]
    assert other.data == first.data


def test_head_is_answered(client):
    event = make_event()

    answer = client.head(f"/events/{event.slug}/programme.ics")

    assert (answer.status_code, answer.data) == (200, b"")


def test_session_file_holds_the_session(client):
    event = make_event()
    event_session = make_full_session(event)
    make_session(event)

    response = client.get(f"/events/{event.slug}/sessions/{event_session.code}.ics")

    assert response.headers["Content-Disposition"] == f'attachment; filename="{event.slug}-{event_session.code}.ics"'
    assert list(events_of(response)) == [event_session.code]
    programme = client.get(f"/events/{event.slug}/programme.ics")
    assert events_of(programme)[event_session.code] == events_of(response)[event_session.code]


def test_file_of_an_unknown_or_draft_session_answers_404(client):
    event = make_event()
    draft = make_session(make_event(state="draft"))
    hidden = make_session(event, state="draft")
    pause = make_session(event, kind="break")
    untimed = make_session(event, starts_at=None)

    paths = [
        "/events/nothing/programme.ics",
        f"/events/{draft.event.slug}/programme.ics",
        f"/events/{draft.event.slug}/sessions/{draft.code}.ics",
        *(f"/events/{event.slug}/sessions/{one.code}.ics" for one in (hidden, pause, untimed, draft)),
        f"/events/{event.slug}/sessions/nothing.ics",
    ]

    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_programme_of_a_draft_event_is_for_its_staff(as_person):
    event = make_event(state="draft")
    make_session(event)

    response = as_person(make_role(event, "organiser")).get(f"/events/{event.slug}/programme.ics")

    assert len(events_of(response)) == 1


def test_addresses_are_those_of_the_router(app):
    router = app.url_map.bind("example.org")
    addresses = Addresses("http://example.org")

    assert addresses.programme_file("a-b") == "http://example.org" + router.build(
        "calendars.programme_ics", {"event_slug": "a-b"}
    )
    assert addresses.feed("x_y-z") == "http://example.org" + router.build("calendars.feed", {"token": "x_y-z"})
    assert addresses.event("a-b") == "http://example.org" + router.build("public.event_page", {"event_slug": "a-b"})
    assert addresses.session("a-b", "15 8?") == "http://example.org" + router.build(
        "public.session_page", {"event_slug": "a-b", "session_code": "15 8?"}
    )


def test_feed_holds_a_persons_seats(client):
    person = make_person()
    online = make_event(is_online=True, venue="", city="", online_url="https://meet.example.org/1")
    confirmed, waiting, released, called_off = (make_session(online, seats=1, title=title) for title in "ABCD")
    make_session(online, seats=1)
    make_reservation(confirmed, person)
    make_reservation(waiting, state="waiting")
    make_reservation(waiting, person, state="waiting")
    make_reservation(released, person, state="cancelled", cancelled_at=NOW + timedelta(hours=1))
    make_reservation(called_off, person)
    changed(called_off, state="cancelled")
    make_reservation(confirmed, state="waiting")
    token = make_calendar_feed(person)

    response = client.get(f"/calendars/{token}.ics")

    events = events_of(response)
    summaries = {code: (str(one["SUMMARY"]), str(one["STATUS"]), one["SEQUENCE"]) for code, one in events.items()}
    assert summaries == {
        confirmed.code: ("A", "CONFIRMED", 3),
        waiting.code: ("Waiting list: B", "TENTATIVE", 1),
        released.code: ("Cancelled: C", "CANCELLED", 4),
        called_off.code: ("Cancelled: D", "CANCELLED", 3),
    }
    assert str(events[confirmed.code]["CONFERENCE"]) == "https://meet.example.org/1"
    assert str(events[confirmed.code]["DESCRIPTION"]).startswith("Your seat is confirmed.")
    assert str(events[waiting.code]["DESCRIPTION"]).startswith("You are number 2 on the waiting list.")
    assert str(events[released.code]["DESCRIPTION"]).startswith("You have no seat in this session.")
    assert events[released.code]["LAST-MODIFIED"].dt == NOW + timedelta(hours=1)
    assert [code for code, one in events.items() if "CONFERENCE" in one] == [confirmed.code]
    assert {str(one["TRANSP"]) for one in events.values() if str(one["STATUS"]) != "CANCELLED"} == {"OPAQUE"}
    assert token.encode() not in response.data
    assert {name: response.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }


def test_seat_released_and_reserved_again_is_one_entry(client):
    person = make_person()
    event_session = make_session(seats=1, sequence=4)
    make_reservation(event_session, person, state="cancelled", cancelled_at=NOW)
    make_reservation(event_session, person)

    events = events_of(client.get(f"/calendars/{make_calendar_feed(person)}.ics"))

    assert [(str(one["STATUS"]), one["SEQUENCE"]) for one in events.values()] == [("CONFIRMED", 4 + 5 + 3)]


@pytest.mark.parametrize(
    ("state", "status", "note"),
    [
        ("pending", "TENTATIVE", "You requested a seat. The organisers have not decided yet."),
        ("invited", "TENTATIVE", "You are invited. Reserve a seat if you want to attend."),
        ("on_hold", "TENTATIVE", "Your seat is on hold until you confirm your email address."),
        ("offered", "TENTATIVE", "A seat is available for you. Accept it if you want to attend."),
        ("rejected", "CANCELLED", "You have no seat in this session."),
        ("expired", "CANCELLED", "You have no seat in this session."),
    ],
)
def test_feed_of_a_reservation_without_a_confirmed_seat(client, state, status, note):
    person = make_person()
    make_reservation(make_session(seats=1), person, state=state)

    (one,) = events_of(client.get(f"/calendars/{make_calendar_feed(person)}.ics")).values()

    assert (str(one["STATUS"]), note in str(one["DESCRIPTION"])) == (status, True)


def test_feed_shows_that_the_organisers_removed_a_reservation(client):
    person = make_person()
    make_reservation(make_session(seats=1), person, state="cancelled", cancelled_at=NOW, ended_by="organiser")

    (one,) = events_of(client.get(f"/calendars/{make_calendar_feed(person)}.ics")).values()

    assert str(one["STATUS"]) == "CANCELLED"
    assert str(one["DESCRIPTION"]).startswith("The organisers removed you from this session.")


@pytest.mark.parametrize("rows", [1, 3])
def test_feed_takes_a_fixed_number_of_queries(client, queries, rows):
    person = make_person()
    event = make_event()
    for _ in range(rows):
        make_reservation(make_full_session(event, seats=2), person)
    token = make_calendar_feed(person)

    with queries() as seen:
        assert client.get(f"/calendars/{token}.ics").status_code == 200

    # One of them asks how many unknown addresses this client has tried.
    assert len(statements(seen)) == 6


def test_unchanged_feed_answers_304(client):
    token = make_calendar_feed(make_person())

    first = client.get(f"/calendars/{token}.ics")
    again = client.get(f"/calendars/{token}.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert [first.status_code, again.status_code] == [200, 304]
    assert unfolded(first.data)[-1] == "END:VCALENDAR"


def test_revoked_feed_answers_404(client):
    person = make_person()
    revoked = make_calendar_feed(person, revoked_at=NOW)
    disabled = make_person()
    make_account(disabled, disabled_at=NOW)

    assert client.get(f"/calendars/{revoked}.ics").status_code == 404
    assert client.get(f"/calendars/{make_calendar_feed(disabled)}.ics").status_code == 404


def test_guessing_feeds_is_stopped(client):
    token = make_calendar_feed(make_person())

    answers = [client.get(f"/calendars/guess{number}.ics").status_code for number in range(31)]

    assert answers == [404] * 30 + [429]
    assert client.get(f"/calendars/{token}.ics").status_code == 429


def test_reading_a_feed_is_not_counted(client):
    token = make_calendar_feed(make_person())

    assert {client.get(f"/calendars/{token}.ics").status_code for _ in range(40)} == {200}


def test_person_makes_and_revokes_an_address(app, client, as_person):
    person = make_person()
    browser = as_person(person)

    assert browser.submit("/my/calendar").status_code == 303
    page = browser.visit("/my/calendar")
    first = page.select_one("code.ed-address").get_text()
    assert client.get(first).status_code == 200
    assert page.select_one("main a.ed-button")["href"] == first.replace("http://", "webcal://")

    answer = browser.submit(page, 'form[action="/my/calendar"]')
    assert (answer.status_code, answer.location) == (303, "/my/calendar")
    page = browser.visit("/my/calendar")
    second = page.select_one("code.ed-address").get_text()
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]

    browser.submit(page, 'form[action="/my/calendar/revoke"]')
    assert client.get(second).status_code == 404
    assert browser.visit("/my/calendar").select("code") == []
    assert live_feed(person.id) is None


def test_address_of_another_secret_key_is_not_shown(as_person):
    person = make_person()
    make_calendar_feed(person)

    page = as_person(person).visit("/my/calendar")

    assert page.select("code") == []
    assert len(page.select("main form")) == 2


def test_address_page_needs_signing_in(client):
    asks = {"headers": {"Accept": "text/html"}}

    answers = [
        client.get("/my/calendar", **asks),
        client.send("/my/calendar", **asks),
        client.send("/my/calendar/revoke", **asks),
    ]

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/sign-in")] * 3


@pytest.mark.parametrize("page", ["", "programme"])
def test_pages_offer_to_subscribe(client, page):
    event = make_event()
    make_session(event)

    links = [link["href"] for link in client.visit(f"/events/{event.slug}/{page}").select("details a")]

    path = f"/events/{event.slug}/programme.ics"
    assert links[:2] == [path, f"webcal://localhost{path}"]
    assert links[2].startswith("https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Flocalhost%2F")
