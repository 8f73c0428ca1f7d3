"""Registering: the form that organisers built, without an account, and the link that confirms an address."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from eventdesk.booking.views.seat_preview import SeatPreview, seat_preview
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.people.models import Person
from eventdesk.registration.models import Answer, InvitationCode, Registration, RegistrationLink, RegistrationPolicy
from eventdesk.seats.models import Reservation
from eventdesk.web.signed_links import verify_registration
from tests.factories import (
    make_event,
    make_invitation,
    make_person,
    make_question,
    make_registration,
    make_reservation,
    make_seats,
    make_session,
)
from tests.pages import words

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CHOICES = [{"id": "a", "text": "Apples"}, {"id": "b", "text": "Bread"}, {"id": "c", "text": "Čaj & 茶"}]


def form_of(event, session=""):
    return f"/events/{event.slug}/register" + (f"?session={session}" if session else "")


def terms_of(db, event, **given):
    """Set terms of an event."""
    with transaction():
        terms = db.session.get(RegistrationPolicy, event.id) or RegistrationPolicy(event_id=event.id)
        for name, value in given.items():
            setattr(terms, name, value)
        db.session.add(terms)


def mails(db):
    """Return template and recipient of the mails of the outbox, oldest first."""
    items = db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id)
    return [(item.payload["template"], item.recipient) for item in items]


def link(db):
    """Return the address in the last mail that asks to confirm."""
    items = db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id)
    token = [one for one in items if one.payload["template"] == "registration_link"][-1].payload["values"]["token"]
    return f"/registrations/confirm/{token}"


def said(page):
    """Return what the banners at the top of a page say."""
    return [words(banner.strong) for banner in page.select(".ed-flashed .ed-banner")]


def errors(page):
    """Return the sentences of the summary, with the fields that they lead to."""
    return [(link["href"], words(link)) for link in page.select(".ed-error-summary a")]


def everything_asked(event):
    """Add a question of each kind to an event's form, none of which must be answered."""
    for kind in ("text", "long_text", "number", "date", "file", "consent"):
        make_question(event, code=f"q_{kind}", kind=kind, label=f"A {kind}")
    make_question(event, code="q_choice", kind="choice", label="A choice", choices=CHOICES)
    make_question(event, code="q_choices", kind="choices", label="Several", choices=CHOICES)


def test_visitor_registers_without_an_account(client, db):
    event = make_event(title="Cluster Days")

    response = client.submit(
        form_of(event), name="Нино Ґоні", email="Nino@Example.org", organisation="Tbilisi Hub", country="GE"
    )
    sent = client.visit(response.location)
    confirm = client.visit(link(db))
    after = client.submit(link(db))
    page = client.visit(after.location)

    assert (response.status_code, response.location) == (303, f"/events/{event.slug}/register/sent")
    assert words(sent.select_one(".ed-lead")) == (
        "To Nino@Example.org. Open the link in the mail within 15 minutes, and press the button there."
    )
    assert words(confirm.select_one(".ed-lead")) == "You are Нино Ґоні , nino@example.org."
    registration = db.session.query(Registration).one()
    assert (registration.state, registration.country, registration.organisation.name) == (
        "confirmed", "GE", "Tbilisi Hub",
    )  # fmt: skip
    assert registration.person.name == "Нино Ґоні"
    assert verify_registration(after.location.split("/")[3]) == (registration.code, 0)
    assert said(page) == []
    assert words(page.select_one("main .ed-banner")) == "You are registered. Reserve seats in the sessions you like."
    assert mails(db) == [("registration_link", "nino@example.org"), ("registration_confirmed", "nino@example.org")]


def test_opening_the_link_uses_nothing_up(client, db):
    event = make_event()
    client.submit(form_of(event), name="Ana", email="ana@example.org")

    answers = [client.get(link(db)), client.head(link(db)), client.get(link(db))]

    assert [one.status_code for one in answers] == [200] * 3
    assert [one.headers["Cache-Control"] for one in answers] == ["no-store"] * 3
    assert [one.headers["Referrer-Policy"] for one in answers] == ["no-referrer"] * 3
    assert db.session.query(Registration).one().state == "unconfirmed"
    assert db.session.query(RegistrationLink).one().used_at is None


