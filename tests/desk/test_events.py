"""Events at the desk: home, a new one, its overview for each role, publishing and cancelling, roles."""

from datetime import UTC, datetime

import pytest

from eventdesk.accounts.models import EventRole
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event
from tests.factories import make_admin, make_event, make_person, make_registration, make_role, make_session
from tests.pages import text_of

FORM = "main form.ed-form"
NEW = {"title": "Cluster Days 2026", "starts_on": "2026-10-14", "ends_on": "2026-10-15", "timezone": "Europe/Vilnius"}


def test_desk_without_events_offers_the_first(client, app):
    page = client.sign_in(make_admin()).visit("/desk/")

    assert text_of(page.select_one(".ed-empty a")) == "Create event"


def test_desk_lists_only_events_of_the_reader(desk, event):
    make_event(title="Of somebody else")

    page = desk.visit("/desk/")

    assert [text_of(tag) for tag in page.select(".ed-event h3")] == ["Cluster Days"]
    assert "Next: Add rooms" in text_of(page.select_one(".ed-event"))


def test_new_event_belongs_to_its_creator(desk, organiser, db):
    answer = desk.submit("/desk/events/new", FORM, **NEW)

    event = db.session.query(Event).filter_by(slug="cluster-days-2026").one()
    assert (answer.status_code, answer.location, event.state) == (303, "/desk/cluster-days-2026/", "draft")
    page = desk.visit(answer.location)
    assert [text_of(tag) for tag in page.select(".ed-checklist li p:first-child")] == [
        "Add rooms", "Add the first session",
    ]  # fmt: skip


def test_new_event_sent_twice_is_one(desk, db):
    answers = [desk.submit("/desk/events/new", FORM, **NEW).location for _ in range(2)]

    assert answers == ["/desk/cluster-days-2026/"] * 2
    assert db.session.query(Event).count() == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ""}, "Enter a title"),
        ({"starts_on": "soon"}, "Enter the first day"),
        ({"ends_on": "2026-10-13"}, "The last day must not be before the first day"),
        ({"ends_on": "2036-10-13"}, "An event can last up to 60 days"),
        ({"starts_on": "0001-01-01"}, "Check the year of the first day"),
        ({"timezone": "Mars/Crater"}, "Not a valid choice."),
        ({"country": "XX1"}, "Not a valid choice."),
        ({"title": "Outbox"}, "“outbox” is reserved. Choose another address"),
        ({"title": "Days"}, "Another event uses the address “days”. Choose another"),
    ],
)
def test_new_event_with_bad_value_is_refused(desk, db, values, sentence):
    answer = desk.submit("/desk/events/new", FORM, **{**NEW, **values})

    assert text_of(desk.checked(answer, 422).select_one(".ed-error-summary li")) == sentence
    assert db.session.query(Event).count() == 1


def test_event_with_georgian_title_gets_an_address(desk, db):
    answer = desk.submit("/desk/events/new", FORM, **{**NEW, "title": "კლასტერების დღეები"})

    assert answer.location == "/desk/klasterebis-dgeebi/"


def test_event_with_a_title_of_signs_alone_gets_a_numbered_address(desk, db):
    answer = desk.submit("/desk/events/new", FORM, **{**NEW, "title": "…?!"})

    assert answer.location == "/desk/event-1/"


def test_settings_are_saved(desk, event, db):
    answer = desk.submit(
        "/desk/days/settings", FORM, title="New name", lead="In short", new_series="Cluster series", edition="third",
        accent="#5A3792", organiser="Baltic Alliance", organiser_country="LT", contact_email="us@example.org",
        topics="One\r\nTwo",
    )  # fmt: skip

    db.session.refresh(event)
    assert answer.status_code == 303
    assert (event.title, event.accent, event.series.title, event.organiser.name, event.topics) == (
        "New name", "5a3792", "Cluster series", "Baltic Alliance", "One\nTwo",
    )  # fmt: skip
    assert event.revision == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"accent": "#ffff00"}, "This colour is too light to read on white. Choose a darker one"),
        ({"accent": "red"}, "Enter a colour as six hexadecimal digits, like 005f6b"),
        ({"contact_email": "a@example.org, b@example.org"}, "Enter an email address, as in name@example.org"),
        ({"online_url": "ftp://example.org"}, "Enter a web address that starts with https://"),
        ({"title": "x" * 161}, "Enter 160 characters or fewer"),
    ],
)  # fmt: skip
def test_bad_setting_is_refused(desk, event, db, values, sentence):
    answer = desk.submit("/desk/days/settings", FORM, **{"lead": "Kept", **values})

    page = desk.checked(answer, 422)
    assert text_of(page.select_one(".ed-error-summary li")) == sentence
    assert page.select_one("[name=lead]").text.strip() == "Kept"
    db.session.refresh(event)
    assert (event.lead, event.revision) == ("", 1)


def test_address_of_published_event_stays(desk, event, db):
    desk.submit("/desk/days/settings", FORM, slug="other")

    db.session.refresh(event)
    assert event.slug == "days"


