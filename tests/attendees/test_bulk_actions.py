"""One deed for many registrations: whom it is for, what it does, and that it does nothing twice."""

from collections import Counter

import pytest
from sqlalchemy import select

from eventdesk.attendees.registration_table import STATES
from eventdesk.attendees.services import bulk_actions as bulk
from eventdesk.attendees.services.bulk_actions import BULK_JOB, process_batch, start_bulk_action
from eventdesk.attendees.views import registrations
from eventdesk.cli import jobs
from eventdesk.core import outbox
from eventdesk.core.db import db as house_db
from eventdesk.core.db import transaction
from eventdesk.core.errors import Invalid
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.messages.rendering import render_mail
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.services.approvals import approve_registration
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservations import reservation_of
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_session,
    make_terms,
)
from tests.pages import words

PATH = "/desk/days/registrations"


@pytest.fixture
def event(db):
    return make_event(slug="days", title="Cluster Days")


@pytest.fixture
def organiser(event):
    return make_role(event, "organiser")


@pytest.fixture
def browser(as_person, organiser):
    return as_person(organiser)


def states(event):
    rows = house_db.session.scalars(select(Registration).filter_by(event_id=event.id).order_by(Registration.id))
    return [one.state for one in rows]


def mails():
    found = house_db.session.scalars(select(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id))
    return [(one.payload["template"], one.recipient) for one in found]


def pending(event, number):
    return [make_registration(event, state="pending") for _ in range(number)]


def work(db):
    """Do all jobs that are due, as a worker does."""
    db.session.rollback()
    while jobs.run_due_job(None):
        pass
    db.session.expire_all()


def broken():
    """Return which invariants do not hold; of mails the factories write none."""
    return [one for one in find_inconsistencies(now=NOW) if "were not told" not in one]


def begin(event, deed, chosen, arguments=None, **given):
    values = {"actor_id": chosen[0].person_id, "now": NOW, **given}
    with transaction():
        return start_bulk_action(event, deed, [one.id for one in chosen], arguments or {}, **values)


def test_page_says_how_many_and_whom(browser, event):
    first, second = pending(event, 2)
    done = make_registration(event)

    page = browser.visit(
        f"{PATH}/selected/approve", query_string={"who": [first.code, second.code, done.code], "q": "Person"}
    )

    assert words(page.select_one(".ed-selection")) == f"2 people: {first.person.name} , {second.person.name}"
    assert (
        words(page.select_one(".ed-selection + .ed-text-muted")) == "Selected too, and left as they are: Confirmed (1)."
    )
    assert words(page.select_one("main form button")) == "Approve 2 registrations"
    assert page.select_one(".ed-back a")["href"] == f"{PATH}?q=Person"


def test_chosen_are_approved_and_written_to(browser, event):
    first, second = pending(event, 2)
    pending(event, 1)
    page = browser.visit(f"{PATH}/selected/approve", query_string={"who": [first.code, second.code]})

    answer = browser.submit(page)
    result = browser.visit(answer.location)

    assert states(event) == ["confirmed", "confirmed", "pending"]
    assert mails() == [
        ("registration_confirmed", first.person.email), ("registration_confirmed", second.person.email),
    ]  # fmt: skip
    assert words(result.select_one(".ed-banner strong")) == "2 registrations are approved."