def test_link_pressed_twice_leads_to_one_registration_and_then_is_gone(client, db, clock, app):
    event = make_event()
    client.submit(form_of(event), name="Ana", email="ana@example.org")

    first, second = client.send(link(db)), client.send(link(db))
    clock.move(minutes=2)
    stranger = app.test_client()
    gone = stranger.checked(stranger.send(link(db)), 410)

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert db.session.query(Registration).one().state == "confirmed"
    assert words(gone.h1) == "This link does not work any more"


@pytest.mark.both_engines
def test_link_pressed_ten_times_at_once_is_one_registration(app, db):
    event_session = make_session(seats=1)
    app.test_client().submit(form_of(event_session.event, event_session.code), name="Ana", email="ana@example.org")
    path, browsers = link(db), [app.test_client() for _ in range(10)]
    tokens = [browser.csrf_token() for browser in browsers]
    together = threading.Barrier(10)

    def press(browser, csrf):
        with app.app_context():
            together.wait()
            return browser.post(path, data={"csrf_token": csrf}).status_code

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(press, browsers, tokens))

    assert answers == [303] * 10
    assert [one.state for one in db.session.query(Registration)] == ["confirmed"]
    assert [one.state for one in db.session.query(Reservation)] == ["confirmed"]
    assert [template for template, _ in mails(db)] == ["registration_link", "registration_confirmed", "seat_confirmed"]


@pytest.mark.both_engines
def test_form_of_one_visitor_sent_ten_times_at_once_holds_one_place(app, db):
    event = make_event()
    terms_of(db, event, places=5)
    path, browsers = form_of(event), [app.test_client() for _ in range(6)]
    tokens = [browser.csrf_token() for browser in browsers]
    together = threading.Barrier(6)

    def send(browser, csrf):
        typed = {"csrf_token": csrf, "name": "Ana", "email": "ana@example.org", "key": "one-form"}
        with app.app_context():
            together.wait()
            return browser.post(path, data=typed).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, browsers, tokens))

    assert answers == [303] * 6
    assert (db.session.query(Person).count(), db.session.query(Registration).count()) == (1, 1)
    assert db.session.get(RegistrationPolicy, event.id).taken == 1
    assert len(mails(db)) == 1


def test_link_of_yesterday_is_gone(client, db, clock):
    event = make_event()
    client.submit(form_of(event), name="Ana", email="ana@example.org")
    clock.move(hours=25)

    assert words(client.visit(link(db), 410).h1) == "This link does not work any more"


def test_same_is_answered_whoever_the_address_belongs_to(app, db):
    event = make_event()
    make_registration(event, make_person(email="known@example.org"))
    make_person(email="account@example.org")

    pages = []
    for address in ("known@example.org", "account@example.org", "new@example.org"):
        browser = app.test_client()
        response = browser.submit(form_of(event), name="Eve", email=address)
        page = browser.visit(response.location)
        pages.append((response.status_code, words(page.main).replace(address, "")))

    assert pages == [pages[0]] * 3
    assert [template for template, _ in mails(db)] == ["registration_link"] * 3


def test_somebody_registered_keeps_what_they_said_and_gets_the_seat(client, db):
    event_session = make_session(seats=2)
    person = make_person(name="Ana Lobo", email="ana@example.org", country="PT")
    make_registration(event_session.event, person)

    client.submit(form_of(event_session.event, event_session.code), name="Eve", email="ana@example.org", country="GE")
    after = client.submit(link(db))

    registration = db.session.query(Registration).one()
    assert (registration.country, registration.person.name) == ("PT", "Ana Lobo")
    assert db.session.query(Reservation).one().state == "confirmed"
    assert said(client.visit(after.location))[-1] == "Your seat is confirmed. We have emailed you."


def test_seat_is_held_and_confirmed_with_the_address(client, db):
    event_session = make_session(seats=1, title="Funding")
    page = client.visit(form_of(event_session.event, event_session.code))

    client.submit(page, name="Ana", email="ana@example.org")
    held = db.session.query(Reservation).one().state
    after = client.submit(link(db))

    assert "With a seat in “Funding”." in words(page.main)
    assert (held, db.session.query(Reservation).one().state) == ("on_hold", "confirmed")
    assert said(client.visit(after.location)) == ["Your seat is confirmed. We have emailed you."]


def test_full_session_makes_a_place_in_the_queue_of_it(client, db):
    event_session = make_session(seats=1)
    make_reservation(event_session)

    client.submit(form_of(event_session.event, event_session.code), name="Ana", email="ana@example.org")
    after = client.submit(link(db))

    page = client.visit(after.location)
    assert said(page)[-1] == ("All seats are taken, so you are on the waiting list. We will email you when you get a seat.")
    assert words(page.select_one(".ed-my-seats .ed-seats")) == "You are number 1 on the waiting list"


