"""The desk of seats: how sessions give them, the preview of a change, and the places of people."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.reservations import queries, services
from eventdesk.reservations.models import Reservation, SeatCount
from eventdesk.reservations.queries import seating
from eventdesk.reservations.rules import Access
from eventdesk.reservations.services import SeatTerms
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_seats,
    make_session,
)
from tests.pages import words

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)
LIST = "/desk/days/seats/"
PAGE = "/desk/days/seats/panel/"
TERMS = f"{PAGE}terms"
BULK = "form:has(.ed-bulk)"


@pytest.fixture
def event(app):
    return make_event(slug="days", timezone="Europe/Lisbon")


@pytest.fixture
def session(event):
    return make_session(event, code="panel", title="Panel", starts_at=START)


@pytest.fixture
def organiser(as_person, event):
    return as_person(make_role(event, "organiser"))


def somebody(session, name, state="confirmed", **given):
    return make_reservation(session, make_person(name=name), state=state, **given)


def state_of(session, person):
    live = queries.reservation_of(session.id, person.id)
    return live.state if live else ""


def broken():
    """Return what is broken; that nobody wrote to whom a factory gave a place is not."""
    return [one for one in queries.broken_seats(now=NOW) if "not told" not in one]


def flashed(response, client):
    return [words(one) for one in client.visit(response.headers["Location"]).select(".ed-flashed .ed-banner")]


def preview(page):
    return [words(one) for one in page.select_one("#preview").select("h3, li, p:not(:has(button)):not(:has(b))")]


def cells(page):
    return [[words(cell) for cell in row.select("th, td")] for row in page.select("tbody tr")]


def save(client, page, **typed):
    """Look at what would happen, then save that."""
    return client.submit(look(client, page, **typed), ".ed-form", deed="save")


def look(client, page, status=200, **typed):
    """Return the page that shows what would happen. The buttons of a form are not among its fields."""
    found = client.visit(page) if isinstance(page, str) else page
    return client.checked(client.submit(found, ".ed-form", deed="look", **typed), status)


# The list


@pytest.mark.both_engines
def test_list_says_how_each_session_gives_its_seats(organiser, event, session):
    make_seats(session, capacity=4, offer_minutes=120)
    for name, state in (("Ana A", "confirmed"), ("Bea B", "waiting"), ("Cia C", "offered"), ("Dea D", "pending")):
        somebody(session, name, state)
    make_seats(make_session(event, title="Free for all"), capacity=None)
    make_session(event, title="Just come")
    make_seats(make_session(event, title="Ask us"), capacity=9, access="approval")
    make_seats(make_session(event, title="Only you"), capacity=9, access="invitation", has_waiting_list=False)
    make_session(event, title="Coffee", kind="break")

    rows = {row[0].split("14")[0].strip(): row[1:] for row in cells(organiser.visit(LIST))}

    assert {name.rstrip(" 0123456789Apr,:"): row for name, row in rows.items()} == {
        "Panel": ["Limited, offers", "2/4 taken", "1 waiting", "1 asked", "1 offered", ""],
        "Free for all": ["Open", "0 taken", "", "", "", ""],
        "Just come": ["No reservation needed", ""],
        "Ask us": ["By approval", "0/9 taken", "", "", "", ""],
        "Only you": ["By invitation, no waiting list", "0/9 taken", "", "", "", ""],
    }


def test_list_is_narrowed_by_kind_and_by_what_people_do(organiser, event, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    somebody(session, "Bea B", "waiting")
    make_seats(make_session(event, title="Free for all"), capacity=None)

    def titles(query):
        return [row[0].split()[0] for row in cells(organiser.visit(f"{LIST}?{query}"))]

    assert titles("kind=open") == ["Free"]
    assert titles("people=waiting") == ["Panel"]
    assert titles("people=full") == ["Panel"]
    assert titles("people=free") == ["Free"]
    assert titles("q=pan") == ["Panel"]
    assert words(organiser.visit(f"{LIST}?people=asked").select_one(".ed-empty h2")) == "No session matches"


def test_list_of_an_event_without_sessions(organiser):
    assert words(organiser.visit(LIST).select_one(".ed-empty h2")) == "There are no sessions yet"


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_a_fixed_number_of_queries(organiser, event, queries, rows):
    for number in range(rows):
        session = make_session(event, title=f"Session {number}")
        with transaction():
            services.change_seats(session, SeatTerms(5, quotas={"company": 2}), actor_id=None, now=NOW)
        somebody(session, "Ana A", "pending")
    organiser.get(LIST)

    with queries() as seen:
        organiser.get(LIST)

    assert len([statement for statement in seen if statement != "BEGIN"]) == 5


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("show", ["asked", "offered", "waiting", "seats", "invited"])
def test_session_takes_a_fixed_number_of_queries(organiser, session, queries, rows, show):
    state = {"asked": "pending", "seats": "confirmed", "invited": "invited"}.get(show, show)
    for number in range(rows):
        somebody(session, f"Ana {number}", state)
    organiser.get(f"{PAGE}?show={show}")

    with queries() as seen:
        organiser.get(f"{PAGE}?show={show}")

    expected = {"waiting": 8}.get(show, 6)
    assert len([statement for statement in seen if statement != "BEGIN"]) == expected


# How seats are given


@pytest.mark.both_engines
def test_more_seats_are_previewed_and_then_given(organiser, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    waiting = [somebody(session, name, "waiting") for name in ("Bea B", "Cia C", "Dea D")]

    page = look(organiser, TERMS, seats="3")

    assert preview(page) == [
        "2 people get a seat and a mail", "Bea B", "Cia C", "Nobody loses a seat.", "1 person keeps waiting.",
    ]  # fmt: skip
    assert [state_of(session, one.person) for one in waiting] == ["waiting"] * 3
    response = organiser.submit(page, ".ed-form", deed="save")
    assert flashed(response, organiser) == ["Saved. 2 people got a seat, and have a mail."]
    assert [state_of(session, one.person) for one in waiting] == ["confirmed", "confirmed", "waiting"]


@pytest.mark.both_engines
def test_preview_is_what_happens_with_overlaps_limits_and_quotas(organiser, event, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    other = make_session(event, title="Workshop", starts_at=START, seats=9)
    organisation = make_organisation(name="Hub")
    people = [
        make_person(name=name, organisation_id=organisation.id if "Hub" in name else None)
        for name in ("Bea Busy", "Cia Hub", "Dea Hub", "Eva Free", "Fay Firm", "Gia Late")
    ]
    for person in people:
        make_registration(event, person, stakeholder_kind="company" if "Firm" in person.name else "")
        make_reservation(session, person, state="waiting",
                         counted_as="company" if "Firm" in person.name else "")  # fmt: skip
    make_reservation(other, people[0])

    page = look(organiser, TERMS, seats="4", most_per_organisation="1", **{"quota-company": "1"})

    assert preview(page) == [
        "3 people get a seat and a mail", "Cia Hub", "Eva Free", "Fay Firm Company",
        "2 people are passed over and keep their places",
        "Bea Busy has a seat in “Workshop” at the same time",
        "Dea Hub the organisation has as many seats here as one may have",
        "Nobody loses a seat.", "3 people keep waiting.",
    ]  # fmt: skip
    organiser.submit(page, ".ed-form", deed="save")
    assert [one.name for one in people if state_of(session, one) == "confirmed"] == ["Cia Hub", "Eva Free", "Fay Firm"]
    assert broken() == []


@pytest.mark.both_engines
def test_fewer_seats_than_are_taken_are_reached_as_seats_are_given_back(organiser, session):
    make_seats(session, capacity=3)
    for name in ("Ana A", "Bea B", "Cia C"):
        somebody(session, name)

    page = look(organiser, TERMS, seats="1")

    assert preview(page) == [
        "Nobody waits, so nobody gets a seat at once.",
        "3 seats are taken. Nobody loses theirs. The next 2 seats that are given back are not passed on: then there are 1.",
    ]
    organiser.submit(page, ".ed-form", deed="save")
    seats = db.session.get(SeatCount, session.id)
    assert (seats.capacity, seats.shrink_to, seats.taken) == (3, 1, 3)
    assert "2 seats more have to be given back" in words(organiser.visit(PAGE).select_one(".ed-seat-terms"))


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ({"kind": "open", "seats": "", "waiting": "none"}, SeatTerms(None)),
        ({"kind": "limited", "seats": "7"}, SeatTerms(7)),
        ({"kind": "limited", "seats": "7", "waiting": "none"}, SeatTerms(7, has_waiting_list=False)),
        ({"kind": "limited", "seats": "7", "waiting": "offers", "hours": "6"}, SeatTerms(7, offer_minutes=360)),
        ({"kind": "approval", "seats": "7"}, SeatTerms(7, Access.APPROVAL)),
        ({"kind": "approval", "seats": ""}, SeatTerms(None, Access.APPROVAL)),
        ({"kind": "invitation", "seats": "7"}, SeatTerms(7, Access.INVITATION)),
        (
            {"kind": "limited", "seats": "7", "quota-company": "2", "quota-university": "1",
             "most_per_organisation": "3"},
            SeatTerms(7, most_per_organisation=3, quotas={"company": 2, "university": 1}),
        ),
    ],
)  # fmt: skip
def test_terms_are_stored_as_typed_and_shown_again(organiser, session, typed, terms):
    save(organiser, TERMS, **typed)

    assert services.seat_terms(session.id) == terms
    again = save(organiser, TERMS)
    assert again.status_code == 303
    assert services.seat_terms(session.id) == terms


def test_session_needs_no_reservation_any_more(organiser, session):
    make_seats(session)

    save(organiser, TERMS, kind="none")

    assert services.seat_terms(session.id) is None


def test_session_where_people_have_places_keeps_taking_reservations(organiser, session):
    somebody(session, "Ana A")

    page = look(organiser, TERMS, 422, kind="none")

    assert words(page.select_one(".ed-error-summary li")).startswith("1 person has a place in this session")
    assert services.seat_terms(session.id) == SeatTerms(10)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "limited", "seats": ""}, "Enter how many seats there are"),
        ({"kind": "limited", "seats": "0"}, "Enter a number from 1 to 100000"),
        ({"kind": "limited", "seats": "-5"}, "Enter a number from 1 to 100000"),
        ({"kind": "limited", "seats": "1e9"}, "Enter a number from 1 to 100000"),
        ({"kind": "limited", "seats": "9" * 30}, "Enter a number from 1 to 100000"),
        ({"kind": "limited", "seats": "5", "waiting": "offers", "hours": ""}, "Enter how many hours people have"),
        ({"kind": "limited", "seats": "5", "waiting": "offers", "hours": "9999"}, "Enter a number from 1 to 336"),
        ({"kind": "limited", "seats": "5", "quota-company": "6"},
         "The session has fewer seats than are set aside here"),
        ({"kind": "approval", "seats": "", "quota-company": "6"},
         "The session has fewer seats than are set aside here"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_and_kept_as_typed(organiser, session, typed, said):
    page = look(organiser, TERMS, 422, **typed)

    assert words(page.select_one(".ed-error-summary li")) == said
    assert page.select_one("#preview") is None
    for name, value in typed.items():
        field = page.select_one(f'[name="{name}"][checked], [name="{name}"]:not([type=radio])')
        assert field["value"] == value
    assert services.seat_terms(session.id) is None


def test_kind_that_there_is_not_is_refused(organiser, session):
    response = organiser.send(TERMS, {"kind": "lottery", "waiting": "automatic", "deed": "save"})

    assert response.status_code == 422


def test_nothing_is_saved_that_was_not_looked_at(organiser, session):
    make_seats(session, capacity=5)

    response = organiser.send(TERMS, {"kind": "limited", "seats": "9", "waiting": "automatic", "deed": "save"})

    page = organiser.checked(response, 409)
    assert words(page.select_one(".ed-banner strong")) == "The seats have changed since you looked."
    assert services.seat_terms(session.id) == SeatTerms(5)
    typed_on = organiser.checked(organiser.submit(page, ".ed-form", seats="8", deed="save"), 409)
    assert words(typed_on.select_one(".ed-banner strong")) == "You have not looked at this yet."
    assert services.seat_terms(session.id) == SeatTerms(5)
    organiser.submit(page, ".ed-form", deed="save")
    assert services.seat_terms(session.id) == SeatTerms(9)


@pytest.mark.both_engines
def test_seats_that_changed_since_the_preview_are_looked_at_again(organiser, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    somebody(session, "Bea B", "waiting")
    page = look(organiser, TERMS, seats="2")
    person = make_registration(session.event).person
    with transaction():
        services.reserve_seat(session.id, person.id, actor_id=person.id, now=NOW)

    again = organiser.checked(organiser.submit(page, ".ed-form", deed="save"), 409)

    assert "1 person keeps waiting." in preview(again)
    assert services.seat_terms(session.id).capacity == 1


def test_offers_are_previewed_as_offers(organiser, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    waiting = somebody(session, "Bea B", "waiting")

    page = look(organiser, TERMS, seats="2", waiting="offers", hours="24")

    assert preview(page)[:2] == ["1 person is offered a seat for 24 hours, and gets a mail", "Bea B"]
    response = organiser.submit(page, ".ed-form", deed="save")
    assert flashed(response, organiser) == ["Saved. 1 person is offered a seat, and has a mail."]
    assert state_of(session, waiting.person) == "offered"


def test_preview_of_a_session_that_has_begun_moves_nobody(organiser, event):
    session = make_session(event, code="panel", starts_at=NOW - timedelta(minutes=5))
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    somebody(session, "Bea B", "waiting")

    assert preview(look(organiser, TERMS, seats="9"))[0] == (
        "Nobody gets a seat: the session has begun or is cancelled."
    )


def test_preview_of_many_names_fifty(organiser, session):
    make_seats(session, capacity=1)
    for number in range(53):
        somebody(session, f"Ana {number:02}", "waiting")

    shown = preview(look(organiser, TERMS, seats="100"))

    assert (shown[0], len([one for one in shown if one.startswith("Ana")]), "and 3 more" in shown) == (
        "53 people get a seat and a mail", 50, True,
    )  # fmt: skip


@pytest.mark.both_engines
def test_preview_is_always_what_happens(event):
    """Random queues, and terms after terms on each: the preview names just those who then get in."""
    chance = random.Random(4)
    for _ in range(6):
        session, other = (make_session(event, starts_at=START) for _ in range(2))
        with transaction():
            services.change_seats(session, SeatTerms(chance.randint(1, 4)), actor_id=None, now=NOW)
            services.change_seats(other, SeatTerms(99), actor_id=None, now=NOW)
        organisations = [None, *(make_organisation().id for _ in range(2))]
        for _ in range(12):
            person = make_person(organisation_id=chance.choice(organisations))
            make_registration(event, person, stakeholder_kind=chance.choice(("company", "university", "")))
            with transaction():
                services.reserve_seat(session.id, person.id, actor_id=person.id, now=NOW)
                if chance.random() < 0.3:
                    services.reserve_seat(other.id, person.id, actor_id=person.id, now=NOW)
        for _ in range(4):
            terms = any_terms(chance)
            seen = seating.preview(
                session, capacity=terms.capacity, most_per_organisation=terms.most_per_organisation,
                quotas=terms.quotas, now=NOW,
            )  # fmt: skip
            before = seated(session)
            with transaction():
                services.change_seats(session, terms, actor_id=None, now=NOW)
            after, counted = seated(session), db.session.get(SeatCount, session.id)
            assert (before - after, after - before) == (set(), {one.person_id for one in seen.next.seated})
            assert (counted.waiting, counted.taken) == (seen.waiting, len(after))
            if terms.capacity is None:
                assert (seen.free, seen.to_give_back) == (None, 0)
            else:
                over = counted.taken - terms.capacity
                assert (seen.free, seen.to_give_back) == (max(0, -over), max(0, over))
            assert broken() == []


def any_terms(chance):
    capacity = chance.choice([None, *range(1, 14)])
    quotas = {} if capacity is None else {kind: chance.randint(0, capacity // 2) for kind in ("company", "university")}
    return SeatTerms(
        capacity,
        chance.choice(list(Access)),
        chance.random() < 0.8,
        chance.choice([None, 60]),
        chance.choice([None, 1, 2]),
        {kind: number for kind, number in quotas.items() if number},
    )


def seated(session):
    held = db.session.query(Reservation).filter_by(event_session_id=session.id)
    return {one.person_id for one in held if one.is_seated}


def test_break_has_no_seats(organiser, event):
    make_session(event, code="coffee", kind="break")

    organiser.visit("/desk/days/seats/coffee/", status=404)
    organiser.visit("/desk/days/seats/coffee/terms", status=404)


# People


@pytest.mark.both_engines
def test_people_who_asked_are_given_seats_in_the_order_of_asking(organiser, session):
    make_seats(session, capacity=2, access="approval")
    asked = [
        somebody(session, name, "pending", created_at=NOW + timedelta(minutes=number))
        for number, name in enumerate(("Cia C", "Bea B", "Ana A", "Dea D"))
    ]
    page = organiser.visit(PAGE)
    assert [row[1].split()[0] for row in cells(page)] == ["Cia", "Bea", "Ana", "Dea"]

    response = organiser.send(f"{PAGE}asked", {"deed": "give", "who": [one.code for one in asked[:3]]})

    assert flashed(response, organiser) == [
        "2 people have a seat now, and a mail.",
        "All seats are taken: 1 person is on the waiting list, and has a mail.",
    ]
    assert [state_of(session, one.person) for one in asked] == ["confirmed", "confirmed", "waiting", "pending"]
    assert broken() == []


def test_people_who_asked_stay_where_no_list_is_kept(organiser, session):
    make_seats(session, capacity=1, access="approval", has_waiting_list=False)
    asked = [somebody(session, name, "pending") for name in ("Ana A", "Bea B")]

    response = organiser.send(f"{PAGE}asked", {"deed": "give", "who": [one.code for one in asked]})

    assert flashed(response, organiser) == [
        "1 person has a seat now, and a mail.", "All seats are taken: 1 person still asks.",
    ]  # fmt: skip
    assert [state_of(session, one.person) for one in asked] == ["confirmed", "pending"]


@pytest.mark.both_engines
def test_people_who_asked_are_refused_with_a_reason(organiser, session):
    make_seats(session, access="approval")
    one, two = (somebody(session, name, "pending") for name in ("Ana A", "Bea B"))

    refused = organiser.send(f"{PAGE}asked", {"deed": "refuse", "who": [one.code], "reason": " "})
    page = organiser.checked(refused, 422)
    assert words(page.select_one("#reason-error")) == "Enter a reason of 300 characters or fewer: the person reads it"
    assert [box["value"] for box in page.select("[name=who][checked]")] == [one.code]

    done = organiser.submit(page, BULK, deed="refuse", who=one.code, reason="For speakers only")

    assert flashed(done, organiser) == ["1 person was refused, and reads your reason in a mail."]
    assert (db.session.get(Reservation, one.id).state, state_of(session, two.person)) == ("refused", "pending")
    assert db.session.get(Reservation, one.id).reason == "For speakers only"


def test_nobody_ticked_is_said(organiser, session):
    make_seats(session, access="approval")
    somebody(session, "Ana A", "pending")

    response = organiser.send(f"{PAGE}asked", {"deed": "give"})

    assert flashed(response, organiser) == ["Tick the people who should get a seat."]


def test_codes_of_another_session_are_passed_over(organiser, event, session):
    make_seats(session, access="approval")
    elsewhere = somebody(make_session(event), "Ana A", "pending")

    organiser.send(f"{PAGE}asked", {"deed": "give", "who": [elsewhere.code, "nonsense", ""]})

    assert state_of(elsewhere.event_session, elsewhere.person) == "pending"


@pytest.mark.both_engines
def test_seat_is_taken_away_after_one_question_and_passed_on(organiser, session):
    make_seats(session, capacity=1)
    first, second = somebody(session, "Ana A"), somebody(session, "Bea B", "waiting")
    path = f"{PAGE}people/{first.code}/remove"

    page = organiser.visit(path)
    response = organiser.submit(page, ".ed-form")

    assert words(page.h1) == "Take the seat of Ana A away?"
    assert flashed(response, organiser) == ["Ana A has no place in this session any more, and a mail says so."]
    assert (state_of(session, first.person), state_of(session, second.person)) == ("", "confirmed")
    assert db.session.query(OutboxItem).filter_by(about=f"Reservation:{first.id}").count() == 1


def test_place_that_was_left_and_taken_again_is_not_taken_away_by_an_old_page(organiser, session):
    first = somebody(session, "Ana A")
    with transaction():
        services.give_back_seat(session, first.person_id, actor_id=first.person_id, now=NOW)
        services.reserve_seat(session.id, first.person_id, actor_id=first.person_id, now=NOW)

    organiser.send(f"{PAGE}people/{first.code}/remove")

    assert state_of(session, first.person) == "confirmed"


def test_seat_of_a_session_that_has_begun_stays(organiser, event):
    session = make_session(event, code="panel", starts_at=NOW)
    first = somebody(session, "Ana A")

    response = organiser.send(f"{PAGE}people/{first.code}/remove")

    assert flashed(response, organiser) == ["This session has begun; the seat cannot be given back any more."]
    assert state_of(session, first.person) == "confirmed"


@pytest.mark.both_engines
def test_somebody_waiting_is_moved_with_a_reason(organiser, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    waiting = [somebody(session, name, "waiting") for name in ("Bea B", "Cia C", "Dea D")]
    path = f"{PAGE}people/{waiting[2].code}/move"

    organiser.checked(organiser.submit(path, ".ed-form", position="1", reason=""), 422)
    organiser.checked(organiser.submit(path, ".ed-form", position="4", reason="Speaker"), 422)
    response = organiser.submit(path, ".ed-form", position="1", reason="Speaker")

    assert flashed(response, organiser) == ["Dea D was number 3 and is number 1 now."]
    assert [row[1].split()[0] for row in cells(organiser.visit(f"{PAGE}?show=waiting"))] == ["Dea", "Bea", "Cia"]
    entry = db.session.query(AuditEntry).filter_by(verb="move_in_queue").one()
    assert (entry.subject, entry.detail["reason"]) == (f"Reservation:{waiting[2].id}", "Speaker")


def test_somebody_who_waits_no_more_is_not_moved(organiser, session):
    first = somebody(session, "Ana A")

    response = organiser.get(f"{PAGE}people/{first.code}/move")

    assert flashed(response, organiser) == ["This person does not wait any more."]


@pytest.mark.both_engines
@pytest.mark.parametrize(("deed", "state"), [("put_in", "confirmed"), ("invite", "invited")])
def test_somebody_registered_is_found_and_added(organiser, event, session, deed, state):
    make_seats(session, access="invitation")
    person = make_registration(event, make_person(name="Zoë Brown", email="zoe@example.org")).person
    make_person(name="Zoe Stranger")

    for typed in ("zoe", "ZOE@example.org"):
        page = organiser.visit(f"{PAGE}add?q={typed}")
        assert [row[0] for row in cells(page)] == ["Zoë Brown zoe@example.org"]
    response = organiser.submit(page, f"form:has([value={deed}])")

    assert response.status_code == 303
    assert state_of(session, person) == state


def test_nobody_is_put_into_a_full_session(organiser, event, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    person = make_registration(event, make_person(name="Zoë Brown")).person

    response = organiser.send(f"{PAGE}add?q=zoe", {"person": person.code, "deed": "put_in"})

    page = organiser.checked(response, 422)
    assert words(page.select_one(".ed-error-summary li")) == "All seats are taken."


def test_somebody_who_is_not_registered_is_not_added(organiser, session):
    make_seats(session)

    page = organiser.checked(organiser.send(f"{PAGE}add", {"person": make_person().code, "deed": "put_in"}), 422)

    assert words(page.select_one(".ed-error-summary li")) == "This person is not registered for the event."


def test_queue_shows_positions_and_who_is_in_their_own_way(organiser, event, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    busy = somebody(session, "Bea B", "waiting", passed_over_at=NOW).person
    somebody(session, "Cia C", "waiting")
    make_reservation(make_session(event, title="Workshop", starts_at=START, seats=3), busy)

    rows = cells(organiser.visit(f"{PAGE}?show=waiting"))

    assert [(row[0], row[2]) for row in rows] == [
        ("1 on the waiting list", "Has a seat in “Workshop” at the same time: passed over on 2 March 2026, 09:00"),
        ("2 on the waiting list", ""),
    ]


def test_search_finds_somebody_at_their_true_position(organiser, session):
    for name in ("Ana A", "Bea B", "Zoë Z"):
        somebody(session, name, "waiting")

    rows = cells(organiser.visit(f"{PAGE}?show=waiting&q=zoe"))

    assert [(row[0], row[1].split()[0]) for row in rows] == [("3 on the waiting list", "Zoë")]


def test_people_come_in_pages(organiser, session):
    make_seats(session, capacity=100)
    for number in range(51):
        somebody(session, f"Ana {number:02}")

    first = organiser.visit(f"{PAGE}?show=seats")
    last = organiser.visit(first.select_one(".ed-pager [rel=next]")["href"])

    assert (len(cells(first)), len(cells(last))) == (50, 1)
    assert len(cells(organiser.visit(f"{PAGE}?show=seats&page=99"))) == 1


def test_desk_of_seats_is_for_organisers(as_person, event, session):
    moderator = as_person(make_role(event, "moderator"))

    for path in (LIST, PAGE, TERMS, f"{PAGE}add"):
        assert moderator.get(path).status_code == 403


# The session's own page at the desk


def edit(client, **typed):
    return client.submit("/desk/days/sessions/panel/", ".ed-form:has([name=made_from])", **typed)


def test_session_page_keeps_the_number_of_a_simple_session(organiser, session):
    response = edit(organiser, seats="12")

    assert response.status_code == 303
    assert services.seat_terms(session.id) == SeatTerms(12)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "terms",
    [
        SeatTerms(None),
        SeatTerms(9, Access.APPROVAL),
        SeatTerms(9, offer_minutes=60),
        SeatTerms(9, most_per_organisation=2),
        SeatTerms(9, quotas={"company": 2}),
        SeatTerms(None, Access.INVITATION),
    ],
)
def test_session_page_says_richer_terms_and_leaves_them_alone(organiser, session, terms):
    with transaction():
        services.change_seats(session, terms, actor_id=None, now=NOW)
    page = organiser.visit("/desk/days/sessions/panel/")

    response = edit(organiser, title="Panel on clusters")

    assert page.select_one("[name=seats]") is None
    assert page.select_one(f'a[href="{PAGE}"]') is not None
    assert response.status_code == 303
    assert services.seat_terms(session.id) == terms
