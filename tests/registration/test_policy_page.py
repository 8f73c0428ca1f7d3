"""On what terms people register, and the invitation codes that let them in: the pages of organisers."""

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.registration.models import InvitationCode, RegistrationPolicy
from eventdesk.registration.services.invitations import remove_invitation
from eventdesk.seats.queries.policy import event_seat_policy
from tests.factories import NOW, make_event, make_invitation, make_registration, make_role
from tests.pages import words

TERMS = "/desk/days/registration/terms"
CODES = "/desk/days/registration/codes/"
FORM = "form.ed-form"


@pytest.fixture
def event(db):
    return make_event(slug="days")


@pytest.fixture
def browser(as_person, event):
    return as_person(make_role(event, "organiser"))


def errors(page):
    """Return what the summary says, each with the field it leads to."""
    return [(words(one), one.a["href"] if one.a else "") for one in page.select(".ed-error-summary li")]


def only_code(db):
    return db.session.query(InvitationCode).one()


# Terms


@pytest.mark.both_engines
def test_terms_are_saved_and_shown_again(browser, event, db):
    saved = browser.submit(
        TERMS, FORM, registration_opens_at="2026-03-01T09:00", registration_closes_at="2026-04-10T18:00", places="120",
        requires_approval="y", overlaps="refuse", max_seats_per_person="5", max_seats_per_day="2", note="Bring <b>a card</b> 🌱",
    )  # fmt: skip

    assert saved.location == TERMS
    terms = db.session.get(RegistrationPolicy, event.id)
    limits = event_seat_policy(event.id)
    assert (terms.places, terms.requires_approval, terms.requires_code, limits.forbids_overlaps) == (
        120,
        True,
        False,
        True,
    )
    assert (limits.max_seats_per_person, limits.max_seats_per_day, terms.note) == (5, 2, "Bring <b>a card</b> 🌱")
    db.session.refresh(event)
    assert event.registration_opens_at == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    assert event.registration_closes_at == datetime(2026, 4, 10, 16, 0, tzinfo=UTC)
    page = browser.visit(TERMS)
    assert page.select_one("#registration_closes_at")["value"] == "2026-04-10T18:00"
    assert [tag["value"] for tag in page.select("input[type=radio][checked]")] == ["refuse"]
    assert browser.submit(page, FORM, places="", registration_opens_at="").status_code == 303
    db.session.refresh(event)
    db.session.refresh(terms)
    assert (terms.places, event_seat_policy(event.id).max_seats_per_person, event.registration_opens_at) == (
        None,
        5,
        None,
    )


def test_terms_say_how_many_are_registered(browser, event):
    make_registration(event)
    make_registration(event, state="unconfirmed", held_until=NOW)
    make_registration(event, state="pending")

    page = browser.visit(TERMS)

    assert words(page.select_one("#places-hint")).startswith(
        "2 people are registered so far. When all places are taken"
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"places": "1"}, [("2 people are registered: enter that number or more", "#places")]),
        ({"places": "0"}, [("Enter a number from 1 to 1000000", "#places")]),
        ({"places": "many"}, [("Enter a number from 1 to 1000000", "#places")]),
        ({"places": "9" * 40}, [("Enter a number from 1 to 1000000", "#places")]),
        ({"max_seats_per_person": "-1", "max_seats_per_day": "1.5"},
         [("Enter a number from 1 to 1000", "#max_seats_per_person"), ("Enter a number from 1 to 100", "#max_seats_per_day")]),
        ({"note": "x" * 5001}, [("Enter 5000 characters or fewer", "#note")]),
        ({"registration_opens_at": "tomorrow"},
         [("Enter a day and a time as in 2026-10-14T09:00", "#registration_opens_at")]),
        ({"registration_opens_at": "2026-04-10T18:00", "registration_closes_at": "2026-04-09T18:00"},
         [("Registration must close after it opens", "#registration_closes_at")]),
        ({"registration_closes_at": "9999-12-31T23:59"}, [("Check the year", "#registration_closes_at")]),
        ({"registration_closes_at": "2026-03-29T02:30"},
         [("02:30 does not exist on this day, because the clocks go forward. Choose another time",
           "#registration_closes_at")]),
        ({"overlaps": "dance"}, [("Not a valid choice.", "#overlaps")]),
    ],
)  # fmt: skip
@pytest.mark.both_engines
def test_wrong_terms_are_refused_and_nothing_is_lost(browser, event, db, typed, found):
    make_registration(event)
    make_registration(event)

    page = browser.checked(browser.submit(TERMS, FORM, **{"note": "Kept", **typed}), 422)

    assert errors(page) == found
    assert page.select_one("#note").text.strip() == typed.get("note", "Kept")
    assert db.session.get(RegistrationPolicy, event.id) is None
    db.session.refresh(event)
    assert (event.registration_closes_at, event.revision) == (None, 1)