def test_change_of_time_zone_leaves_clock_times(desk, event, db):
    session = make_session(event)
    with transaction():
        event.registration_closes_at = datetime(2026, 4, 10, 16, 0, tzinfo=UTC)

    desk.submit("/desk/days/settings", FORM, timezone="Asia/Tbilisi")

    db.session.refresh(session)
    db.session.refresh(event)
    assert (session.starts_at, session.sequence) == (datetime(2026, 4, 14, 7, 0, tzinfo=UTC), 1)
    assert event.registration_closes_at == datetime(2026, 4, 10, 14, 0, tzinfo=UTC)


def test_event_is_published_and_cancelled_with_a_mail(client, db):
    event = make_event(slug="draft", state="draft")
    desk = client.sign_in(make_role(event))
    session = make_session(event)
    make_registration(event, make_person(email="rasa@example.org"))
    make_registration(event, state="cancelled")

    desk.submit("/desk/draft/", "form[action$='/publish']")
    db.session.refresh(event)
    published = event.state
    desk.submit("/desk/draft/cancel")
    desk.send("/desk/draft/cancel")

    db.session.refresh(event)
    db.session.refresh(session)
    mails = db.session.query(OutboxItem).all()
    assert (published, event.state, session.sequence) == ("published", "cancelled", 2)
    assert [(mail.recipient, mail.payload["template"]) for mail in mails] == [("rasa@example.org", "event_cancelled")]

    desk.submit("/desk/draft/", "form[action$='/restore']")

    db.session.refresh(event)
    assert event.state == "published"


def test_mail_of_cancelled_event_can_be_read(client, db):
    event = make_event(slug="days", title="Cluster Days", contact_email="us@example.org")
    make_registration(event)
    desk = client.sign_in(make_admin())
    desk.send("/desk/days/cancel")

    item = db.session.query(OutboxItem).one()
    page = desk.visit(f"/desk/outbox/{item.id}")

    assert text_of(page.h1) == "Cancelled: Cluster Days"
    assert "14–15 April 2026, Brussels If you have questions, write to us@example.org" in text_of(
        page.select_one("pre")
    )


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        ("moderator", ["Overview", "Door"]),
        ("communications", ["Overview", "Statistics", "Report"]),
        (
            "organiser",
            ["Overview", "Agenda", "Sessions", "Speakers", "Registrations", "Seats", "Door", "Statistics", "Report"],
        ),
    ],
)
def test_desk_shows_each_role_what_it_may_open(client, event, role, tabs):
    page = client.sign_in(make_role(event, role)).visit("/desk/days/")

    assert [text_of(tag) for tag in page.select(".ed-desk-tabs a")] == tabs
    assert bool(page.select("a[href$='/settings']")) == (role == "organiser")


def test_role_is_given_to_somebody_new_with_a_mail(desk, event, db):
    answer = desk.submit("/desk/days/roles", FORM, email="Rasa@Example.org", name="Rasa K", role="moderator")
    desk.submit("/desk/days/roles", FORM, email="rasa@example.org", name="Somebody", role="moderator")

    person = db.session.query(Person).filter_by(email_key="rasa@example.org").one()
    mails = db.session.query(OutboxItem).all()
    assert (answer.status_code, person.name) == (303, "Rasa K")
    assert db.session.query(EventRole).filter_by(person_id=person.id).count() == 1
    assert [(mail.recipient, mail.payload["template"]) for mail in mails] == [("Rasa@Example.org", "role_assigned")]


@pytest.mark.parametrize("email", ["ieva@example.org", "new@example.org"])
def test_role_for_known_and_unknown_address_answers_alike(desk, email):
    answer = desk.submit("/desk/days/roles", FORM, email=email, role="moderator")

    message = text_of(desk.visit(answer.location).select_one(".ed-banner"))
    assert (answer.status_code, message) == (303, f"{email} now has the role “Moderator” and will be emailed.")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "", "name": "A"}, "Enter an email address, as in name@example.org"),
        ({"email": "a@b.org,c@d.org", "name": "A"}, "Enter an email address, as in name@example.org"),
        ({"email": "new@example.org", "name": "A", "role": "king"}, "Not a valid choice."),
    ],
)
def test_role_with_bad_value_is_refused(desk, db, values, sentence):
    answer = desk.submit("/desk/days/roles", FORM, **values)

    assert text_of(desk.checked(answer, 422).select_one(".ed-error-summary li")) == sentence
    assert db.session.query(OutboxItem).count() == 0


def test_role_of_the_last_organiser_cannot_be_removed(desk, event, db):
    role = db.session.query(EventRole).filter_by(event_id=event.id).one()

    answer = desk.submit(f"/desk/days/roles/{role.id}/remove")

    assert db.session.query(EventRole).count() == 1
    assert "This is the only organiser" in text_of(desk.visit(answer.location).select_one("main"))


def test_role_is_taken_after_one_question(desk, event, db):
    make_role(event, "moderator")
    role = db.session.query(EventRole).filter_by(role="moderator").one()

    desk.submit(f"/desk/days/roles/{role.id}/remove")

    assert db.session.query(EventRole).count() == 1
