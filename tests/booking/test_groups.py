"""Registering colleagues: several people of one organisation at once."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.people.models import Person
from eventdesk.registration.models import Registration, RegistrationPolicy
from tests.factories import make_event, make_organisation, make_person, make_question, make_registration
from tests.pages import words


def path_of(event):
    return f"/events/{event.slug}/register/group"


def said(page):
    return [words(banner.strong) for banner in page.select(".ed-flashed .ed-banner")]


def errors(page):
    return [(link["href"], words(link)) for link in page.select(".ed-error-summary a")]


def row(number, name, email, job_title=""):
    """Return what is typed into a row."""
    values = {"name": name, "email": email, "job_title": job_title}
    return {f"people-{number}-{field}": value for field, value in values.items()}


def test_colleagues_are_registered_and_each_gets_a_mail(as_person, db):
    event = make_event()
    make_question(event, is_required=True)
    me = make_person(name="Ana", organisation_id=make_organisation(name="Tbilisi Hub").id)
    make_registration(event, make_person(name="Known Already", email="known@example.org"))
    browser = as_person(me)

    response = browser.submit(
        path_of(event), **row(0, "Nino", "nino@example.org", "Manager"), **row(3, "Giorgi", "GIORGI@example.org"),
        **row(4, "Kay", "known@example.org"),
    )  # fmt: skip

    page = browser.visit(response.location)
    assert said(page) == [
        "2 people are registered: Nino, Giorgi. We wrote to each.",
        "1 person was registered already: Kay.",
    ]
    made = db.session.query(Registration).filter_by(registered_by_id=me.id).order_by(Registration.id).all()
    assert [(one.person.name, one.job_title, one.organisation.name) for one in made] == [
        ("Nino", "Manager", "Tbilisi Hub"), ("Giorgi", "", "Tbilisi Hub"),
    ]  # fmt: skip
    mails = db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id)
    assert [(one.payload["template"], one.recipient) for one in mails] == [
        ("registered_by_colleague", "nino@example.org"), ("registered_by_colleague", "GIORGI@example.org"),
    ]  # fmt: skip
    assert [words(one) for one in page.select(".ed-my-group li")] == [
        "GIORGI@example.org Registered", "nino@example.org Registered",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, [("#people-0-name", "Enter at least one person")]),
        (row(1, "Nino", ""), [("#people-1-email", "Enter the e-mail address")]),
        (row(1, "", "nino@example.org"), [("#people-1-name", "Enter the name")]),
        (row(0, "Nino", "nino"), [("#people-0-email", "Enter an e-mail address, as in name@example.org")]),
        (
            row(0, "Nino", "nino@example.org") | row(2, "Nina", "NINO@example.org "),
            [("#people-2-email", "This address stands above already")],
        ),
        (
            row(0, "N" * 121, "nino@example.org", "x" * 161),
            [
                ("#people-0-name", "Enter 120 characters or fewer"),
                ("#people-0-job_title", "Enter 160 characters or fewer"),
            ],
        ),
        ({"organisation": " ", **row(0, "N", "n@example.org")}, [("#organisation", "Enter the organisation")]),
    ],
)
def test_what_is_wrong_is_said_beside_the_row(as_person, db, typed, expected):
    event = make_event()
    me = make_person(organisation_id=make_organisation().id)
    browser = as_person(me)

    page = browser.checked(browser.submit(path_of(event), **typed), 422)

    assert errors(page) == expected
    for name, value in typed.items():
        assert page.select_one(f"#{name}").get("value", "").strip() == value.strip()
    assert db.session.query(Person).count() == 1


def test_rows_are_added_without_losing_what_was_typed(as_person):
    event = make_event()
    browser = as_person(make_person())
    page = browser.visit(path_of(event))

    typed = {"organisation": "Hub", **row(0, "Nino", "not yet")}
    token = page.select_one("[name=csrf_token]")["value"]
    rows = []
    for _ in range(4):
        fields = {tag["name"]: tag.get("value", "") for tag in page.select("main input[name^=people]")}
        page = browser.checked(browser.post(path_of(event), data={"csrf_token": token, **fields, **typed, "more": "1"}))
        rows.append(len(page.select("fieldset input[name$=email]")))

    assert rows == [10, 15, 20, 20]
    assert page.select_one("#people-0-email")["value"] == "not yet"
    assert page.select("[name=more]") == []


def test_all_or_none_where_places_are_few(as_person, db):
    event = make_event()
    with transaction():
        db.session.add(RegistrationPolicy(event_id=event.id, places=1, taken=0))
    browser = as_person(make_person())

    typed = row(0, "Nino", "nino@example.org") | row(1, "Nina", "nina@example.org")
    page = browser.checked(browser.submit(path_of(event), organisation="Hub", **typed), 422)

    assert words(page.select_one(".ed-error-summary li")) == "Only 1 places are left."
    assert (db.session.query(Registration).count(), db.session.query(Person).count()) == (0, 1)


def test_group_sent_twice_is_one_deed(as_person, db):
    event = make_event()
    browser = as_person(make_person())
    page = browser.visit(path_of(event))

    for _ in range(2):
        response = browser.submit(page, organisation="Hub", **row(0, "Nino", "nino@example.org"))

    assert said(browser.visit(response.location))[-1] == "This form had already been submitted. Nothing was done twice."
    assert db.session.query(Registration).count() == 1


def test_visitor_is_asked_to_sign_in(client):
    response = client.get(path_of(make_event()))

    assert (response.status_code, response.location) == (303, "/sign-in")


def test_stored_name_of_an_address_is_told_to_nobody(as_person):
    event = make_event()
    make_person(name="Secret Name", email="known@example.org")
    browser = as_person(make_person())

    response = browser.submit(path_of(event), organisation="Hub", **row(0, "Guess", "known@example.org"))

    page = browser.visit(response.location)
    assert "Secret Name" not in page.get_text()
    assert said(page) == ["1 person is registered: Guess. We wrote to each."]
