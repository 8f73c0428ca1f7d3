"""Texts and addresses that were typed by anybody come out as text that every reader takes."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from eventdesk.calendars.addresses import to_subscribe, to_subscribe_with_google
from eventdesk.calendars.calendar_entry import EntryStatus
from eventdesk.calendars.ical_text import (
    calendar_line,
    calendar_text,
    description,
    google_calendar_url,
    location,
    summary,
    web_address,
)
from tests.calendars.readers import make_entry


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("plain", "plain"),
        ("  two\r\nlines\rand\na third ", "two\nlines\nand\na third"),
        ("a\u2028b\u2029c\x85d\x0be", "a\nb\nc\nd\ne"),
        ("bell\x07 nul\x00 escape\x1b[31m delete\x7f c1\x9b", "bell nul escape[31m delete c1"),
        ("\ufefffirst, half a pair: \ud83d", "first, half a pair:"),
        ("👩🏽‍🔬 კლასტერი\tԿլաստեր", "👩🏽‍🔬 კლასტერი\tԿլաստեր"),
    ],
)
def test_calendar_text(typed, text):
    assert calendar_text(typed) == text


def test_calendar_line_has_no_line_break():
    assert calendar_line("one\r\nEND:VEVENT\u2028two\t three") == "one END:VEVENT two three"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"),
        (" http://example.org ", "http://example.org"),
        ("https://example.org/café/%20x y", "https://example.org/caf%C3%A9/%20x%20y"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
        ("javascript:alert(1)", ""),
        ("JavaScript://example.org/%0aalert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:somebody@example.org", ""),
        ("//example.org/", ""),
        ("https://", ""),
        ("https://[", ""),
        ("https://example.org/\nATTENDEE:x", ""),
        ("https://example.org\\@evil.example/", ""),
        ("", ""),
    ],
)
def test_web_address(typed, address):
    assert web_address(typed) == address


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (EntryStatus.CONFIRMED, "{title} & more"),
        (EntryStatus.TENTATIVE, "Waiting list: {title} & more"),
        (EntryStatus.CANCELLED, "Cancelled: {title} & more"),
    ],
)
def test_summary_begins_with_the_status(status, text):
    assert summary(make_entry(title="{title} & more", status=status)) == text


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"location": "Room 1.05,\nLisbon"}, "Room 1.05, Lisbon"),
        ({"location": "Room 1", "is_online": True}, "Room 1"),
        ({"is_online": True}, "Online"),
        ({}, "Location to be announced"),
    ],
)
def test_location_is_never_empty(facts, text):
    assert location(make_entry(**facts)) == text


def test_description_has_a_paragraph_for_each_part():
    entry = make_entry(
        seat_note="Your seat is confirmed.",
        description="Clusters\nand their role.",
        speakers=("Ana López, CETMAR", "", "Bo Li"),
        organiser="CETMAR",
        online_address="https://meet.example.org/1",
        url="https://example.org/s/1/",
    )

    assert description(entry) == (
        "Your seat is confirmed.\n\nClusters\nand their role.\n\nSpeakers:\nAna López, CETMAR\nBo Li\n\n"
        "Organiser: CETMAR\n\nJoin online: https://meet.example.org/1\n\nMore: https://example.org/s/1/"
    )


def test_google_calendar_url():
    entry = make_entry(title="R&D; +1 #now", location="Room 1.05", description="x" * 2000)

    address = urlsplit(google_calendar_url(entry))

    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://calendar.google.com/calendar/render"
    assert parse_qs(address.query) == {
        "action": ["TEMPLATE"],
        "text": ["R&D; +1 #now"],
        "dates": ["20151022T130000Z/20151022T134500Z"],
        "ctz": ["Europe/Lisbon"],
        "location": ["Room 1.05"],
        "details": ["x" * 999 + "…"],
    }


def test_google_calendar_url_of_a_zone_far_from_utc():
    entry = make_entry(timezone="Asia/Tbilisi")

    query = parse_qs(urlsplit(google_calendar_url(entry)).query)

    assert entry.ends_at - entry.starts_at == timedelta(minutes=45)
    assert query["dates"] == ["20151022T130000Z/20151022T134500Z"]


def test_addresses_to_subscribe():
    address = "https://example.org/events/a/programme.ics"

    assert to_subscribe(address) == "webcal://example.org/events/a/programme.ics"
    assert to_subscribe_with_google(address) == (
        "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Fexample.org%2Fevents%2Fa%2Fprogramme.ics"
    )
