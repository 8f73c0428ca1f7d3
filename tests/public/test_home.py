"""The home page, the pages of series, and the site's pages of text."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import NOW, make_event, make_registration, make_report, make_series, make_session
from tests.pages import text_of

PAST = date(2020, 12, 14)


def past_session(event, hour=9, **given):
    return make_session(event, starts_at=datetime(2020, 12, 14, hour, tzinfo=UTC), **given)


def sections(page):
    return {text_of(one.h2): one for one in page.select(".ed-section")}


@pytest.mark.both_engines
def test_home_lists_upcoming_and_past_events(client, app):
    series = make_series(slug="ict", title="ICT Innovation", description="Communities and bridges.")
    make_event(slug="later", title="Later", starts_on=date(2026, 6, 1))
    make_event(slug="soon", title="Soon", fee="Free", registration_closes_at=datetime(2026, 4, 7, tzinfo=UTC))
    past = make_event(
        slug="past", title="Past", starts_on=PAST, ends_on=PAST, is_online=True, city="", venue="", series_id=series.id
    )
    make_registration(past)
    make_report(past, state="published", published_at=NOW)
    make_event(title="Secret draft", state="draft")
    make_event(title="Old draft", state="draft", starts_on=PAST)

    page = client.visit("/")

    assert {
        title: [text_of(event.h3) for event in one.select(".ed-event")] for title, one in sections(page).items()
    } == {
        "Upcoming events": ["Soon", "Later"],
        "Past events": ["Past"],
        "Series": [],
    }
    assert text_of(sections(page)["Upcoming events"].select_one(".ed-text-muted")) == (
        "Brussels, Hall of Clusters. Free. Registration closes on 7 April."
    )
    assert text_of(sections(page)["Past events"].select_one(".ed-text-muted")) == (
        "Online. 1 participant from 0 organisations. Read the report"
    )
    assert text_of(sections(page)["Series"].select_one("h3")) == "ICT Innovation"


def test_home_without_events(client, app):
    page = client.visit("/")

    assert text_of(page.select_one(".ed-empty h2")) == "No events yet"


def test_home_has_pages_of_past_events(client, app):
    for number in range(21):
        make_event(title=f"Past {number:02}", starts_on=PAST + timedelta(days=number))

    first = client.visit("/")
    second = client.visit("/?page=2")

    assert [text_of(event.h3) for event in first.select(".ed-event")][-1] == "Past 01"
    assert [text_of(event.h3) for event in second.select(".ed-event")] == ["Past 00"]
    assert first.select_one("a[rel=next]")["href"] == "/?page=2"
    assert second.select_one("a[rel=prev]")["href"] == "/"


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e9", "1000000000", "٣", "3"])
def test_home_with_an_invalid_page_number_answers_404(client, app, number):
    client.visit("/", query_string={"page": number}, status=404)


def test_new_event_shows_on_home_at_once(client, app):
    make_event(title="First")
    assert "Second" not in client.get("/").text

    make_event(title="Second")

    assert "Second" in client.get("/").text


def test_message_is_shown_to_one_reader_only(client, app):
    make_event()
    with client.session_transaction() as cookie:
        cookie["_flashes"] = [("ok", "Said once.")]

    assert "Said once." in client.get("/").text
    assert "Said once." not in client.get("/").text
    assert "Said once." not in app.test_client().get("/").text


def test_series_page_shows_its_events(client, app):
    series = make_series(slug="days", title="Cluster Days", description="Every second October.")
    make_event(title="Next", series_id=series.id)
    make_event(title="Last", series_id=series.id, starts_on=PAST)
    make_event(title="Secret draft", series_id=series.id, state="draft")

    page = client.visit("/series/days/")

    assert [text_of(event.h3) for event in page.select(".ed-event")] == ["Next", "Last"]


def test_series_with_only_drafts_answers_404(client, app):
    series = make_series(slug="secret")
    make_event(series_id=series.id, state="draft")

    client.visit("/series/secret/", status=404)


@pytest.mark.parametrize("path", ["/accessibility", "/your-data"])
def test_static_page(client, app, path):
    client.visit(path)


def test_unknown_page(client, app):
    page = client.visit("/events/none/", status=404)

    assert text_of(page.h1) == "Page not found"
