"""The pages of invitation codes."""

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.registration.models import InvitationCode
from eventdesk.registration.services.invitations import remove_invitation
from tests.factories import NOW, make_event, make_invitation, make_registration
from tests.pages import text_of
from tests.registration.helpers import FORM, errors

SETTINGS = "/desk/days/registration/terms"
CODES = "/desk/days/registration/codes/"


def only_code(db):
    return db.session.query(InvitationCode).one()


@pytest.mark.parametrize("count", [1, 3])
def test_codes_are_listed_newest_first(browser, event, queries, count):
    for number in range(count):
        make_invitation(event, code=f"CODE-{number}", uses=3, max_uses=20, note="For <b>friends</b>")

    with queries() as seen:
        page = browser.visit(CODES)

    rows = [[text_of(cell) for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert [row[0] for row in rows] == [f"CODE-{number} For <b>friends</b>" for number in reversed(range(count))]
    assert rows[-1][1:5] == ["3 of 20 used", "No end date", "Skipped", "Valid"]
    assert page.select_one("tbody td a")["href"] == f"http://localhost/events/days/register?code=CODE-{count - 1}"
    assert len(seen) == 4


def test_link_of_a_code_fills_it_in(browser, client, event):
    make_invitation(event, code="FRIENDS-2")
    link = browser.visit(CODES).select_one("tbody td a")["href"].removeprefix("http://localhost")

    assert client.visit(link).select_one("#invitation")["value"] == "FRIENDS-2"


def test_status_of_codes(browser, event):
    make_invitation(event, uses=10)
    make_invitation(event, ends_at=NOW)
    make_invitation(event, ends_at=NOW + timedelta(days=1), skips_approval=False)

    page = browser.visit(CODES)

    assert [text_of(status) for status in page.select("tbody .ed-status")] == ["Valid", "Expired", "Used up"]
    assert [text_of(row.select("td")[1]) for row in page.select("tbody tr")] == [
        "3 March 2026, 10:00",
        "2 March 2026, 10:00",
        "No end date",
    ]


def test_banner_follows_from_the_settings(browser, event):
    def banners():
        return [text_of(one) for one in browser.visit(CODES).select(".ed-banner:not(.ed-flashed *) strong")]

    assert text_of(browser.visit(CODES).select_one(".ed-empty h2")) == "No invitation codes yet"
    browser.submit(SETTINGS, FORM, requires_code="y")
    assert banners() == ["No one can register at the moment."]
    make_invitation(event)
    assert banners() == []
    browser.submit(SETTINGS, FORM, requires_code=None)

    assert banners() == ["People can also register without a code."]


@pytest.mark.both_engines
def test_code_is_added_and_changed(browser, event, db):
    added = browser.submit(
        CODES, FORM, code="kaunas-დღე", max_uses="20", note="City", ends_at="2026-04-01T18:00", skips_approval=None
    )

    one = only_code(db)
    assert added.location == CODES
    assert (one.code, one.max_uses, one.uses, one.note, one.skips_approval) == (
        "KAUNAS-დღე".upper(),
        20,
        0,
        "City",
        False,
    )
    assert one.ends_at == datetime(2026, 4, 1, 16, 0, tzinfo=UTC)
    page = browser.visit(f"{CODES}{one.code}")
    assert page.select_one("#ends_at")["value"] == "2026-04-01T18:00"
    assert browser.submit(page, FORM, max_uses="30", ends_at="", skips_approval="y").location == CODES
    db.session.refresh(one)
    assert (one.max_uses, one.note, one.ends_at, one.skips_approval) == (30, "City", None, True)


def test_code_is_generated_once_for_a_form_sent_twice(browser, db):
    page = browser.visit(CODES)

    for _ in range(2):
        assert browser.submit(page, FORM, max_uses="1").status_code == 303

    assert len(only_code(db).code) == 10


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"code": "two words"}, [("Use letters, digits and hyphens, 30 at most", "#code")]),
        ({"code": "<script>"}, [("Use letters, digits and hyphens, 30 at most", "#code")]),
        ({"code": "x" * 31}, [("Enter 30 characters or fewer", "#code")]),
        ({"code": "ß" * 16}, [("Use letters, digits and hyphens, 30 at most", "#code")]),
        ({"code": "friends"}, [("This code already exists", "#code")]),
        ({"max_uses": "0"}, [("Enter a number from 1 to 100000", "#max_uses")]),
        ({"max_uses": ""}, [("Enter a number from 1 to 100000", "#max_uses")]),
        ({"note": "x" * 161}, [("Enter 160 characters or fewer", "#note")]),
        (
            {"ends_at": "2026-03-29T02:30"},
            [("02:30 does not exist on this day, because the clocks go forward. Choose another time", "#ends_at")],
        ),
    ],
)
@pytest.mark.both_engines
def test_invalid_code_is_refused(browser, event, db, typed, expected):
    make_invitation(event, code="FRIENDS")

    page = browser.checked(browser.submit(CODES, FORM, **typed), 422)

    assert errors(page) == expected
    assert only_code(db).code == "FRIENDS"


def test_code_cannot_have_fewer_uses_than_registrations(browser, event):
    make_invitation(event, code="FRIENDS", uses=4)

    page = browser.checked(browser.submit(f"{CODES}FRIENDS", FORM, max_uses="3"), 422)

    assert errors(page) == [("Enter a number from 4 to 100000", "#max_uses")]


def test_removing_a_code_has_to_be_confirmed(browser, event, db):
    one = make_invitation(event, code="FRIENDS", uses=2)
    make_registration(event, invitation_code_id=one.id)
    path = f"{CODES}FRIENDS/remove"
    page = browser.visit(path)
    assert text_of(page.select_one(".ed-prose-width")) == (
        "The code can no longer be used to register. 2 people who used it stay registered."
    )

    assert browser.submit(page, FORM).location == CODES

    assert db.session.query(InvitationCode).count() == 0
    assert browser.visit(path, 404)


@pytest.mark.parametrize("action", ["", "/remove"])
def test_code_of_another_event_answers_404(browser, action):
    other = make_invitation(make_event())

    assert browser.send(f"{CODES}{other.code}{action}", {"max_uses": "1"}).status_code == 404


def test_code_removed_in_another_tab_answers_404(browser, event):
    one = make_invitation(event, code="FRIENDS")
    page = browser.visit(f"{CODES}FRIENDS")
    with transaction():
        remove_invitation(one, actor_id=None, now=NOW)

    assert browser.submit(page, FORM, max_uses="3").status_code == 404
