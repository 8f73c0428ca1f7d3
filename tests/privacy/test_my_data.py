"""The page "My data" and the export of a person's data."""

from datetime import timedelta

import pytest

from eventdesk.registration.models import Registration
from tests.factories import (
    make_appearance,
    make_availability,
    make_check_in,
    make_event,
    make_person,
    make_question,
    make_registration,
    make_reservation,
    make_session,
)
from tests.pages import text_of


@pytest.mark.parametrize("rows", [1, 3])
def test_my_data_query_count(as_person, queries, rows):
    person = make_person()
    for _ in range(rows):
        make_registration(person=person)
    browser = as_person(person)
    browser.get("/my/data")

    with queries() as seen:
        browser.get("/my/data")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 4


def test_my_data_lists_registrations_with_their_consent(as_person):
    person = make_person(name="Ana Lobo", country="PT", stakeholder_kind="cluster")
    make_registration(make_event(title="Cluster Days"), person, consents_to_listing=True)
    make_registration(
        make_event(title="ICT 2015", starts_on=make_event().starts_on - timedelta(days=9)), person, state="cancelled"
    )

    page = as_person(person).visit("/my/data")

    rows = [text_of(item) for item in page.select(".ed-my-list li")]
    assert rows == [
        (
            "Cluster Days 14–15 April 2026 · Confirmed You are listed as a participant in the report. "
            "Your registration Don’t list me"
        ),
        "ICT 2015 5–6 April 2026 · Cancelled Your registration Register again",
    ]
    assert text_of(page.select(".ed-meta-list dd")[3]) == "Portugal"


def test_export_has_all_data_of_the_person_and_none_of_others(as_person):
    person = make_person(name="Ana Lobo", email="ana@example.org")
    other = make_person(name="Eve Other", email="eve@example.org")
    event_session = make_session(seats=5, title="Panel")
    for one in (person, other):
        make_reservation(event_session, one)
        make_check_in(event_session, one)
    make_appearance(event_session, person)
    make_availability(event_session.event, person)

    response = as_person(person).get("/my/data.json")

    data = response.get_json()
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert (data["person"]["email"], data["account"]["has_password"]) == ("ana@example.org", False)
    assert [(seat["session"], seat["state"]) for seat in data["seats"]] == [("Panel", "confirmed")]
    assert [len(data[name]) for name in ("registrations", "check_ins", "appearances", "availability")] == [1] * 4
    assert "Eve Other" not in response.text
    assert "eve@example.org" not in response.text


@pytest.mark.both_engines
def test_export_has_answers_and_history(as_person, db):
    event, person = make_event(title="Cluster Days"), make_person()
    make_question(event, code="q_years", kind="number", label="Years in the job")
    browser = as_person(person)
    browser.submit(f"/events/{event.slug}/register", q_years="7", consents_to_listing="y")
    code = db.session.query(Registration).one().code
    make_registration(event, make_person(name="Eve Other"))

    browser.send(f"/my/registrations/{code}/consent", {"consents_to_listing": "no"})

    data = browser.get("/my/data.json").get_json()
    assert [(one["event"], one["question"], one["value"]) for one in data["answers"]] == [
        ("Cluster Days", "Years in the job", 7)
    ]
    assert [(one["what"], one["by_yourself"]) for one in data["history"]] == [
        ("register", True),
        ("change_consent", True),
    ]
    assert [one["consents_to_listing"] for one in data["registrations"]] == [False]


@pytest.mark.parametrize("state", ["confirmed", "pending", "rejected", "cancelled"])
def test_my_data_links_to_each_registration(as_person, state):
    registration = make_registration(state=state)
    browser = as_person(registration.person)

    links = [tag["href"] for tag in browser.visit("/my/data").select(".ed-my-list .ed-button[href]")]

    assert links == [f"/my/registrations/{registration.code}/"]
    browser.visit(links[0])
