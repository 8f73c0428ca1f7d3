"""Undo and redo on the agenda, what others did meanwhile, and the form that moves a session without a script."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from werkzeug.test import Client as Browser

from eventdesk.accounts import services as accounts
from eventdesk.core.db import transaction
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.services.draft import remove_session, schedule_session
from eventdesk.programme.services.undo import undo_change
from tests.factories import (
    NOW,
    make_account,
    make_event,
    make_person,
    make_reservation,
    make_role,
    make_room,
    make_session,
)
from tests.pages import parse, text_of
from tests.servers import signed_cookie

AGENDA = "/desk/days/agenda"
HTMX = {"HX-Request": "true"}
MOVE = "/desk/days/sessions/opening/move"
FORM = "main form.ed-form"


def at(hour, minute=0, day=14):
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def session(event):
    """Opening, in the Great hall, 11:00–11:45 in Brussels."""
    hall = make_room(event, slug="hall", name="Great hall")
    return make_session(event, code="opening", title="Opening", room_id=hall.id, starts_at=at(9))


def plan(event_session, who, hour, day=14):
    with transaction():
        schedule_session(
            event_session, starts_at=at(hour, day=day), ends_at=at(hour + 1, day=day), actor_id=who.id, now=NOW
        )


def starts_at(db, event_session):
    return db.session.get(DraftSession, event_session.id).starts_at


def test_undo_and_redo_name_the_change(desk, session, organiser, db):
    plan(session, organiser, 12, day=15)
    page = desk.visit(AGENDA)
    assert [button.has_attr("disabled") for button in page.select(".ed-undo-redo button")] == [False, True]

    answer = desk.submit(page, 'form[data-step="undo"]')

    assert (answer.status_code, answer.location) == (303, f"{AGENDA}?day=2026-04-14")
    page = desk.visit(answer.location)
    assert text_of(page.select_one(".ed-flashed")) == "Undone: moved “Opening”."
    assert [text_of(button) for button in page.select(".ed-undo-redo button")] == ["Undo", "Redo : moved “Opening”"]
    assert starts_at(db, session) == at(9)
    desk.submit(page, 'form[data-step="redo"]')
    assert starts_at(db, session) == at(12, day=15)


def test_undo_answers_the_script_with_the_board(desk, session, organiser):
    plan(session, organiser, 12)

    answer = desk.send(f"{AGENDA}/undo", {"view": "all"}, headers=HTMX)

    board = parse(answer.text).select_one("#agenda")
    assert (answer.status_code, board["data-announcement"]) == (200, "Undone: moved “Opening”.")
    assert board["data-view"] == "all"


@pytest.mark.parametrize(
    ("action", "announcement"), [("undo", "There is nothing to undo."), ("redo", "There is nothing to redo.")]
)
def test_nothing_to_undo_or_redo_is_announced(desk, session, action, announcement):
    answer = desk.send(f"{AGENDA}/{action}", headers=HTMX)

    assert answer.status_code == 409
    assert parse(answer.text).select_one("#agenda")["data-announcement"] == announcement


def test_undo_of_a_session_changed_since_is_refused(desk, session, organiser, db):
    plan(session, organiser, 12)
    plan(session, make_person(), 13)

    answer = desk.send(f"{AGENDA}/undo", headers=HTMX)

    assert answer.status_code == 409
    assert parse(answer.text).select_one("#agenda")["data-announcement"] == (
        "“Opening” has been changed since, so this change stays."
    )
    assert starts_at(db, session) == at(13)


def test_removed_session_is_named_where_it_can_be_brought_back(desk, event, organiser):
    draft = make_session(event, title="Sketch", state="draft")
    with transaction():
        remove_session(draft, actor_id=organiser.id, now=NOW)

    page = desk.visit(AGENDA)

    assert text_of(page.select_one('[data-step="undo"] button')) == "Undo : removed “Sketch”"


@pytest.mark.both_engines
def test_changes_since_a_revision_are_announced(desk, event, session, organiser):
    ada = make_person(name="Ada Admin")
    assert desk.get(f"{AGENDA}/changes?since=0").status_code == 204
    plan(session, ada, 12)

    answer = desk.get(f"{AGENDA}/changes?since=0&step=0&day=2026-04-14", headers=HTMX)

    board = parse(answer.text).select_one("#agenda")
    assert (answer.status_code, board["data-announcement"]) == (200, "Ada Admin moved “Opening”.")
    assert (board["data-revision"], board["data-view"]) == ("1", "2026-04-14")
    assert desk.get(f"{AGENDA}/changes?since=1").status_code == 204


def test_many_changes_are_summarised(desk, event, session, organiser):
    for hour in range(10, 15):
        plan(session, organiser, hour)

    board = parse(desk.get(f"{AGENDA}/changes?since=0&step=0").text).select_one("#agenda")

    assert (
        board["data-announcement"] == " ".join(["Ieva Petrauskaitė moved “Opening”."] * 3) + " And 2 earlier changes."
    )


def test_undo_by_someone_else_is_announced(desk, event, session):
    ada = make_person()
    plan(session, ada, 12)
    page = desk.visit(AGENDA).select_one("#agenda")
    with transaction():
        undo_change(event, actor_id=ada.id, now=NOW)

    answer = desk.get(f"{AGENDA}/changes?since={page['data-revision']}&step={page['data-step']}")

    assert parse(answer.text).select_one("#agenda")["data-announcement"].startswith("The agenda has changed")


@pytest.mark.parametrize("query", ["since=-1&step=-1", "since=x&step=x", "since=&step=" + "9" * 30, ""])
def test_strange_question_for_changes_is_answered(desk, session, query):
    assert desk.get(f"{AGENDA}/changes?{query}").status_code in (200, 400)


def test_changes_of_another_event_are_404(app, event, session, as_person):
    other = as_person(make_role(make_event(slug="others")))

    assert other.get(f"{AGENDA}/changes?since=9").status_code == 404
    assert app.test_client().get(f"{AGENDA}/changes?since=9", headers=HTMX).status_code == 401


def test_ten_moves_at_once_are_one_move_and_nine_refusals(app, event, session, organiser, db):
    browsers = []
    for person in [organiser, *(make_role(event) for _ in range(9))]:
        with transaction():
            _, token = accounts.add_sign_in(make_account(person), now=NOW)
        browsers.append(signed_cookie(app, token))
    at_once, answers = Barrier(len(browsers)), []

    def move(number, cookie, token):
        fields = {
            "csrf_token": token,
            "version": "1",
            "day": "2026-04-14",
            "starts": f"{12 + number}:00",
            "minutes": "45",
        }
        at_once.wait()
        answer = Browser(app, use_cookies=False).post(
            "/desk/days/sessions/opening/place", data=fields, headers={"Cookie": cookie, **HTMX}
        )
        answers.append(answer.status_code)

    threads = [Thread(target=move, args=(number, *one)) for number, one in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    db.session.expire_all()
    assert sorted(answers) == [200] + [409] * 9
    assert db.session.query(DraftChange).count() == 1
    assert db.session.get(DraftSession, session.id).version == 2


def test_form_carries_the_version_and_refuses_a_stale_one_with_what_was_typed(desk, session, organiser, db):
    page = desk.visit(MOVE)
    plan(session, make_person(), 12)

    answer = desk.submit(page, FORM, starts="15:00", ends="16:00")

    page = desk.checked(answer, 409)
    assert "Someone else has changed “Opening”. Nothing was moved." in text_of(page.select_one(".ed-banner"))
    assert "It is now on 14 April, 14:00–15:00, Great hall." in text_of(page.select_one(".ed-banner"))
    assert page.select_one("[name=starts]")["value"] == "15:00"
    assert starts_at(db, session) == at(12)
    assert desk.submit(page, FORM).status_code == 303
    assert starts_at(db, session) == at(13)


def test_move_form_asks_once_if_people_have_seats(desk, session, db):
    make_reservation(session)
    page = desk.visit(MOVE)
    assert page.select("[name=sure]") == []

    page = desk.checked(desk.submit(page, FORM, day="", starts="", ends=""), 422)

    assert "“Opening” has 1 reservation. Once you publish" in text_of(page.select_one(".ed-error-summary"))
    assert starts_at(db, session) == at(9)
    assert desk.submit(page, FORM, sure="y").location == f"{AGENDA}#s-opening"
    assert starts_at(db, session) is None


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40])
def test_form_with_a_strange_version_is_stale(desk, session, version):
    page = desk.visit(MOVE)

    assert desk.submit(page, FORM, version=version, starts="15:00", ends="16:00").status_code == 409
