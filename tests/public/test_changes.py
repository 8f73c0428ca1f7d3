"""What changed in a programme, as visitors read it."""

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.programme.services.draft import cancel_session, schedule_session
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.sessions import add_session, change_texts
from tests.factories import NOW, make_event, make_role, make_session
from tests.pages import text_of

PAGE = "/events/days/changes"


def publish(event, note="", **by):
    with transaction():
        publish_programme(event, note=note, actor_id=None, now=NOW + timedelta(**by))


def plan(session, **values):
    with transaction():
        schedule_session(session, actor_id=None, now=NOW, **values)


def first_version(event, count=3):
    """Publish `count` sessions and a break as the first version, and return the sessions."""
    at = datetime(2026, 4, 14, 9, tzinfo=UTC)
    with transaction():
        sessions = [
            add_session(
                event, title=f"Session {number}", starts_at=at, ends_at=at + timedelta(hours=1), actor_id=None, now=NOW
            )
            for number in range(count)
        ]
        add_session(
            event, title="Coffee", kind="break", starts_at=at, ends_at=at + timedelta(hours=1), actor_id=None, now=NOW
        )
    publish(event)
    return sessions


def sections(page):
    return [
        (text_of(one.select_one("h2")), [text_of(p) for p in one.select("p")]) for one in page.select(".ed-section")
    ]


def test_versions_are_listed_newest_first(client, event):
    one, other, _ = first_version(event)
    plan(one, title="Called otherwise", place="Foyer")
    with transaction():
        cancel_session(other, actor_id=None, now=NOW)
    publish(event, "One is off.\n\nSorry.", days=2)

    page = client.visit(PAGE)

    assert sections(page) == [
        (
            "Version 2",
            [
                "Published on 4 March 2026, 10:00",
                "One is off.",
                "Sorry.",
                "Called otherwise",
                "Location: Foyer.",
                "Renamed. Previously: “Session 0”.",
                "Session 1",
                "Cancelled. It was planned for 14 April, 11:00–12:00.",
            ],
        ),
        ("Version 1", ["Published on 2 March 2026, 10:00", "First version: 3 sessions. See the programme"]),
    ]
    links = [link["href"] for link in page.select(".ed-change-title a")]
    assert links == [f"/events/days/sessions/{session.code}/" for session in (one, other)]


def test_programme_links_to_its_version(client, event):
    first_version(event)

    link = client.visit("/events/days/programme").select_one(f"a[href='{PAGE}']")

    assert text_of(link.parent) == "Version 1, published on 2 March 2026, 10:00 · What changed"


def test_changes_without_a_version(client, event):
    make_session(event, state="draft")

    page = client.visit(PAGE)

    assert text_of(page.select_one(".ed-empty h2")) == "The programme is not published yet"
    assert client.visit("/events/days/programme").select_one(f"a[href='{PAGE}']") is None


def test_changes_of_a_cancelled_and_of_a_draft_event(client, app, as_person):
    make_event(slug="off", state="cancelled")
    draft = make_event(slug="later", state="draft")

    assert (
        text_of(client.visit("/events/off/changes").select_one(".ed-banner strong")) == "This event has been cancelled."
    )
    client.visit("/events/later/changes", 404)
    as_person(make_role(draft)).visit("/events/later/changes")


def test_changes_are_cached_until_the_next_version(client, event, queries):
    session = first_version(event)[0]
    page = client.get(PAGE)

    with queries() as seen:
        again = client.get(PAGE, headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, len([one for one in seen if "programme_version" in one])) == (304, 0)

    plan(session, title="Not to be seen yet")
    assert client.get(PAGE).data == page.data
    publish(event)

    assert "Not to be seen yet" in client.get(PAGE).text


def test_changes_of_a_break_and_a_renamed_session_have_no_link(client, event):
    session = first_version(event)[0]
    plan(session, place="Foyer")
    publish(event)
    with transaction():
        change_texts(session, code="another", actor_id=None, now=NOW)

    assert client.visit(PAGE).select(".ed-change-title a") == []


@pytest.mark.both_engines
@pytest.mark.parametrize("rows", [1, 3])
def test_changes_take_a_fixed_number_of_queries(client, event, queries, rows):
    session = first_version(event)[0]
    for number in range(rows):
        plan(session, title=f"Title {number}")
        publish(event)

    with queries() as seen:
        client.get(PAGE + "?fresh")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 3