@pytest.mark.parametrize("theirs", [{"places": "50"}, {"registration_closes_at": "2026-04-01T12:00"}])
def test_terms_changed_in_another_tab_are_not_overwritten(browser, theirs):
    first, second = browser.visit(TERMS), browser.visit(TERMS)
    assert browser.submit(first, FORM, **theirs).status_code == 303

    page = browser.checked(browser.submit(second, FORM, note="Mine"), 422)

    assert errors(page) == [
        ("Somebody changed the terms while you had them open. Open them again to see them as they are now.", "")
    ]
    assert page.select_one("#note").text.strip() == "Mine"


def test_terms_point_to_the_codes_they_need(browser, event):
    hint = "#requires_code-hint"
    assert "You have no code yet" in words(browser.visit(TERMS).select_one(hint))
    make_invitation(event)

    assert words(browser.visit(TERMS).select_one(hint)) == "You have 1 code."


# Invitation codes


@pytest.mark.parametrize("count", [1, 3])
def test_codes_are_listed_newest_first(browser, event, queries, count):
    for number in range(count):
        make_invitation(event, code=f"CODE-{number}", uses=3, max_uses=20, note="For <b>friends</b>")

    with queries() as seen:
        page = browser.visit(CODES)

    rows = [[words(cell) for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert [row[0] for row in rows] == [f"CODE-{number} For <b>friends</b>" for number in reversed(range(count))]
    assert rows[-1][1:5] == ["3 of 20 used", "No end", "No approval needed", "Works"]
    assert page.select_one("tbody td a")["href"] == f"http://localhost/events/days/register?code=CODE-{count - 1}"
    assert len(seen) == 4


def test_link_of_a_code_fills_it_in(browser, client, event):
    make_invitation(event, code="FRIENDS-2")
    link = browser.visit(CODES).select_one("tbody td a")["href"].removeprefix("http://localhost")

    assert client.visit(link).select_one("#invitation")["value"] == "FRIENDS-2"


def test_codes_that_do_not_work_are_marked(browser, event):
    make_invitation(event, uses=10)
    make_invitation(event, ends_at=NOW)
    make_invitation(event, ends_at=NOW + timedelta(days=1), skips_approval=False)

    page = browser.visit(CODES)

    assert [words(status) for status in page.select("tbody .ed-status")] == ["Works", "Ended", "Used up"]
    assert [words(row.select("td")[1]) for row in page.select("tbody tr")] == [
        "Until 3 March 2026, 10:00", "Until 2 March 2026, 10:00", "No end",
    ]  # fmt: skip


def test_page_of_codes_says_what_follows_from_the_terms(browser, event):
    def banners():
        return [words(one) for one in browser.visit(CODES).select(".ed-banner:not(.ed-flashed *) strong")]

    assert words(browser.visit(CODES).select_one(".ed-empty h2")) == "There are no invitation codes yet"
    browser.submit(TERMS, FORM, requires_code="y")
    assert banners() == ["Nobody can register at present."]
    make_invitation(event)
    assert banners() == []
    browser.submit(TERMS, FORM, requires_code=None)

    assert banners() == ["People can also register without a code."]


@pytest.mark.both_engines
def test_own_code_is_added_and_changed(browser, event, db):
    added = browser.submit(
        CODES, FORM, code="kaunas-დღე", max_uses="20", note="City", ends_at="2026-04-01T18:00", skips_approval=None
    )

    one = only_code(db)
    assert added.location == CODES
    assert (one.code, one.max_uses, one.uses, one.note, one.skips_approval) == (
        "KAUNAS-დღე".upper(), 20, 0, "City", False,
    )  # fmt: skip
    assert one.ends_at == datetime(2026, 4, 1, 16, 0, tzinfo=UTC)
    page = browser.visit(f"{CODES}{one.code}")
    assert page.select_one("#ends_at")["value"] == "2026-04-01T18:00"
    assert browser.submit(page, FORM, max_uses="30", ends_at="", skips_approval="y").location == CODES
    db.session.refresh(one)
    assert (one.max_uses, one.note, one.ends_at, one.skips_approval) == (30, "City", None, True)


def test_code_is_drawn_and_the_same_form_twice_is_one(browser, db):
    page = browser.visit(CODES)

    for _ in range(2):
        assert browser.submit(page, FORM, max_uses="1").status_code == 303

    assert len(only_code(db).code) == 10


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"code": "two words"}, [("Use letters, digits and hyphens, 30 at most", "#code")]),
        ({"code": "<script>"}, [("Use letters, digits and hyphens, 30 at most", "#code")]),
        ({"code": "x" * 31}, [("Enter 30 characters or fewer", "#code")]),
        ({"code": "ß" * 16}, [("Use letters, digits and hyphens, 30 at most", "#code")]),
        ({"code": "friends"}, [("There is such a code already", "#code")]),
        ({"max_uses": "0"}, [("Enter a number from 1 to 100000", "#max_uses")]),
        ({"max_uses": ""}, [("Enter a number from 1 to 100000", "#max_uses")]),
        ({"note": "x" * 161}, [("Enter 160 characters or fewer", "#note")]),
        ({"ends_at": "2026-03-29T02:30"},
         [("02:30 does not exist on this day, because the clocks go forward. Choose another time", "#ends_at")]),
    ],
)  # fmt: skip
@pytest.mark.both_engines
def test_wrong_code_is_refused(browser, event, db, typed, found):
    make_invitation(event, code="FRIENDS")

    page = browser.checked(browser.submit(CODES, FORM, **typed), 422)

    assert errors(page) == found
    assert only_code(db).code == "FRIENDS"


