"""Bulk actions: whom they apply to, what they change, and that nothing is done twice."""

from collections import Counter

import pytest
from sqlalchemy import select

from eventdesk.attendees.rules import BulkAction
from eventdesk.attendees.services import bulk_actions as bulk
from eventdesk.attendees.services.bulk_actions import BULK_JOB, process_batch, start_bulk_action
from eventdesk.attendees.views import registrations as views_registrations
from eventdesk.cli import jobs
from eventdesk.core import outbox
from eventdesk.core.db import db as database
from eventdesk.core.db import transaction
from eventdesk.core.errors import Invalid
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.messages.rendering import render_mail
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.services.approvals import approve_registration
from eventdesk.registration.states import RegistrationState
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
from tests.pages import text_of

PATH = "/desk/days/registrations"


def states(event):
    rows = database.session.scalars(select(Registration).filter_by(event_id=event.id).order_by(Registration.id))
    return [registration.state for registration in rows]


def mails():
    items = database.session.scalars(select(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id))
    return [(item.payload["template"], item.recipient) for item in items]


def pending(event, number):
    return [make_registration(event, state="pending") for _ in range(number)]


def work(db):
    """Run all jobs that are due, as a worker does."""
    db.session.rollback()
    while jobs.run_due_job(None):
        pass
    db.session.expire_all()


def broken():
    """Return the invariants that do not hold, but for emails: the factories write none."""
    return [fault for fault in find_inconsistencies(now=NOW) if "were not told" not in fault]


def begin(event, action, selected, arguments=None, **given):
    values = {"actor_id": selected[0].person_id, "now": NOW, **given}
    ids = [registration.id for registration in selected]
    with transaction():
        return start_bulk_action(event, BulkAction(action), ids, arguments or {}, **values)


def test_page_shows_whom_the_action_applies_to(browser, event):
    first, second = pending(event, 2)
    done = make_registration(event)

    page = browser.visit(
        f"{PATH}/selected/approve", query_string={"who": [first.code, second.code, done.code], "q": "Person"}
    )

    assert text_of(page.select_one(".ed-selection")) == f"2 people: {first.person.name} , {second.person.name}"
    assert (
        text_of(page.select_one(".ed-selection + .ed-text-muted")) == "Also selected, but not changed: Confirmed (1)."
    )
    assert text_of(page.select_one("main form button")) == "Approve 2 registrations"
    assert page.select_one(".ed-back a")["href"] == f"{PATH}?q=Person"


def test_selected_registrations_are_approved_and_notified(browser, event):
    first, second = pending(event, 2)
    pending(event, 1)
    page = browser.visit(f"{PATH}/selected/approve", query_string={"who": [first.code, second.code]})

    answer = browser.submit(page)
    result = browser.visit(answer.location)

    assert states(event) == ["confirmed", "confirmed", "pending"]
    assert mails() == [
        ("registration_confirmed", first.person.email), ("registration_confirmed", second.person.email),
    ]  # fmt: skip
    assert text_of(result.select_one(".ed-banner strong")) == "2 registrations approved."