def test_no_seat_is_said_plainly(client, db):
    event_session = make_session(seats=1)
    client.submit(form_of(event_session.event, event_session.code), name="Ana", email="ana@example.org")
    with transaction():
        db.session.query(Reservation).delete()
        event_session.state = "cancelled"

    after = client.submit(link(db))

    assert said(client.visit(after.location))[-1] == "There is no seat for you yet: This session is cancelled."


@pytest.fixture
def guest(client, db):
    """A browser that registered without an account, the event, and the page of one of its sessions."""
    event = make_event()
    event_session = make_session(event, seats=1, title="Funding")
    client.submit(form_of(event), name="Ana P.", email="ana@example.org")
    client.submit(link(db))
    return client, event_session, f"/events/{event.slug}/sessions/{event_session.code}/"


def test_guest_reserves_and_gives_back_on_the_page_of_the_session(guest, db):
    client, _, session_page = guest

    taken = client.submit(client.visit(session_page), ".ed-seat-box form")
    with_seat = client.visit(taken.location)
    given_back = client.submit(with_seat, ".ed-seat-box form")

    assert (taken.location, given_back.location) == (session_page, session_page)
    assert said(with_seat) == ["Your seat is confirmed. We have emailed you."]
    assert words(with_seat.select_one(".ed-seat-box h2")) == "Your seat is confirmed"
    assert words(client.visit(session_page).select_one(".ed-seat-box h2")) == "1 seat left"
    assert db.session.query(Reservation).one().person.email == "ana@example.org"


def test_guest_joins_the_waiting_list_on_the_page_of_the_session(guest):
    client, event_session, session_page = guest
    make_reservation(event_session)
    page = client.visit(session_page)

    after = client.visit(client.submit(page, ".ed-seat-box form").location)

    assert words(page.select_one(".ed-seat-box form button")) == "Join the waiting list"
    assert words(after.select_one(".ed-seat-box h2")) == "You are number 1 on the waiting list"


def test_event_greets_its_guest_as_registered_and_visitors_as_before(guest, app):
    client, event_session, _ = guest
    address = f"/events/{event_session.event.slug}/"
    as_visitor = app.test_client()
    before = as_visitor.get(address).text

    response = client.get(address)

    assert ("You are registered." in response.text, "You are registered." in before) == (True, False)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert as_visitor.get(address).text == before


def test_guest_who_wants_a_seat_is_led_to_the_page_where_it_takes_one_press(guest):
    client, event_session, session_page = guest

    response = client.get(form_of(event_session.event, event_session.code))

    assert (response.status_code, response.location) == (303, session_page)


def test_page_of_a_session_is_a_visitors_again_when_the_links_are_ended(guest, db):
    client, _, session_page = guest
    known = client.get(session_page)
    with transaction():
        db.session.query(Registration).one().link_version += 1

    unknown = client.get(session_page)

    assert (known.headers["Cache-Control"], "/my/registrations/" in known.text) == ("private, no-store", True)
    assert (unknown.headers["Cache-Control"], "/my/registrations/" in unknown.text) == ("private, no-cache", False)


@pytest.mark.parametrize(
    ("seats", "first", "more", "meanwhile"),
    [
        ({"capacity": 3, "taken": 1}, "With a seat in “Funding”.", "2 seats are left.",
         "Until then your seat in “Funding” is held."),
        ({"capacity": None}, "With a seat in “Funding”.", "Everybody who reserves gets one.",
         "Until then your seat in “Funding” is held."),
        ({"capacity": 3, "taken": 3, "waiting": 4}, "With a place on the waiting list of “Funding”.",
         "All seats are taken: you would be number 5.",
         "All seats in “Funding” are taken: by the link you get a place on its waiting list."),
        ({"capacity": 3, "taken": 1, "quota_reserved": 2, "has_quotas": True}, "With a seat in “Funding”.",
         ("The seats that are left are kept for some kinds of organisation: say below of which yours is. "
          "If none is for you, you get a place on the waiting list."),
         "Until then your seat in “Funding” is held, if one is for you."),
        ({"capacity": 3, "taken": 3, "has_waiting_list": False}, "With a seat in “Funding”.",
         "All seats are taken, and there is no waiting list.", ""),
        ({"capacity": 3, "access": "approval"}, "With a seat in “Funding”.",
         "The organisers decide who gets a seat, and we write to you.", ""),
    ],
)  # fmt: skip
def test_form_says_what_will_come_of_the_seat_that_is_wanted(app, seats, first, more, meanwhile):
    event_session = make_session(title="Funding")
    make_seats(event_session, **seats)
    with app.test_request_context():
        assert seat_preview(event_session) == SeatPreview(first, more, meanwhile)


