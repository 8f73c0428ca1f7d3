"""The programme that is stored without its seats: every page shows the seats of its moment, and nothing else differs."""

import re
from datetime import timedelta

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.public.views.stored_pages import StoredPages
from eventdesk.seats.models import SessionSeats
from tests.factories import NOW, make_event, make_person, make_session
from tests.pages import text_of

PROGRAMME = "/events/days/programme"


def seat_lines(page):
    return [text_of(line) for line in page.select(".ed-session .ed-seats")]


@pytest.fixture
def sessions(app):
    event = make_event(slug="days", timezone="UTC")
    starts = NOW + timedelta(days=20)
    return [make_session(event, title=f"S{n}", starts_at=starts + timedelta(hours=n), seats=20) for n in range(3)]


def take_a_seat(event_session):
    with transaction():
        counted = db.session.get_one(SessionSeats, event_session.id)
        counted.taken += 1
        counted.version += 1


def test_reservation_shows_at_once(client, sessions):
    before = seat_lines(client.visit(PROGRAMME))
    take_a_seat(sessions[1])

    after = seat_lines(client.visit(PROGRAMME))

    assert before == ["20 seats left"] * 3
    assert after == ["20 seats left", "19 seats left", "20 seats left"]


def test_programme_after_a_reservation_reads_the_seats_alone(client, sessions, queries):
    client.visit(PROGRAMME)
    take_a_seat(sessions[0])

    with queries() as seen:
        client.visit(PROGRAMME)

    assert len(seen) == 2


def test_closed_session_shows_at_once(client, sessions):
    client.visit(PROGRAMME)
    with transaction():
        counted = db.session.get_one(SessionSeats, sessions[2].id)
        counted.is_open = False
        counted.version += 1

    assert seat_lines(client.visit(PROGRAMME)) == ["20 seats left", "20 seats left", "Reservation is closed"]


def test_programme_has_no_placeholder(client, sessions):
    assert "<!--" not in client.get(PROGRAMME).text


def test_stored_programme_has_the_cards_of_a_rendered_one(app, client, sessions):
    """A page put together for visitors has the same cards as one rendered for somebody signed in."""
    visitor = client.visit(PROGRAMME)
    client.sign_in(make_person())
    reader = client.visit(PROGRAMME)

    assert [str(card) for card in visitor.select(".ed-session")] == [str(card) for card in reader.select(".ed-session")]


def test_each_page_shows_the_seats_of_its_moment(client, sessions):
    numbers = []
    for _ in range(3):
        numbers.append(int(re.search(r"\d+", seat_lines(client.visit(PROGRAMME))[0])[0]))
        take_a_seat(sessions[0])

    assert numbers == [20, 19, 18]


class Counted:
    def __init__(self, characters):
        self.characters = characters


def test_stored_pages_drop_the_page_unused_for_longer():
    pages = StoredPages(max_characters=100)
    made = []

    def make(name):
        def made_now():
            made.append(name)
            return Counted(40)

        return pages.page(name, "stamp", made_now)

    for name in ("a", "b", "a", "c", "a", "b"):
        make(name)

    assert made == ["a", "b", "c", "b"]


def test_page_of_another_version_is_made_again():
    pages = StoredPages()
    first = pages.page("address", "one", lambda: Counted(1))

    assert pages.page("address", "one", lambda: Counted(1)) is first
    assert pages.page("address", "two", lambda: Counted(1)) is not first
