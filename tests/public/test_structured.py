"""Events and sessions as JSON-LD: https://schema.org/Event."""

import json
from datetime import UTC, datetime

import pytest

from eventdesk.core.db import transaction
from tests.factories import (
    FIRST_DAY,
    make_appearance,
    make_event,
    make_organisation,
    make_person,
    make_role,
    make_room,
    make_series,
    make_session,
    make_track,
)

EVIL = "</script><script>alert(1)</script><!-- & “quoted”"


def data_of(page):
    """Return what the one block of JSON-LD on a page says, or None."""
    blocks = page.select('script[type="application/ld+json"]')
    assert len(blocks) <= 1
    return json.loads(blocks[0].string) if blocks else None


@pytest.fixture
def event(app):
    return make_event(
        slug="days",
        title="Cluster Days",
        lead="Two days.",
        timezone="Europe/Brussels",
        fee="Free",
        address="Main street 1",
        series_id=make_series(slug="cluster", title="Clusters").id,
        organiser_id=make_organisation(name="Network", url="https://network.example/").id,
        registration_closes_at=datetime(2026, 4, 7, 16, tzinfo=UTC),
        is_online=True,
        online_url="https://secret.example/",
    )


@pytest.fixture
def event_session(event):
    room, track = make_room(event, name="Hall"), make_track(event, name="Policy")
    session = make_session(
        event,
        code="S1",
        title="Panel",
        abstract="**Who** pays?",
        room_id=room.id,
        track_id=track.id,
        seats=40,
        online_url="https://secret.example/panel",
    )
    organisation = make_organisation(name="Shannon Institute")
    make_appearance(
        session, make_person(name="Aoife Byrne", email=None, organisation_id=organisation.id), job_title="Fellow"
    )
    return session


PLACE = {
    "@type": "Place",
    "name": "Hall of Clusters",
    "address": {
        "@type": "PostalAddress",
        "streetAddress": "Main street 1",
        "addressLocality": "Brussels",
        "addressCountry": "BE",
    },
}
SPEAKER = {
    "@type": "Person",
    "name": "Aoife Byrne",
    "jobTitle": "Fellow",
    "affiliation": {"@type": "Organization", "name": "Shannon Institute"},
}


def test_json_ld_of_an_event(client, event_session):
    make_session(event_session.event, title="Coffee", kind="break")
    make_session(event_session.event, title="Secret", state="draft")

    assert data_of(client.visit("/events/days/")) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Cluster Days",
        "url": "http://localhost/events/days/",
        "description": "Two days.",
        "startDate": "2026-04-14T11:00+02:00",
        "endDate": "2026-04-14T11:45+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [PLACE, {"@type": "VirtualLocation", "url": "http://localhost/events/days/"}],
        "organizer": {"@type": "Organization", "name": "Network", "url": "https://network.example/"},
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "url": "http://localhost/events/days/",
            "validThrough": "2026-04-07T18:00+02:00",
        },
        "performer": [SPEAKER],
        "superEvent": {"@type": "EventSeries", "name": "Clusters", "url": "http://localhost/series/cluster/"},
        "subEvent": [
            {
                "@type": "Event",
                "name": "Panel",
                "url": "http://localhost/events/days/sessions/S1/",
                "startDate": "2026-04-14T11:00+02:00",
                "endDate": "2026-04-14T11:45+02:00",
                "eventStatus": "https://schema.org/EventScheduled",
                "location": [
                    {**PLACE, "name": "Hall, Hall of Clusters"},
                    {"@type": "VirtualLocation", "url": "http://localhost/events/days/sessions/S1/"},
                ],
            }
        ],
    }


def test_json_ld_of_a_session(client, event_session):
    data = data_of(client.visit("/events/days/sessions/S1/"))

    assert (data["name"], data["identifier"], data["description"]) == ("Panel", "S1", "Who pays?")
    assert (data["startDate"], data["endDate"]) == ("2026-04-14T11:00+02:00", "2026-04-14T11:45+02:00")
    assert (data["maximumAttendeeCapacity"], data["about"], data["performer"]) == (40, "Policy", [SPEAKER])
    assert data["superEvent"] == {
        "@type": "Event",
        "name": "Cluster Days",
        "url": "http://localhost/events/days/",
        "startDate": "2026-04-14",
        "endDate": "2026-04-15",
        "location": [PLACE, {"@type": "VirtualLocation", "url": "http://localhost/events/days/"}],
    }


@pytest.mark.parametrize("path", ["", "sessions/S1/"])
def test_json_ld_has_no_online_address(client, event_session, path):
    assert "secret.example" not in client.get(f"/events/days/{path}").text


def test_json_ld_escapes_a_title(client, event_session):
    with transaction():
        event_session.title = event_session.event.title = EVIL

    for path in ("", "sessions/S1/"):
        page = client.visit(f"/events/days/{path}")

        assert data_of(page)["name"] == EVIL
        assert "alert(1)" not in [script.string for script in page.select("script")]


def test_json_ld_of_a_cancelled_event_and_session(client, event_session):
    with transaction():
        event_session.state = "cancelled"

    status = "https://schema.org/EventCancelled"
    assert data_of(client.visit("/events/days/sessions/S1/"))["eventStatus"] == status
    whole = data_of(client.visit("/events/days/"))
    assert (whole["eventStatus"], whole["subEvent"][0]["eventStatus"]) == ("https://schema.org/EventScheduled", status)


def test_json_ld_of_an_event_without_sessions(client, event):
    data = data_of(client.visit("/events/days/"))

    assert (data["startDate"], data["endDate"], "subEvent" in data) == ("2026-04-14", "2026-04-15", False)


def test_json_ld_of_an_event_with_a_fee(client, app):
    make_event(slug="fee", fee="240 €, members 180 €")

    assert "offers" not in data_of(client.visit("/events/fee/"))


def test_json_ld_leaves_out_drafts_and_sessions_without_a_time(as_person, event):
    make_session(event, code="S1", state="draft")
    make_session(event, code="S2", starts_at=None)
    browser = as_person(make_role(event))

    assert data_of(browser.visit("/events/days/sessions/S1/")) is None
    assert data_of(browser.visit("/events/days/sessions/S2/")) is None
    with transaction():
        event.state = "draft"
    assert data_of(browser.visit("/events/days/")) is None


def test_json_ld_of_a_large_event_lists_fifty_sessions(client, event):
    for number in range(52):
        make_session(event, code=f"N{number}", starts_at=datetime(2026, 4, FIRST_DAY.day, 8, number, tzinfo=UTC))

    assert len(data_of(client.visit("/events/days/"))["subEvent"]) == 50