def test_guest_is_forgotten_when_the_links_are_ended(client, db):
    event = make_event()
    client.submit(form_of(event), name="Ana P.", email="ana@example.org")
    client.submit(link(db))
    with transaction():
        db.session.query(Registration).one().link_version += 1

    assert client.visit(form_of(event)).select(".ed-returning-guest") == []


def test_form_asks_what_organisers_want_and_keeps_it(as_person, db):
    event, person = make_event(), make_person()
    everything_asked(event)
    browser = as_person(person)

    response = browser.submit(
        form_of(event), q_text="<b>x</b> & y", q_long_text="one\r\ntwo", q_number="2,5", q_date="2026-04-13",
        q_choice="b", q_choices=["c", "a"], q_consent="y", q_file=(io.BytesIO(PDF), "my slides.pdf"),
    )  # fmt: skip

    assert response.status_code == 303
    answers = {answer.question_id: answer.value for answer in db.session.query(Answer)}
    assert list(answers.values())[:4] == ["<b>x</b> & y", "one\ntwo", 2.5, "2026-04-13"]
    assert [value for value in answers.values() if value in ("b", ["c", "a"], True)] == [True, "b", ["c", "a"]]
    file = next(value for value in answers.values() if isinstance(value, dict))
    assert (file["name"], file["type"], file["size"]) == ("my slides.pdf", "application/pdf", len(PDF))