def test_form_sent_twice_counts_once_and_leads_to_the_same_result(browser, event):
    first, second = make_registration(event), make_registration(event)
    typed = {"subject": "Rooms", "text": "Dear {name}", "who": [first.code, second.code]}
    fields = looked_at(browser, "write", typed)

    answers = [browser.post(f"{PATH}/selected/write", data={**fields, "step": "send"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert mails() == [("organiser_message", first.person.email), ("organiser_message", second.person.email)]


def test_nobody_ticked_leads_back_to_the_list_with_its_filter(browser, event):
    pending(event, 1)

    answer = browser.get(f"{PATH}/selected/approve", query_string={"q": "x", "newest": "9"})

    assert answer.location == f"{PATH}?q=x"
    assert words(browser.visit(f"{PATH}").select_one(".ed-banner")) == "Tick at least one person first."


@pytest.mark.parametrize("deed", ["approve", "refuse", "cancel", "move", "write"])
def test_registrations_of_another_event_are_chosen_by_nobody(browser, event, deed):
    theirs = make_registration(make_event(), state="pending")
    own = make_registration(event, state="pending" if deed in ("approve", "refuse") else "confirmed")
    seats = [make_session(event, seats=3), make_session(event, seats=3)]
    typed = {
        "who": [theirs.code, own.code, "NOBODY"], "reason": "No place", "subject": "x", "text": "y",
        "origin": str(seats[0].id), "goal": str(seats[1].id),
    }  # fmt: skip
    if deed in ("move", "write"):
        typed = {**looked_at(browser, deed, typed), "step": "do" if deed == "move" else "send"}

    answer = browser.send(f"{PATH}/selected/{deed}", typed)
    nobody = browser.send(f"{PATH}/selected/{deed}", {**typed, "who": theirs.code})

    assert answer.status_code == 303
    assert nobody.location == PATH
    item = house_db.session.scalars(select(OutboxItem).filter_by(kind=BULK_JOB)).one()
    assert item.payload["total"] == 1
    assert theirs.state == "pending"


def test_all_that_match_goes_over_every_page_and_not_over_who_came_later(browser, event, monkeypatch):
    monkeypatch.setattr(registrations, "PAGE", 2)
    pending(event, 4)
    make_registration(event)
    page = browser.visit(PATH, query_string={"status": "pending"})
    fields = {tag["name"]: tag["value"] for tag in page.select("form[data-module=bulk-select] input[type=hidden]")}
    late = make_registration(event, state="pending")

    confirm = browser.visit(f"{PATH}/selected/approve", query_string={**fields, "all": "yes"})
    browser.submit(confirm)

    assert words(confirm.select_one("main form button")) == "Approve 4 registrations"
    assert states(event) == ["confirmed"] * 5 + ["pending"]
    assert late.state == "pending"


def test_who_changed_meanwhile_stays_as_they_are(browser, event):
    first, second = pending(event, 2)
    page = browser.visit(f"{PATH}/selected/approve", query_string={"who": [first.code, second.code]})
    with transaction():
        first.state = "cancelled"

    result = browser.visit(browser.submit(page).location)

    assert states(event) == ["cancelled", "confirmed"]
    assert words(result.select_one(".ed-banner strong")) == "1 registration is approved."


@pytest.mark.both_engines
def test_places_are_given_in_order_and_the_others_named(db, event, organiser):
    make_terms(event, places=2, taken=0, requires_approval=True)
    asked = pending(event, 4)

    task = begin(event, "approve", asked, actor_id=organiser.id)

    payload = db.session.get(OutboxItem, task).payload
    assert states(event) == ["confirmed", "confirmed", "pending", "pending"]
    assert (payload["done"], payload["unchanged"], payload["failures"]) == (2, 0, 2)
    assert payload["failed"] == [
        {"code": one.code, "name": one.person.name, "why": "All places are taken.", "params": {}} for one in asked[2:]
    ]
    assert broken() == []


@pytest.mark.both_engines
def test_cancelled_registrations_pass_their_seats_on(db, event, organiser):
    event_session = make_session(event, seats=2)
    first, second = make_reservation(event_session).person_id, make_reservation(event_session).person_id
    waiting = [make_reservation(event_session, state="waiting") for _ in range(3)]
    leaving = list(
        db.session.scalars(select(Registration).filter(Registration.person_id.in_([first, second])))
    )  # fmt: skip

    begin(event, "cancel", leaving, {"reason": "The hall is smaller"}, actor_id=organiser.id)

    assert [one.state for one in waiting] == ["confirmed", "confirmed", "waiting"]
    assert Counter(name for name, _ in mails()) == {"registration_cancelled": 2, "seat_promoted": 2}
    assert broken() == []


@pytest.mark.both_engines
def test_moved_are_those_with_a_seat_as_far_as_seats_are_free(db, event, organiser):
    origin, goal = make_session(event, seats=5, title="Morning"), make_session(event, seats=2, title="Afternoon")
    goal.starts_at, goal.ends_at = goal.ends_at, goal.ends_at + (goal.ends_at - goal.starts_at)
    movers = [make_reservation(origin) for _ in range(3)]
    none = make_registration(event)
    chosen = list(db.session.scalars(select(Registration).order_by(Registration.id)))

    task = begin(event, "move", chosen, {"origin": origin.id, "goal": goal.id}, actor_id=organiser.id)

    payload = db.session.get(OutboxItem, task).payload
    assert [one.state for one in movers] == ["cancelled", "cancelled", "confirmed"]
    assert payload["done"] == 2
    assert [(one["code"], one["why"]) for one in payload["failed"]] == [
        (chosen[2].code, "All seats are taken."),
        (none.code, "This person has no seat in the session."),
    ]
    taken = {one.event_session_id: one.taken for one in db.session.scalars(select(SessionSeats))}
    assert taken == {origin.id: 1, goal.id: 2}
    assert broken() == []


def test_move_is_looked_at_before_it_is_done(browser, event):
    origin, goal = make_session(event, seats=5, title="Morning"), make_session(event, seats=1, title="Afternoon")
    seated = [make_reservation(origin) for _ in range(2)]
    codes = [registration_of(event.id, one.person_id).code for one in seated]
    page = browser.visit(f"{PATH}/selected/move", query_string={"who": codes, "session": origin.code})
    assert page.select_one("select[name=origin] [selected]")["value"] == str(origin.id)

    looked = browser.checked(browser.submit(page, goal=str(goal.id), origin=str(origin.id)))

    assert words(looked.select_one(".ed-banner")) == ("2 people have a seat in “Morning”. “Afternoon” has 1 free seat.")
    assert words(looked.select_one("button[value=do]")) == "Move 2 people"
    same = browser.checked(browser.submit(page, goal=str(origin.id), origin=str(origin.id)), 422)
    assert words(same.select_one(".ed-error")) == "Choose another session than the one they leave"


@pytest.mark.parametrize(
    ("deed", "arguments", "field"),
    [
        ("refuse", {"reason": " "}, "reason"),
        ("refuse", {"reason": "x" * 301}, "reason"),
        ("cancel", {"reason": "x" * 301}, "reason"),
        ("move", {"origin": 0, "goal": 0}, "origin"),
        ("write", {"subject": "", "text": "x"}, "subject"),
        ("write", {"subject": "x" * 151, "text": "x"}, "subject"),
        ("write", {"subject": "x", "text": " "}, "text"),
        ("write", {"subject": "x", "text": "x" * 10_001}, "text"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(db, event, deed, arguments, field):
    with pytest.raises(Invalid) as problem:
        begin(event, deed, [make_registration(event)], arguments)

    assert problem.value.field == field
    assert db.session.scalars(select(OutboxItem)).all() == []


def test_refusal_without_a_reason_says_so_beside_the_field(browser, event):
    (one,) = pending(event, 1)
    page = browser.visit(f"{PATH}/selected/refuse", query_string={"who": one.code})

    again = browser.checked(browser.submit(page), 422)
    browser.submit(again, reason="All rooms are full")

    assert words(again.select_one(".ed-error")).startswith("Enter a reason")
    assert (one.state, one.reason) == ("rejected", "All rooms are full")


@pytest.mark.both_engines
def test_many_are_done_by_the_worker_block_by_block(db, event, organiser, browser, monkeypatch):
    monkeypatch.setitem(bulk.BATCH, "approve", 2)
    asked = pending(event, 5)

    task = begin(event, "approve", asked, actor_id=organiser.id)

    assert states(event) == ["pending"] * 5
    waiting = browser.visit(f"{PATH}/tasks/{task}")
    assert words(waiting.select_one(".ed-progress p")).startswith("0 of 5 are done.")
    with transaction():
        assert process_batch(task, now=NOW)
    assert words(browser.visit(f"{PATH}/tasks/{task}").select_one(".ed-progress p")).startswith("2 of 5 are done.")
    work(db)
    assert states(event) == ["confirmed"] * 5
    assert Counter(mails()) == Counter({("registration_confirmed", one.person.email): 1 for one in asked})
    assert words(browser.visit(f"{PATH}/tasks/{task}").select_one(".ed-banner strong")) == (
        "5 registrations are approved."
    )


def test_worker_that_died_between_blocks_writes_to_nobody_twice(db, event, organiser, monkeypatch):
    monkeypatch.setitem(bulk.BATCH, "write", 2)
    people = [make_registration(event) for _ in range(5)]
    task = begin(event, "write", people, {"subject": "Rooms", "text": "x"}, actor_id=organiser.id)
    with transaction():
        outbox.claim_due(1, mails=False, now=NOW)
    with transaction():
        process_batch(task, now=NOW)

    # The claim lapses, and another worker takes the task up where it stands.
    with transaction():
        db.session.get(OutboxItem, task).claimed_at = NOW - outbox.CLAIM_TIMEOUT * 2
    work(db)

    assert Counter(mails()) == Counter({("organiser_message", one.person.email): 1 for one in people})
    assert db.session.get(OutboxItem, task).payload["done"] == 5


def test_block_that_fails_is_taken_back_whole(db, event, organiser, monkeypatch):
    monkeypatch.setitem(bulk.BATCH, "approve", 2)
    task = begin(event, "approve", pending(event, 3), actor_id=organiser.id)

    def breaks(*_args, **_kwargs):
        raise RuntimeError("The disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(bulk, "approve_registration", approve_one_and_break(breaks))
        with pytest.raises(RuntimeError):
            jobs.change_registrations(db.session.get(OutboxItem, task))

    assert states(event) == ["pending"] * 3
    assert len(db.session.get(OutboxItem, task).payload["ids"]) == 3
    jobs.change_registrations(db.session.get(OutboxItem, task))
    assert states(event) == ["confirmed"] * 3


def approve_one_and_break(breaks):
    """Return a deed that approves the first it is asked for, and then breaks."""
    approve, asked = approve_registration, []

    def deed(registration, **given):
        asked.append(registration)
        return approve(registration, **given) if len(asked) == 1 else breaks()

    return deed


def test_mail_is_looked_at_and_tried_before_it_is_sent(browser, event, organiser):
    hub = make_organisation(name="Tbilisi Hub")
    first = make_registration(event, make_person(name="Nino {organisation} <b>", organisation_id=hub.id))
    second = make_registration(event)
    page = browser.visit(f"{PATH}/selected/write", query_string={"who": [first.code, second.code]})
    typed = {
        "subject": "News of {event}, {name}",
        "text": "Dear {name} of {organisation},\n\n{nobody} {{ 7*7 }} {page}",
    }

    preview = browser.checked(
        browser.post(f"{PATH}/selected/write", data={**hidden(page), "who": [first.code, second.code], **typed})
    )

    assert words(preview.select_one(".ed-preview h2")) == "As Nino {organisation} <b> gets it"
    assert words(preview.select_one(".ed-preview-subject strong")) == "News of Cluster Days, Nino {organisation} <b>"
    text = preview.select_one(".ed-preview pre").get_text()
    assert text.startswith("Dear Nino {organisation} <b> of Tbilisi Hub,\n\n{nobody} {{ 7*7 }} http")
    assert mails() == []
    fields = {**hidden(preview), "who": [first.code, second.code], **typed}
    for _ in range(2):
        tested = browser.checked(browser.post(f"{PATH}/selected/write", data={**fields, "step": "test"}))
    assert words(tested.select_one(".ed-banner")).startswith(f"A test is on its way to {organiser.email}.")
    assert mails() == [("organiser_message", organiser.email)]
    browser.post(f"{PATH}/selected/write", data={**fields, "step": "send"})
    assert [to for _, to in mails()] == [organiser.email, first.person.email, second.person.email]
    test, mine, theirs = (
        render_mail("organiser_message", one.payload["values"])
        for one in house_db.session.scalars(select(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id))
    )
    assert theirs[0] == f"News of Cluster Days, {second.person.name}"
    assert "/registrations/" not in test[1]
    assert mine[1] != test[1]


def test_mail_that_changed_since_it_was_shown_is_shown_again_and_not_sent(browser, event):
    one = make_registration(event)
    fields = looked_at(browser, "write", {"who": [one.code], "subject": "Rooms", "text": "Dear {nam} {name} {nam}"})

    page = browser.checked(browser.post(f"{PATH}/selected/write", data={**fields, "subject": "Room 2", "step": "send"}))

    assert words(page.select_one(".ed-banner strong")) == "The mail has changed since you looked at it."
    assert words(page.select_one(".ed-preview-subject strong")) == "Room 2"
    assert words(page.select_one(".ed-preview pre + p")) == "Not replaced, and sent as it stands: {nam}"
    assert page.select_one("main form button")["value"] == "preview"
    assert mails() == []
    browser.post(f"{PATH}/selected/write", data={**fields, **hidden(page), "subject": "Room 2", "step": "send"})
    assert mails() == [("organiser_message", one.person.email)]


def test_sessions_that_changed_since_they_were_shown_are_shown_again_and_nobody_is_moved(browser, event):
    first, second, third = (make_session(event, seats=3, title=title) for title in ("One", "Two", "Three"))
    seat = make_reservation(first)
    code = registration_of(event.id, seat.person_id).code
    typed = {"who": [code], "origin": str(first.id), "goal": str(second.id)}
    fields = looked_at(browser, "move", typed)

    page = browser.checked(browser.post(f"{PATH}/selected/move", data={**fields, "goal": str(third.id), "step": "do"}))

    assert [words(tag) for tag in page.select(".ed-banner strong")] == [
        "You chose other sessions since you looked.", "1 person has a seat in “One”.",
    ]  # fmt: skip
    assert seat.event_session_id == first.id
    browser.post(f"{PATH}/selected/move", data={**fields, **hidden(page), "goal": str(third.id), "step": "do"})
    assert reservation_of(third.id, seat.person_id).state == "confirmed"


@pytest.mark.parametrize(
    ("deed", "state", "said"),
    [
        ("approve", "confirmed", "None of them waits for approval"),
        ("refuse", "confirmed", "None of them waits for approval"),
        ("cancel", "rejected", "None of them is registered any more"),
        ("move", "pending", "None of them is confirmed"),
        ("write", "unconfirmed", "None of them has confirmed their e-mail address yet"),
    ],
)
def test_deed_for_nobody_says_why_and_leads_back(browser, event, deed, state, said):
    one = make_registration(event, state=state, expires_at=NOW if state == "unconfirmed" else None)

    page = browser.visit(f"{PATH}/selected/{deed}", query_string={"who": one.code})

    assert words(page.select_one(".ed-empty h2")) == said
    assert words(page.select_one(".ed-empty p")) == f"You selected: {STATES[state]} (1)."
    assert page.select_one(".ed-empty a")["href"] == PATH
    assert page.select("main form") == []


def looked_at(browser, deed, typed):
    """Show what would come of a deed; return the fields that its page sends with the button that does it."""
    shown = browser.checked(browser.send(f"{PATH}/selected/{deed}", typed))
    return {**typed, **hidden(shown), "who": typed["who"]}


def hidden(page):
    return {tag["name"]: tag["value"] for tag in page.select("main form input[type=hidden]") if tag["name"] != "who"}


def test_mail_goes_to_nobody_whose_address_is_not_known_to_be_theirs(browser, event):
    held = make_registration(event, state="unconfirmed", expires_at=NOW)
    without = make_registration(event, make_person(email=None))
    one = make_registration(event)
    codes = [held.code, without.code, one.code]

    page = browser.visit(f"{PATH}/selected/write", query_string={"who": codes})
    fields = looked_at(browser, "write", {"who": codes, "subject": "x", "text": "y"})
    answer = browser.post(f"{PATH}/selected/write", data={**fields, "step": "send"})
    result = browser.visit(answer.location)

    assert (
        words(page.select_one(".ed-selection ~ .ed-text-muted:last-child"))
        == "1 of them has no e-mail address and gets nothing."
    )
    assert mails() == [("organiser_message", one.person.email)]
    assert words(result.select_one(".ed-failures li")) == (
        f"{without.person.name} There is no e-mail address that is known to be theirs."
    )


def test_deed_and_mail_stand_in_the_history(db, event, organiser):
    one = make_registration(event, state="pending")

    begin(event, "approve", [one], actor_id=organiser.id)
    begin(event, "write", [one], {"subject": "Rooms", "text": "x"}, actor_id=organiser.id)

    noted = db.session.scalars(select(AuditEntry).filter_by(subject=f"Registration:{one.id}").order_by(AuditEntry.id))
    assert [(entry.verb, entry.actor_id) for entry in noted] == [("approve", organiser.id), ("write", organiser.id)]
    assert {item.subject_ref for item in db.session.scalars(select(OutboxItem).filter_by(kind="mail"))} == {
        f"Registration:{one.id}"
    }


@pytest.mark.parametrize("deed", ["approve", "refuse", "cancel", "move", "write"])
@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_deed_takes_the_same_queries_whatever_the_size(browser, event, queries, deed, rows):
    codes = [make_registration(event, state="pending").code for _ in range(rows)]

    with queries() as seen:
        browser.get(f"{PATH}/selected/{deed}", query_string={"who": codes})

    expected = {"approve": 5, "refuse": 4, "cancel": 4, "move": 5, "write": 5}[deed]
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == expected


def test_task_of_another_event_is_not_found(as_person, event, organiser):
    task = begin(event, "approve", pending(event, 1), actor_id=organiser.id)
    other = make_event(slug="other")

    assert as_person(make_role(other)).get(f"/desk/other/registrations/tasks/{task}").status_code == 404


@pytest.mark.both_engines
def test_no_reservation_is_left_behind_by_a_move_that_failed(db, event, organiser):
    origin, goal = make_session(event, seats=2), make_session(event, seats=1)
    make_reservation(goal)
    mover = make_reservation(origin)
    registration = registration_of(event.id, mover.person_id)

    begin(event, "move", [registration], {"origin": origin.id, "goal": goal.id}, actor_id=organiser.id)

    live = db.session.scalars(select(Reservation).filter_by(person_id=mover.person_id)).all()
    assert [(one.event_session_id, one.state) for one in live] == [(origin.id, "confirmed")]
    assert db.session.scalars(select(AuditEntry).filter_by(verb="move_seat")).all() == []
    assert mails() == []
