"""The seat settings of a session: entered, previewed and saved; and the number of seats on the session's page."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats, seat_settings
from eventdesk.seats.states import SeatAccess
from tests.factories import NOW, make_registration, make_seats
from tests.pages import text_of
from tests.seats.seat_desk import PAGE, TERMS, add_reservation, look, preview


def save(client, page, **typed):
    """Preview the settings, then save them."""
    return client.submit(look(client, page, **typed), ".ed-form", action="save")


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("typed", "settings"),
    [
        ({"kind": "open", "seats": "", "waiting": "none"}, SeatSettings(None)),
        ({"kind": "limited", "seats": "7"}, SeatSettings(7)),
        ({"kind": "limited", "seats": "7", "waiting": "none"}, SeatSettings(7, has_waiting_list=False)),
        ({"kind": "limited", "seats": "7", "waiting": "offers", "hours": "6"}, SeatSettings(7, offer_minutes=360)),
        ({"kind": "approval", "seats": "7"}, SeatSettings(7, SeatAccess.APPROVAL)),
        ({"kind": "approval", "seats": ""}, SeatSettings(None, SeatAccess.APPROVAL)),
        ({"kind": "invitation", "seats": "7"}, SeatSettings(7, SeatAccess.INVITATION)),
        (
            {"kind": "limited", "seats": "7", "quota-company": "2", "quota-university": "1",
             "max_per_organisation": "3"},
            SeatSettings(7, max_per_organisation=3, quotas={"company": 2, "university": 1}),
        ),
    ],
)  # fmt: skip
def test_settings_are_stored_as_entered_and_shown_again(organiser, session, typed, settings):
    save(organiser, TERMS, **typed)

    assert seat_settings(session.id) == settings
    again = save(organiser, TERMS)
    assert again.status_code == 303
    assert seat_settings(session.id) == settings


def test_session_is_changed_to_no_reservation_needed(organiser, session):
    make_seats(session)

    save(organiser, TERMS, kind="none")

    assert seat_settings(session.id) is None


def test_session_with_reservations_stays_reservable(organiser, session):
    add_reservation(session, "Ana A")

    page = look(organiser, TERMS, 422, kind="none")

    assert text_of(page.select_one(".ed-error-summary li")).startswith("1 person has a reservation in this session")
    assert seat_settings(session.id) == SeatSettings(10)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"kind": "limited", "seats": ""}, "Enter how many seats there are"),
        ({"kind": "limited", "seats": "0"}, "Enter a number from 1 to 100000"),
        ({"kind": "limited", "seats": "-5"}, "Enter a number from 1 to 100000"),
        ({"kind": "limited", "seats": "1e9"}, "Enter a number from 1 to 100000"),
        ({"kind": "limited", "seats": "9" * 30}, "Enter a number from 1 to 100000"),
        ({"kind": "limited", "seats": "5", "waiting": "offers", "hours": ""}, "Enter how many hours people have"),
        ({"kind": "limited", "seats": "5", "waiting": "offers", "hours": "9999"}, "Enter a number from 1 to 336"),
        ({"kind": "limited", "seats": "5", "quota-company": "6"},
         "6 seats are reserved below: enter that number or more"),
        ({"kind": "approval", "seats": "", "quota-company": "6"},
         "6 seats are reserved below: enter that number or more"),
    ],
)  # fmt: skip
def test_invalid_settings_are_refused_and_shown_again(organiser, session, typed, shown):
    page = look(organiser, TERMS, 422, **typed)

    assert text_of(page.select_one(".ed-error-summary li a")) == shown
    assert page.select_one("#preview") is None
    for name, value in typed.items():
        field = page.select_one(f'[name="{name}"][checked], [name="{name}"]:not([type=radio])')
        assert field["value"] == value
    assert seat_settings(session.id) is None


def test_unknown_kind_is_refused(organiser, session):
    response = organiser.send(TERMS, {"kind": "lottery", "waiting": "automatic", "action": "save"})

    assert response.status_code == 422


def test_settings_without_preview_are_not_saved(organiser, session):
    make_seats(session, capacity=5)

    response = organiser.send(TERMS, {"kind": "limited", "seats": "9", "waiting": "automatic", "action": "save"})

    page = organiser.checked(response, 409)
    assert text_of(page.select_one(".ed-banner strong")) == "The seats have changed since the preview."
    assert seat_settings(session.id) == SeatSettings(5)
    typed_on = organiser.checked(organiser.submit(page, ".ed-form", seats="8", action="save"), 409)
    assert text_of(typed_on.select_one(".ed-banner strong")) == "You have changed the settings since the preview."
    assert seat_settings(session.id) == SeatSettings(5)
    organiser.submit(page, ".ed-form", action="save")
    assert seat_settings(session.id) == SeatSettings(9)


@pytest.mark.both_engines
def test_seats_changed_since_the_preview_are_previewed_again(organiser, session):
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
    add_reservation(session, "Bea B", "waiting")
    page = look(organiser, TERMS, seats="2")
    person = make_registration(session.event).person
    with transaction():
        reserve_seat(session.id, person.id, actor_id=person.id, now=NOW)

    again = organiser.checked(organiser.submit(page, ".ed-form", action="save"), 409)

    assert "1 person stays on the waiting list." in preview(again)
    assert seat_settings(session.id).capacity == 1


def edit(client, **typed):
    return client.submit("/desk/days/sessions/panel/", ".ed-form:has([name=made_from])", **typed)


def test_session_form_changes_the_number_of_seats(organiser, session):
    response = edit(organiser, seats="12")

    assert response.status_code == 303
    assert seat_settings(session.id) == SeatSettings(12)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "settings",
    [
        SeatSettings(None),
        SeatSettings(9, SeatAccess.APPROVAL),
        SeatSettings(9, offer_minutes=60),
        SeatSettings(9, max_per_organisation=2),
        SeatSettings(9, quotas={"company": 2}),
        SeatSettings(None, SeatAccess.INVITATION),
    ],
)
def test_session_form_shows_other_settings_unchanged(organiser, session, settings):
    with transaction():
        change_seats(session, settings, actor_id=None, now=NOW)
    page = organiser.visit("/desk/days/sessions/panel/")

    response = edit(organiser, title="Panel on clusters")

    assert page.select_one("[name=seats]") is None
    assert page.select_one(f'a[href="{PAGE}"]') is not None
    assert response.status_code == 303
    assert seat_settings(session.id) == settings