@pytest.mark.parametrize(
    ("typed", "field", "words_said"),
    [
        ({"q_number": "many"}, "q_number", "Enter a number, as in 12 or 2.5"),
        ({"q_number": "9" * 400}, "q_number", "Enter a number, as in 12 or 2.5"),
        ({"q_date": "2026-02-31"}, "q_date", "Enter a day, as in 2026-10-14"),
        ({"q_text": "x" * 301}, "q_text", "Enter 300 characters or fewer"),
        ({"q_long_text": "x" * 5001}, "q_long_text", "Enter 5000 characters or fewer"),
        ({"q_choice": "zzz"}, "q_choice", "Choose one of the answers"),
        ({"q_choices": ["a", "zzz"]}, "q_choices", "Choose one of the answers"),
        ({"country": "XX"}, "country", "Choose one of the answers"),
        ({"q_file": (io.BytesIO(b"MZ\x00"), "x.exe")}, "q_file",
         "Choose a PDF, PPTX, DOCX, XLSX, ODP, ODT, ODS, PNG, JPEG or plain text file"),
        ({"name": " "}, "name", "Enter your name"),
        ({"email": "nobody"}, "email", "Enter an e-mail address, as in name@example.org"),
        ({"email": ""}, "email", "Enter your e-mail address"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(client, db, typed, field, words_said):
    event = make_event()
    make_question(event, standard="country", kind="choice", label="")
    everything_asked(event)
    page = client.visit(form_of(event))

    answer = client.submit(page, **{"name": "Ana", "email": "ana@example.org", "q_text": "kept"} | typed)

    refused = client.checked(answer, 422)
    assert errors(refused) == [(f"#{field}", words_said)]
    box = refused.select_one(f"#{field}")
    shown = box.get("value") if box.name == "input" else box.get_text()
    if isinstance(typed[field], str) and box.name in ("input", "textarea") and field != "name":
        assert (shown or "").strip() == typed[field].strip()
    assert db.session.query(Person).count() == 0


def test_file_of_more_than_ten_megabytes_is_refused(client):
    event = make_event()
    make_question(event, code="q_file", kind="file")
    typed = {"csrf_token": client.csrf_token(), "name": "Ana", "email": "ana@example.org"}
    # Written by hand, since the client would leave a temporary file of a large one open.
    part = b'--edge\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    body = b"".join(part % (name.encode(), b"", value.encode()) for name, value in typed.items())
    body += part % (b"q_file", b'; filename="x.pdf"', PDF + b" " * 10_000_000) + b"--edge--\r\n"

    answer = client.post(form_of(event), data=body, content_type="multipart/form-data; boundary=edge")

    assert errors(client.checked(answer, 422)) == [("#q_file", "Choose a file of at most 10 MB")]


def test_file_is_kept_when_something_else_is_wrong(client, db):
    event = make_event()
    make_question(event, code="q_file", kind="file", is_required=True)
    page = client.visit(form_of(event))

    refused = client.submit(page, name="", email="ana@example.org", q_file=(io.BytesIO(PDF), "cv.pdf"))
    again = client.checked(refused, 422)
    response = client.submit(again, name="Ana")
    client.submit(link(db))

    assert errors(again) == [("#name", "Enter your name")]
    assert "Kept: cv.pdf, 1 kB." in words(again.main)
    assert response.status_code == 303
    assert db.session.query(Answer).one().value["name"] == "cv.pdf"


def test_forged_kept_file_is_no_file(client, db):
    event = make_event()
    make_question(event, code="q_file", kind="file", is_required=True)

    response = client.send(form_of(event), {"name": "A", "email": "a@example.org", "q_file-kept": "eyJrZXkiOiJ4In0.x"})

    assert errors(client.checked(response, 422)) == [("#q_file", "Choose a file")]


def test_question_is_asked_when_another_answer_wants_it(as_person, db):
    event = make_event()
    make_question(event, standard="attendance", kind="choice", label="", is_required=True)
    make_question(event, standard="dietary", is_required=True, depends_on="attendance", depends_values=["on-site"])
    browser = as_person(make_person())
    page = browser.visit(form_of(event))

    on_site = browser.checked(browser.submit(page, attendance="on-site"), 422)
    online = browser.submit(page, attendance="online", dietary="left over")

    assert "Only if you answered “On site” to “How do you take part?”." in words(page.select_one("#dietary-hint"))
    assert page.select_one("[data-question=dietary]")["data-depends-values"] == '["on-site"]'
    assert errors(on_site) == [("#dietary", "Enter an answer")]
    assert online.status_code == 303
    assert [answer.value for answer in db.session.query(Answer)] == ["online"]


def test_answer_is_needed_when_another_one_wants_it(as_person):
    event = make_event()
    make_question(event, code="q_talk", kind="consent", label="I give a talk")
    make_question(
        event, code="q_title", label="Its title", depends_on="q_talk", depends_values=["yes"],
        depends_effect="required",
    )  # fmt: skip
    browser = as_person(make_person())

    refused = browser.checked(browser.submit(form_of(event), q_talk="y"), 422)

    assert errors(refused) == [("#q_title", "Enter an answer")]
    assert browser.submit(form_of(event)).status_code == 303


def test_each_question_says_why_who_and_how_long(client):
    event = make_event()
    make_question(event, code="q_bus", label="Where do you get on?", hint="The bus goes at 8", purpose="To plan the bus",
                  seen_by="door", delete_after_days=14)  # fmt: skip

    page = client.visit(form_of(event))

    assert words(page.select_one("#q_bus-hint")) == (
        "The bus goes at 8. To plan the bus. Organisers and the people at the door see it. "
        "Deleted 14 days after the event."
    )


def test_invitation_code_is_asked_for_and_counted(app, db):
    event = make_event()
    terms_of(db, event, requires_code=True)
    make_invitation(event, code="FRIENDS", max_uses=1)

    def comes(code, email):
        browser = app.test_client()
        return browser, browser.submit(form_of(event), name="Ana", email=email, invitation=code)

    wrong = [comes(code, "ana@example.org") for code in ("", "ENEMIES", "x" * 61)]
    browser, right = comes(" friends ", "ana@example.org")
    browser.submit(link(db))
    late = comes("FRIENDS", "late@example.org")

    assert [errors(browser.checked(answer, 422)) for browser, answer in [*wrong, late]] == [
        [("#invitation", "Enter your invitation code")],
        [("#invitation", "This code does not work. Look whether it is typed as in your invitation.")],
        [("#invitation", "Enter 60 characters or fewer")],
        [("#invitation", "This code has been used as often as it can be.")],
    ]
    assert right.status_code == 303
    assert db.session.query(InvitationCode).one().uses == 1
    assert db.session.query(Registration).one().state == "confirmed"


def test_link_of_an_invitation_fills_in_its_code(client, as_person):
    event = make_event()
    make_invitation(event, code="FRIENDS")

    pages = [browser.visit(f"{form_of(event)}?code=FRIENDS") for browser in (client, as_person(make_person()))]

    assert [page.select_one("#invitation")["value"] for page in pages] == ["FRIENDS"] * 2


def test_approval_is_waited_for(as_person, client, db):
    event = make_event()
    terms_of(db, event, requires_approval=True, note="Only for **members** of it.")
    browser = as_person(make_person())

    response = browser.submit(form_of(event))
    client.submit(form_of(event), name="Ana", email="ana@example.org")
    after = client.submit(link(db))

    assert response.location.startswith("/my/registrations/")
    pages = [browser.visit(response.location), client.visit(after.location)]
    assert [words(page.select(".ed-banner strong")[-1]) for page in pages] == [
        "Your registration waits for the organisers."
    ] * 2
    assert "Only for members of it." in words(client.visit(form_of(event)).main)


def test_full_event_is_full_for_every_address(app, db):
    event = make_event()
    make_registration(event, make_person(email="known@example.org"))
    terms_of(db, event, places=1, taken=1)

    answers = []
    for address in ("known@example.org", "new@example.org"):
        browser = app.test_client()
        answers.append(browser.send(form_of(event), {"name": "Eve", "email": address}))

    assert [answer.status_code for answer in answers] == [422] * 2
    assert words(app.test_client().visit(form_of(event)).select_one(".ed-empty h2")) == "All places are taken"
    assert db.session.query(OutboxItem).count() == 0


def test_form_sent_twice_is_one_mail(client, db):
    event = make_event()
    page = client.visit(form_of(event))

    answers = [client.submit(page, name="Ana", email="ana@example.org") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303] * 2
    assert len(mails(db)) == 1


def test_mails_to_one_address_are_counted(app, db):
    event = make_event()

    answers = [
        app.test_client().send(form_of(event), {"name": "Eve", "email": " ANA@example.org "[: 20 - n % 2]})
        for n in range(11)
    ]

    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_lapsed_place_is_taken_all_the_same_when_there_is_room(client, db, clock):
    event = make_event()
    client.submit(form_of(event), name="Ana", email="ana@example.org")
    with transaction():
        db.session.query(Registration).delete()
    clock.move(hours=2)

    client.submit(link(db))

    assert db.session.query(Registration).one().state == "confirmed"


def test_question_added_since_is_said_with_the_link(client, db):
    event = make_event()
    client.submit(form_of(event), name="Ana", email="ana@example.org")
    make_question(event, code="q_new", is_required=True)

    page = client.checked(client.send(link(db)), 422)

    assert words(page.h1) == "You are not registered"
    assert page.select_one("main .ed-button")["href"] == form_of(event)
    assert db.session.query(RegistrationLink).one().used_at is None


def test_reader_who_is_registered_is_led_to_their_page(as_person):
    registration = make_registration()

    response = as_person(registration.person).get(form_of(registration.event))

    assert (response.status_code, response.location) == (303, f"/my/registrations/{registration.code}/")


def test_visitor_with_an_account_signs_in_and_comes_back(client):
    event_session = make_session(seats=1)
    path = form_of(event_session.event, event_session.code)
    address = client.visit(path).select_one(".ed-page-head .ed-text-muted a")["href"]

    response = client.get(address)

    with client.session_transaction() as cookie:
        assert (response.location, cookie["after_sign_in"]) == ("/sign-in", address)
    assert address == f"{path}&account=1"


def test_days_of_answers_are_shown_again(as_person, db):
    event, person = make_event(), make_person()
    make_question(event, code="q_date", kind="date", label="Arrival")
    browser = as_person(person)
    browser.submit(form_of(event), q_date="2026-04-13")
    code = db.session.query(Registration).one().code

    page = browser.visit(f"/my/registrations/{code}/change")

    assert page.select_one("#q_date")["value"] == date(2026, 4, 13).isoformat()
    assert "13 April 2026" in words(browser.visit(f"/my/registrations/{code}/").main)


def test_registering_is_closed_before_and_after(client, clock):
    event = make_event(registration_opens_at=clock.now + timedelta(days=1))

    assert words(client.visit(form_of(event)).select_one(".ed-empty h2")) == "Registration for this event is not open"
    assert client.send(form_of(event), {"name": "Ana", "email": "ana@example.org"}).status_code == 422