def test_form_sent_twice_is_done_once(browser, event):
    first, second = make_registration(event), make_registration(event)
    typed = {"subject": "Rooms", "text": "Dear {name}", "who": [first.code, second.code]}
    fields = previewed(browser, "write", typed)

    answers = [browser.post(f"{PATH}/selected/write", data={**fields, "step": "send"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert mails() == [("organiser_message", first.person.email), ("organiser_message", second.person.email)]


def test_empty_selection_redirects_to_the_filtered_list(browser, event):
    pending(event, 1)

    answer = browser.get(f"{PATH}/selected/approve", query_string={"q": "x", "newest": "9"})

    assert answer.location == f"{PATH}?q=x"
    assert text_of(browser.visit(f"{PATH}").select_one(".ed-banner")) == "Select at least one person first."


@pytest.mark.parametrize("action", ["approve", "refuse", "cancel", "move", "write"])
def test_registrations_of_another_event_are_ignored(browser, event, action):
    theirs = make_registration(make_event(), state="pending")
    ours = make_registration(event, state="pending" if action in ("approve", "refuse") else "confirmed")
    seats = [make_session(event, seats=3), make_session(event, seats=3)]
    typed = {
        "who": [theirs.code, ours.code, "NOBODY"], "reason": "No place", "subject": "x", "text": "y",
        "source": str(seats[0].id), "target": str(seats[1].id),
    }  # fmt: skip
    if action in ("move", "write"):
        typed = {**previewed(browser, action, typed), "step": "do" if action == "move" else "send"}

    answer = browser.send(f"{PATH}/selected/{action}", typed)
    nobody = browser.send(f"{PATH}/selected/{action}", {**typed, "who": theirs.code})

    assert answer.status_code == 303
    assert nobody.location == PATH
    item = database.session.scalars(select(OutboxItem).filter_by(kind=BULK_JOB)).one()
    assert item.payload["total"] == 1
    assert theirs.state == "pending"


def test_select_all_covers_every_page_but_no_later_registration(browser, event, monkeypatch):
    monkeypatch.setattr(views_registrations, "PAGE", 2)
    pending(event, 4)
    make_registration(event)
    page = browser.visit(PATH, query_string={"status": "pending"})
    fields = {tag["name"]: tag["value"] for tag in page.select("form[data-module=bulk-select] input[type=hidden]")}
    late = make_registration(event, state="pending")

    confirm = browser.visit(f"{PATH}/selected/approve", query_string={**fields, "all": "yes"})
    browser.submit(confirm)

    assert text_of(confirm.select_one("main form button")) == "Approve 4 registrations"
    assert states(event) == ["confirmed"] * 5 + ["pending"]
    assert late.state == "pending"


def test_registration_that_changed_meanwhile_is_skipped(browser, event):
    first, second = pending(event, 2)
    page = browser.visit(f"{PATH}/selected/approve", query_string={"who": [first.code, second.code]})
    with transaction():
        first.state = "cancelled"

    result = browser.visit(browser.submit(page).location)

    assert states(event) == ["cancelled", "confirmed"]
    assert text_of(result.select_one(".ed-banner strong")) == "1 registration approved."


@pytest.mark.both_engines
def test_last_places_go_to_the_earliest_registrations(db, event, organiser):
    make_terms(event, places=2, taken=0, requires_approval=True)
    registrations = pending(event, 4)

    task = begin(event, "approve", registrations, actor_id=organiser.id)

    payload = db.session.get(OutboxItem, task).payload
    assert states(event) == ["confirmed", "confirmed", "pending", "pending"]
    assert (payload["done"], payload["unchanged"], payload["failures"]) == (2, 0, 2)
    assert payload["failed"] == [
        {"code": left.code, "name": left.person.name, "why": "All places are taken.", "params": {}}
        for left in registrations[2:]
    ]
    assert broken() == []


@pytest.mark.both_engines
def test_cancelling_gives_seats_to_the_waiting_list(db, event, organiser):
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
def test_move_stops_when_no_seat_is_free(db, event, organiser):
    source, target = make_session(event, seats=5, title="Morning"), make_session(event, seats=2, title="Afternoon")
    target.starts_at, target.ends_at = target.ends_at, target.ends_at + (target.ends_at - target.starts_at)
    movers = [make_reservation(source) for _ in range(3)]
    none = make_registration(event)
    selected = list(db.session.scalars(select(Registration).order_by(Registration.id)))

    task = begin(event, "move", selected, {"source": source.id, "target": target.id}, actor_id=organiser.id)

    payload = db.session.get(OutboxItem, task).payload
    assert [one.state for one in movers] == ["cancelled", "cancelled", "confirmed"]
    assert payload["done"] == 2
    assert [(one["code"], one["why"]) for one in payload["failed"]] == [
        (selected[2].code, "All seats are taken."),
        (none.code, "This person has no seat in the session."),
    ]
    taken = {one.event_session_id: one.taken for one in db.session.scalars(select(SessionSeats))}
    assert taken == {source.id: 1, target.id: 2}
    assert broken() == []


def test_move_is_previewed(browser, event):
    source, target = make_session(event, seats=5, title="Morning"), make_session(event, seats=1, title="Afternoon")
    seated = [make_reservation(source) for _ in range(2)]
    codes = [registration_of(event.id, one.person_id).code for one in seated]
    page = browser.visit(f"{PATH}/selected/move", query_string={"who": codes, "session": source.code})
    assert page.select_one("select[name=source] [selected]")["value"] == str(source.id)

    preview = browser.checked(browser.submit(page, target=str(target.id), source=str(source.id)))

    assert text_of(preview.select_one(".ed-banner")) == (
        "2 people have a seat in “Morning”. “Afternoon” has 1 free seat. "
        "People without a free seat keep the seat they have, and you get a list of them."
    )
    assert text_of(preview.select_one("button[value=do]")) == "Move 2 people"
    same = browser.checked(browser.submit(page, target=str(source.id), source=str(source.id)), 422)
    assert text_of(same.select_one(".ed-error")) == "Choose two different sessions"


@pytest.mark.parametrize(
    ("action", "arguments", "field"),
    [
        ("refuse", {"reason": " "}, "reason"),
        ("refuse", {"reason": "x" * 301}, "reason"),
        ("cancel", {"reason": "x" * 301}, "reason"),
        ("move", {"source": 0, "target": 0}, "source"),
        ("write", {"subject": "", "text": "x"}, "subject"),
        ("write", {"subject": "x" * 151, "text": "x"}, "subject"),
        ("write", {"subject": "x", "text": " "}, "text"),
        ("write", {"subject": "x", "text": "x" * 10_001}, "text"),
    ],
)
def test_invalid_argument_is_refused_at_its_field(db, event, action, arguments, field):
    with pytest.raises(Invalid) as problem:
        begin(event, action, [make_registration(event)], arguments)

    assert problem.value.field == field
    assert db.session.scalars(select(OutboxItem)).all() == []


def test_rejecting_needs_a_reason(browser, event):
    (one,) = pending(event, 1)
    page = browser.visit(f"{PATH}/selected/refuse", query_string={"who": one.code})

    again = browser.checked(browser.submit(page), 422)
    browser.submit(again, reason="All rooms are full")

    assert text_of(again.select_one(".ed-error")).startswith("Enter a reason")
    assert (one.state, one.reason) == ("rejected", "All rooms are full")


@pytest.mark.both_engines
def test_worker_does_many_registrations_in_batches(db, event, organiser, browser, monkeypatch):
    monkeypatch.setitem(bulk.BATCH, "approve", 2)
    registrations = pending(event, 5)

    task = begin(event, "approve", registrations, actor_id=organiser.id)

    assert states(event) == ["pending"] * 5
    waiting = browser.visit(f"{PATH}/tasks/{task}")
    assert text_of(waiting.select_one(".ed-progress p")).startswith("0 of 5 done.")
    with transaction():
        assert process_batch(task, now=NOW)
    assert text_of(browser.visit(f"{PATH}/tasks/{task}").select_one(".ed-progress p")).startswith("2 of 5 done.")
    work(db)
    assert states(event) == ["confirmed"] * 5
    assert Counter(mails()) == Counter(
        {("registration_confirmed", registration.person.email): 1 for registration in registrations}
    )
    assert text_of(browser.visit(f"{PATH}/tasks/{task}").select_one(".ed-banner strong")) == (
        "5 registrations approved."
    )


def test_worker_that_died_between_batches_sends_nothing_twice(db, event, organiser, monkeypatch):
    monkeypatch.setitem(bulk.BATCH, "write", 2)
    people = [make_registration(event) for _ in range(5)]
    task = begin(event, "write", people, {"subject": "Rooms", "text": "x"}, actor_id=organiser.id)
    with transaction():
        outbox.claim_due(1, mails=False, now=NOW)
    with transaction():
        process_batch(task, now=NOW)

    # The claim expires, and another worker continues the job.
    with transaction():
        db.session.get(OutboxItem, task).claimed_at = NOW - outbox.CLAIM_TIMEOUT * 2
    work(db)

    assert Counter(mails()) == Counter({("organiser_message", one.person.email): 1 for one in people})
    assert db.session.get(OutboxItem, task).payload["done"] == 5


def test_failed_batch_is_rolled_back(db, event, organiser, monkeypatch):
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
    """Return a function that approves one registration and then breaks."""
    approve, calls = approve_registration, []

    def approve_one(registration, **given):
        calls.append(registration)
        return approve(registration, **given) if len(calls) == 1 else breaks()

    return approve_one


def test_message_is_previewed_tested_and_sent(browser, event, organiser):
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

    assert text_of(preview.select_one(".ed-preview h2")) == "Preview for Nino {organisation} <b>"
    assert text_of(preview.select_one(".ed-preview-subject strong")) == "News of Cluster Days, Nino {organisation} <b>"
    text = preview.select_one(".ed-preview pre").get_text()
    assert text.startswith("Dear Nino {organisation} <b> of Tbilisi Hub,\n\n{nobody} {{ 7*7 }} http")
    assert mails() == []
    fields = {**hidden(preview), "who": [first.code, second.code], **typed}
    for _ in range(2):
        tested = browser.checked(browser.post(f"{PATH}/selected/write", data={**fields, "step": "test"}))
    assert text_of(tested.select_one(".ed-banner")).startswith(f"A test has been sent to {organiser.email}.")
    assert mails() == [("organiser_message", organiser.email)]
    browser.post(f"{PATH}/selected/write", data={**fields, "step": "send"})
    assert [to for _, to in mails()] == [organiser.email, first.person.email, second.person.email]
    test, to_first, to_second = (
        render_mail("organiser_message", item.payload["values"])
        for item in database.session.scalars(select(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id))
    )
    assert to_second[0] == f"News of Cluster Days, {second.person.name}"
    assert "/registrations/" not in test[1]
    assert to_first[1] != test[1]


def test_message_changed_after_the_preview_is_previewed_again(browser, event):
    one = make_registration(event)
    fields = previewed(browser, "write", {"who": [one.code], "subject": "Rooms", "text": "Dear {nam} {name} {nam}"})

    page = browser.checked(browser.post(f"{PATH}/selected/write", data={**fields, "subject": "Room 2", "step": "send"}))

    assert text_of(page.select_one(".ed-banner strong")) == "The message has changed since the preview."
    assert text_of(page.select_one(".ed-preview-subject strong")) == "Room 2"
    assert text_of(page.select_one(".ed-preview pre + p")) == "Unknown fields are sent as they are: {nam}"
    assert page.select_one("main form button")["value"] == "preview"
    assert mails() == []
    browser.post(f"{PATH}/selected/write", data={**fields, **hidden(page), "subject": "Room 2", "step": "send"})
    assert mails() == [("organiser_message", one.person.email)]


def test_move_changed_after_the_preview_is_previewed_again(browser, event):
    first, second, third = (make_session(event, seats=3, title=title) for title in ("One", "Two", "Three"))
    seat = make_reservation(first)
    code = registration_of(event.id, seat.person_id).code
    typed = {"who": [code], "source": str(first.id), "target": str(second.id)}
    fields = previewed(browser, "move", typed)

    page = browser.checked(
        browser.post(f"{PATH}/selected/move", data={**fields, "target": str(third.id), "step": "do"})
    )

    assert [text_of(tag) for tag in page.select(".ed-banner strong")] == [
        "You have chosen other sessions since the preview.", "1 person has a seat in “One”.",
    ]  # fmt: skip
    assert seat.event_session_id == first.id
    browser.post(f"{PATH}/selected/move", data={**fields, **hidden(page), "target": str(third.id), "step": "do"})
    assert reservation_of(third.id, seat.person_id).state == "confirmed"


@pytest.mark.parametrize(
    ("action", "state", "title"),
    [
        ("approve", "confirmed", "No selected registration is awaiting approval"),
        ("refuse", "confirmed", "No selected registration is awaiting approval"),
        ("cancel", "rejected", "All selected registrations have already ended"),
        ("move", "pending", "No selected registration is confirmed"),
        ("write", "unconfirmed", "No selected person has confirmed their email address"),
    ],
)
def test_action_that_applies_to_no_one(browser, event, action, state, title):
    one = make_registration(event, state=state, expires_at=NOW if state == "unconfirmed" else None)

    page = browser.visit(f"{PATH}/selected/{action}", query_string={"who": one.code})

    assert text_of(page.select_one(".ed-empty h2")) == title
    assert text_of(page.select_one(".ed-empty p")) == f"You selected: {RegistrationState(state).label} (1)."
    assert page.select_one(".ed-empty a")["href"] == PATH
    assert page.select("main form") == []


def previewed(browser, action, typed):
    """Preview an action; return the fields that its page sends with the button that does it."""
    shown = browser.checked(browser.send(f"{PATH}/selected/{action}", typed))
    return {**typed, **hidden(shown), "who": typed["who"]}


def hidden(page):
    return {tag["name"]: tag["value"] for tag in page.select("main form input[type=hidden]") if tag["name"] != "who"}


def test_message_skips_people_without_a_confirmed_address(browser, event):
    unconfirmed = make_registration(event, state="unconfirmed", expires_at=NOW)
    without = make_registration(event, make_person(email=None))
    one = make_registration(event)
    codes = [unconfirmed.code, without.code, one.code]

    page = browser.visit(f"{PATH}/selected/write", query_string={"who": codes})
    fields = previewed(browser, "write", {"who": codes, "subject": "x", "text": "y"})
    answer = browser.post(f"{PATH}/selected/write", data={**fields, "step": "send"})
    result = browser.visit(answer.location)

    assert (
        text_of(page.select_one(".ed-selection ~ .ed-text-muted:last-child"))
        == "1 of them has no email address and receives nothing."
    )
    assert mails() == [("organiser_message", one.person.email)]
    assert text_of(result.select_one(".ed-failures li")) == (
        f"{without.person.name} They have no confirmed email address."
    )


def test_actions_and_messages_are_audited(db, event, organiser):
    one = make_registration(event, state="pending")

    begin(event, "approve", [one], actor_id=organiser.id)
    begin(event, "write", [one], {"subject": "Rooms", "text": "x"}, actor_id=organiser.id)

    entries = db.session.scalars(select(AuditEntry).filter_by(subject=f"Registration:{one.id}").order_by(AuditEntry.id))
    assert [(entry.verb, entry.actor_id) for entry in entries] == [("approve", organiser.id), ("write", organiser.id)]
    assert {item.subject_ref for item in db.session.scalars(select(OutboxItem).filter_by(kind="mail"))} == {
        f"Registration:{one.id}"
    }


@pytest.mark.parametrize("action", ["approve", "refuse", "cancel", "move", "write"])
@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_an_action_takes_a_fixed_number_of_queries(browser, event, queries, action, rows):
    codes = [make_registration(event, state="pending").code for _ in range(rows)]

    with queries() as seen:
        browser.get(f"{PATH}/selected/{action}", query_string={"who": codes})

    expected = {"approve": 5, "refuse": 4, "cancel": 4, "move": 5, "write": 5}[action]
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == expected


def test_job_of_another_event_is_404(as_person, event, organiser):
    task = begin(event, "approve", pending(event, 1), actor_id=organiser.id)
    other = make_event(slug="other")

    assert as_person(make_role(other)).get(f"/desk/other/registrations/tasks/{task}").status_code == 404


@pytest.mark.both_engines
def test_failed_move_leaves_no_reservation(db, event, organiser):
    source, target = make_session(event, seats=2), make_session(event, seats=1)
    make_reservation(target)
    mover = make_reservation(source)
    registration = registration_of(event.id, mover.person_id)

    begin(event, "move", [registration], {"source": source.id, "target": target.id}, actor_id=organiser.id)

    live = db.session.scalars(select(Reservation).filter_by(person_id=mover.person_id)).all()
    assert [(one.event_session_id, one.state) for one in live] == [(source.id, "confirmed")]
    assert db.session.scalars(select(AuditEntry).filter_by(verb="move_seat")).all() == []
    assert mails() == []
