"""The page of the registration settings."""

from datetime import UTC, datetime

import pytest

from eventdesk.registration.models import RegistrationPolicy
from eventdesk.seats.queries.policy import event_seat_policy
from tests.factories import NOW, make_invitation, make_registration
from tests.pages import text_of
from tests.registration.helpers import FORM, errors

SETTINGS = "/desk/days/registration/terms"


@pytest.mark.both_engines
def test_settings_are_saved_and_shown_again(browser, event, db):
    saved = browser.submit(
        SETTINGS,
        FORM,
        registration_opens_at="2026-03-01T09:00",
        registration_closes_at="2026-04-10T18:00",
        places="120",
        requires_approval="y",
        overlaps="refuse",
        max_seats_per_person="5",
        max_seats_per_day="2",
        note="Bring <b>a card</b> 🌱",
    )

    assert saved.location == SETTINGS
    policy = db.session.get(RegistrationPolicy, event.id)
    limits = event_seat_policy(event.id)
    assert (policy.places, policy.requires_approval, policy.requires_code, limits.forbids_overlaps) == (
        120,
        True,
        False,
        True,
    )
    assert (limits.max_seats_per_person, limits.max_seats_per_day, policy.note) == (5, 2, "Bring <b>a card</b> 🌱")
    db.session.refresh(event)
    assert event.registration_opens_at == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    assert event.registration_closes_at == datetime(2026, 4, 10, 16, 0, tzinfo=UTC)
    page = browser.visit(SETTINGS)
    assert page.select_one("#registration_closes_at")["value"] == "2026-04-10T18:00"
    assert [tag["value"] for tag in page.select("input[type=radio][checked]")] == ["refuse"]
    assert browser.submit(page, FORM, places="", registration_opens_at="").status_code == 303
    db.session.refresh(event)
    db.session.refresh(policy)
    assert (policy.places, event_seat_policy(event.id).max_seats_per_person, event.registration_opens_at) == (
        None,
        5,
        None,
    )


def test_hint_has_the_number_of_places_taken(browser, event):
    make_registration(event)
    make_registration(event, state="unconfirmed", expires_at=NOW)
    make_registration(event, state="pending")

    page = browser.visit(SETTINGS)

    assert text_of(page.select_one("#places-hint")).startswith("2 places are taken so far. When all places are taken")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"places": "1"}, [("Enter at least 2: so many places are already taken", "#places")]),
        ({"places": "0"}, [("Enter a number from 1 to 1000000", "#places")]),
        ({"places": "many"}, [("Enter a number from 1 to 1000000", "#places")]),
        ({"places": "9" * 40}, [("Enter a number from 1 to 1000000", "#places")]),
        (
            {"max_seats_per_person": "-1", "max_seats_per_day": "1.5"},
            [
                ("Enter a number from 1 to 1000", "#max_seats_per_person"),
                ("Enter a number from 1 to 100", "#max_seats_per_day"),
            ],
        ),
        ({"note": "x" * 5001}, [("Enter 5000 characters or fewer", "#note")]),
        (
            {"registration_opens_at": "tomorrow"},
            [("Enter a date and time, as in 2026-10-14T09:00", "#registration_opens_at")],
        ),
        (
            {"registration_opens_at": "2026-04-10T18:00", "registration_closes_at": "2026-04-09T18:00"},
            [("Registration must close after it opens", "#registration_closes_at")],
        ),
        ({"registration_closes_at": "9999-12-31T23:59"}, [("Check the year", "#registration_closes_at")]),
        (
            {"registration_closes_at": "2026-03-29T02:30"},
            [
                (
                    "02:30 does not exist on this day, because the clocks go forward. Choose another time",
                    "#registration_closes_at",
                )
            ],
        ),
        ({"overlaps": "dance"}, [("Not a valid choice.", "#overlaps")]),
    ],
)
@pytest.mark.both_engines
def test_invalid_settings_are_refused_and_shown_again(browser, event, db, typed, expected):
    make_registration(event)
    make_registration(event)

    page = browser.checked(browser.submit(SETTINGS, FORM, **{"note": "Kept", **typed}), 422)

    assert errors(page) == expected
    assert page.select_one("#note").text.strip() == typed.get("note", "Kept")
    assert db.session.get(RegistrationPolicy, event.id) is None
    db.session.refresh(event)
    assert (event.registration_closes_at, event.revision) == (None, 1)


@pytest.mark.parametrize("theirs", [{"places": "50"}, {"registration_closes_at": "2026-04-01T12:00"}])
def test_settings_changed_in_another_tab_are_not_overwritten(browser, theirs):
    first, second = browser.visit(SETTINGS), browser.visit(SETTINGS)
    assert browser.submit(first, FORM, **theirs).status_code == 303

    page = browser.checked(browser.submit(second, FORM, note="Mine"), 422)

    assert errors(page) == [
        (
            "Someone else changed these settings while you had them open. Reload the page to see the current settings.",
            "",
        )
    ]
    assert page.select_one("#note").text.strip() == "Mine"


def test_hint_has_the_number_of_codes(browser, event):
    hint = "#requires_code-hint"
    assert "You have no codes yet" in text_of(browser.visit(SETTINGS).select_one(hint))
    make_invitation(event)

    assert text_of(browser.visit(SETTINGS).select_one(hint)) == "You have 1 code."
