"""The registration form, for visitors and for signed-in people."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from eventdesk.core.models import OutboxItem
from eventdesk.people.models import Organisation, Person
from eventdesk.registration.models import InvitationCode, Registration
from tests.booking.helpers import confirmation_url, errors, form_url, set_policy
from tests.factories import make_event, make_invitation, make_person, make_registration, make_session
from tests.pages import text_of


def test_invitation_code_is_required_and_its_uses_are_counted(app, db):
    event = make_event()
    set_policy(event, requires_code=True)
    make_invitation(event, code="FRIENDS", max_uses=1)

    def comes(code, email):
        browser = app.test_client()
        return browser, browser.submit(form_url(event), name="Ana", email=email, invitation=code)

    wrong = [comes(code, "ana@example.org") for code in ("", "ENEMIES", "x" * 61)]
    browser, right = comes(" friends ", "ana@example.org")
    browser.submit(confirmation_url(db))
    late = comes("FRIENDS", "late@example.org")

    assert [errors(browser.checked(answer, 422)) for browser, answer in [*wrong, late]] == [
        [("#invitation", "Enter your invitation code")],
        [("#invitation", "This code is not valid. Check that it matches your invitation.")],
        [("#invitation", "Enter 60 characters or fewer")],
        [("#invitation", "This code has been used the maximum number of times.")],
    ]
    assert right.status_code == 303
    assert db.session.query(InvitationCode).one().uses == 1
    assert db.session.query(Registration).one().state == "confirmed"


def test_link_of_an_invitation_fills_in_its_code(client, as_person):
    event = make_event()
    make_invitation(event, code="FRIENDS")

    pages = [browser.visit(f"{form_url(event)}?code=FRIENDS") for browser in (client, as_person(make_person()))]

    assert [page.select_one("#invitation")["value"] for page in pages] == ["FRIENDS"] * 2


def test_registration_awaits_approval(as_person, client, db):
    event = make_event()
    set_policy(event, requires_approval=True, note="Only for **members** of it.")
    browser = as_person(make_person())

    response = browser.submit(form_url(event))
    client.submit(form_url(event), name="Ana", email="ana@example.org")
    after = client.submit(confirmation_url(db))

    assert response.location.startswith("/my/registrations/")
    pages = [browser.visit(response.location), client.visit(after.location)]
    assert [text_of(page.select(".ed-banner strong")[-1]) for page in pages] == [
        "Your registration is awaiting approval."
    ] * 2
    assert "Only for members of it." in text_of(client.visit(form_url(event)).main)


def test_full_event_refuses_known_and_new_addresses_alike(app, db):
    event = make_event()
    make_registration(event, make_person(email="known@example.org"))
    set_policy(event, places=1)

    answers = []
    for address in ("known@example.org", "new@example.org"):
        browser = app.test_client()
        answers.append(browser.send(form_url(event), {"name": "Eve", "email": address}))

    assert [answer.status_code for answer in answers] == [422] * 2
    assert text_of(app.test_client().visit(form_url(event)).select_one(".ed-empty h2")) == "All places are taken"
    assert db.session.query(OutboxItem).count() == 0


def test_form_sent_twice_is_one_mail(client, db, mails):
    event = make_event()
    page = client.visit(form_url(event))

    answers = [client.submit(page, name="Ana", email="ana@example.org") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303] * 2
    assert len(mails()) == 1


def test_emails_to_one_address_are_limited(app, db):
    event = make_event()

    answers = [
        app.test_client().send(form_url(event), {"name": "Eve", "email": " ANA@example.org "[: 20 - n % 2]})
        for n in range(11)
    ]

    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_registered_person_is_redirected_to_their_registration(as_person):
    registration = make_registration()

    response = as_person(registration.person).get(form_url(registration.event))

    assert (response.status_code, response.location) == (303, f"/my/registrations/{registration.code}/")


def test_visitor_with_an_account_signs_in_and_returns_to_the_form(client):
    event_session = make_session(seats=1)
    path = form_url(event_session.event, event_session.code)
    address = client.visit(path).select_one(".ed-page-head .ed-text-muted a")["href"]

    response = client.get(address)

    with client.session_transaction() as cookie:
        assert (response.location, cookie["after_sign_in"]) == ("/sign-in", address)
    assert address == f"{path}&account=1"


def test_form_before_registration_opens(client, clock):
    event = make_event(registration_opens_at=clock.now + timedelta(days=1))

    assert (
        text_of(client.visit(form_url(event)).select_one(".ed-empty h2")) == "Registration for this event is not open"
    )
    assert client.send(form_url(event), {"name": "Ana", "email": "ana@example.org"}).status_code == 422


def test_form_is_filled_in_from_the_profile_and_updates_it(as_person, db, mails):
    event = make_event()
    person = make_person(name="Ana Lobo", email="ana@example.org", country="PT", stakeholder_kind="cluster")
    browser = as_person(person)
    path = f"/events/{event.slug}/register"
    page = browser.visit(path)

    response = browser.submit(page, organisation="Tbilisi Hub", country="GE", consents_to_listing="y")

    assert page.select_one("[name=name]")["value"] == "Ana Lobo"
    assert (response.status_code, response.location) == (303, f"/events/{event.slug}/programme")
    registration = db.session.query(Registration).one()
    assert (registration.country, registration.organisation.name, registration.consents_to_listing) == (
        "GE",
        "Tbilisi Hub",
        True,
    )
    assert db.session.get(Person, person.id).country == "GE"
    assert mails() == [("registration_confirmed", "ana@example.org")]


def test_registering_with_an_unchanged_form(as_person, db):
    event, person = make_event(), make_person(name="Ana Lobo", country="PT")

    response = as_person(person).send(f"/events/{event.slug}/register")

    assert response.status_code == 303
    assert (db.session.query(Registration).one().country, db.session.get(Person, person.id).name) == ("PT", "Ana Lobo")


def test_registering_twice_is_one_registration(as_person, db, mails):
    event, person = make_event(), make_person()
    browser = as_person(person)

    for _ in range(2):
        browser.send(f"/events/{event.slug}/register", {"consents_to_listing": "y"})

    assert db.session.query(Registration).count() == 1
    assert len(mails()) == 1


@pytest.mark.both_engines
def test_colleagues_registering_at_once_share_one_organisation(app, as_person, db):
    path = f"/events/{make_event().slug}/register"
    browsers = [as_person(make_person()) for _ in range(6)]
    tokens = [browser.csrf_token() for browser in browsers]
    together = threading.Barrier(6)

    def register(browser, csrf):
        with app.app_context():
            together.wait()
            return browser.post(path, data={"csrf_token": csrf, "organisation": "Tbilisi Hub"}).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(register, browsers, tokens))

    assert answers == [303] * 6
    assert [one.name for one in db.session.query(Organisation)] == ["Tbilisi Hub"]
    assert {one.organisation.name for one in db.session.query(Registration)} == {"Tbilisi Hub"}


def test_form_reports_all_errors(as_person, db):
    event = make_event()
    browser = as_person(make_person())

    response = browser.submit(f"/events/{event.slug}/register", name=" ", organisation="x" * 201)

    page = browser.checked(response, 422)
    assert [text_of(link) for link in page.select(".ed-error-summary a")] == [
        "Enter your name",
        "Enter 200 characters or fewer",
    ]
    assert db.session.query(Registration).count() == 0


def test_form_after_registration_has_closed(as_person, clock):
    event = make_event(registration_closes_at=clock.now)
    browser = as_person(make_person())

    page = browser.visit(f"/events/{event.slug}/register")
    refused = browser.send(f"/events/{event.slug}/register")

    assert text_of(page.select_one(".ed-empty h2")) == "Registration for this event is not open"
    assert refused.status_code == 422
