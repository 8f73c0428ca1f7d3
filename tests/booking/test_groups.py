"""Registering colleagues: the form, and the service that registers all of them or none."""

import pytest

from eventdesk.booking.services.groups import Colleague, register_group
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import NotAllowed
from eventdesk.core.models import OutboxItem
from eventdesk.people.models import Person
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.registration.queries.registrations import registrations_of_person
from eventdesk.registration.services.register import RegistrationInput
from tests.booking.helpers import errors, flashes, inconsistencies, mails_from, set_policy
from tests.factories import NOW, make_event, make_organisation, make_person, make_question, make_registration
from tests.pages import text_of


def group_url(event):
    return f"/events/{event.slug}/register/group"


def row(number, name, email, job_title=""):
    """Return what is typed into a row."""
    values = {"name": name, "email": email, "job_title": job_title}
    return {f"people-{number}-{field}": value for field, value in values.items()}


def test_colleagues_are_registered_and_emailed(as_person, db):
    event = make_event()
    make_question(event, is_required=True)
    me = make_person(name="Ana", organisation_id=make_organisation(name="Tbilisi Hub").id)
    make_registration(event, make_person(name="Known Already", email="known@example.org"))
    browser = as_person(me)

    response = browser.submit(
        group_url(event),
        **row(0, "Nino", "nino@example.org", "Manager"),
        **row(3, "Giorgi", "GIORGI@example.org"),
        **row(4, "Kay", "known@example.org"),
    )

    page = browser.visit(response.location)
    assert flashes(page) == [
        "2 people are registered and were emailed: Nino, Giorgi.",
        "1 person was already registered: Kay.",
    ]
    made = db.session.query(Registration).filter_by(registered_by_id=me.id).order_by(Registration.id).all()
    assert [(one.person.name, one.job_title, one.organisation.name) for one in made] == [
        ("Nino", "Manager", "Tbilisi Hub"),
        ("Giorgi", "", "Tbilisi Hub"),
    ]
    mails = db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id)
    assert [(one.payload["template"], one.recipient) for one in mails] == [
        ("registered_by_colleague", "nino@example.org"),
        ("registered_by_colleague", "GIORGI@example.org"),
    ]
    assert [text_of(one) for one in page.select(".ed-my-group li")] == [
        "GIORGI@example.org Confirmed",
        "nino@example.org Confirmed",
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, [("#people-0-name", "Enter at least one person")]),
        (row(1, "Nino", ""), [("#people-1-email", "Enter the email address")]),
        (row(1, "", "nino@example.org"), [("#people-1-name", "Enter the name")]),
        (row(0, "Nino", "nino"), [("#people-0-email", "Enter an email address, as in name@example.org")]),
        (
            row(0, "Nino", "nino@example.org") | row(2, "Nina", "NINO@example.org "),
            [("#people-2-email", "This address is already listed above")],
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
def test_invalid_input_is_reported_at_its_row(as_person, db, typed, expected):
    event = make_event()
    me = make_person(organisation_id=make_organisation().id)
    browser = as_person(me)

    page = browser.checked(browser.submit(group_url(event), **typed), 422)

    assert errors(page) == expected
    for name, value in typed.items():
        assert page.select_one(f"#{name}").get("value", "").strip() == value.strip()
    assert db.session.query(Person).count() == 1


def test_rows_are_added_to_the_input(as_person):
    event = make_event()
    browser = as_person(make_person())
    page = browser.visit(group_url(event))

    typed = {"organisation": "Hub", **row(0, "Nino", "not yet")}
    token = page.select_one("[name=csrf_token]")["value"]
    rows = []
    for _ in range(4):
        fields = {tag["name"]: tag.get("value", "") for tag in page.select("main input[name^=people]")}
        page = browser.checked(
            browser.post(group_url(event), data={"csrf_token": token, **fields, **typed, "more": "1"})
        )
        rows.append(len(page.select("fieldset input[name$=email]")))

    assert rows == [10, 15, 20, 20]
    assert page.select_one("#people-0-email")["value"] == "not yet"
    assert page.select("[name=more]") == []


def test_group_is_refused_where_places_are_too_few(as_person, db):
    event = make_event()
    with transaction():
        db.session.add(RegistrationPolicy(event_id=event.id, places=1, taken=0))
    browser = as_person(make_person())

    typed = row(0, "Nino", "nino@example.org") | row(1, "Nina", "nina@example.org")
    page = browser.checked(browser.submit(group_url(event), organisation="Hub", **typed), 422)

    assert text_of(page.select_one(".ed-error-summary li")) == "Not enough places: 1 left."
    assert (db.session.query(Registration).count(), db.session.query(Person).count()) == (0, 1)


def test_group_sent_twice_is_registered_once(as_person, db):
    event = make_event()
    browser = as_person(make_person())
    page = browser.visit(group_url(event))

    for _ in range(2):
        response = browser.submit(page, organisation="Hub", **row(0, "Nino", "nino@example.org"))

    assert (
        flashes(browser.visit(response.location))[-1] == "This form had already been submitted. Nothing was done twice."
    )
    assert db.session.query(Registration).count() == 1


def test_visitor_has_to_sign_in(client):
    response = client.get(group_url(make_event()))

    assert (response.status_code, response.location) == (303, "/sign-in")


def test_stored_name_of_an_address_is_not_revealed(as_person):
    event = make_event()
    make_person(name="Secret Name", email="known@example.org")
    browser = as_person(make_person())

    response = browser.submit(group_url(event), organisation="Hub", **row(0, "Guess", "known@example.org"))

    page = browser.visit(response.location)
    assert "Secret Name" not in page.get_text()
    assert flashes(page) == ["1 person is registered and was emailed: Guess."]


def test_group_is_registered_all_or_none_and_each_is_emailed(app):
    event = make_event()
    set_policy(event, places=2)
    actor = make_person(name="Team Lead")
    shared = RegistrationInput(organisation="Shannon Institute", country="IE")
    three = [Colleague(f"Person {number}", f"p{number}@example.org") for number in range(3)]

    with pytest.raises(NotAllowed), transaction():
        register_group(event, three, shared, actor=actor, now=NOW)
    assert registrations_of_person(actor.id) == []
    for _ in range(2):
        with transaction():
            made = register_group(event, three[:2], shared, actor=actor, now=NOW)

    assert [(one.state, one.registered_by_id, one.organisation.name) for one in made] == [
        ("confirmed", actor.id, "Shannon Institute")
    ] * 2
    assert mails_from(db, "registered_by_colleague") == ["p0@example.org", "p1@example.org"]
    assert inconsistencies() == []