def test_code_cannot_have_fewer_uses_than_it_had(browser, event):
    make_invitation(event, code="FRIENDS", uses=4)

    page = browser.checked(browser.submit(f"{CODES}FRIENDS", FORM, max_uses="3"), 422)

    assert errors(page) == [("Enter a number from 4 to 100000", "#max_uses")]


def test_removing_a_code_asks_once(browser, event, db):
    one = make_invitation(event, code="FRIENDS", uses=2)
    make_registration(event, invitation_code_id=one.id)
    path = f"{CODES}FRIENDS/remove"
    page = browser.visit(path)
    assert words(page.select_one(".ed-prose-width")) == (
        "Nobody can register with it any more. 2 people came with it, and stay registered."
    )

    assert browser.submit(page, FORM).location == CODES

    assert db.session.query(InvitationCode).count() == 0
    assert browser.visit(path, 404)


@pytest.mark.parametrize("deed", ["", "/remove"])
def test_code_of_another_event_is_not_there(browser, deed):
    other = make_invitation(make_event())

    assert browser.send(f"{CODES}{other.code}{deed}", {"max_uses": "1"}).status_code == 404


def test_code_removed_in_another_tab_is_not_there(browser, event):
    one = make_invitation(event, code="FRIENDS")
    page = browser.visit(f"{CODES}FRIENDS")
    with transaction():
        remove_invitation(one, actor_id=None, now=NOW)

    assert browser.submit(page, FORM, max_uses="3").status_code == 404
