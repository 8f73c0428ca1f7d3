"""A form that adds something adds it once, however often it is sent: the guard recognises its idempotency key."""

import ast
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from eventdesk.accounts.models import SignIn
from eventdesk.core.db import db
from eventdesk.core.models import IdempotencyKey, RateLimitCounter
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Question
from tests import factories as make
from tests.architecture.route_fixtures import PDF, make_world
from tests.conftest import prefilled
from tests.pages import parse

PACKAGE = Path(__file__).resolve().parents[2] / "eventdesk"

ADDS = ("add_", "copy_", "invite_", "register_", "repeat_", "request_registration", "start_bulk_action")
"""How the names of functions that add something begin."""
HARMLESS = {
    "agenda.add_favourite": "a favourite that exists stays as it is",
    "accounts.link": "a link that is opened once",
    "accounts.sign_in": "a second sign-in of a browser takes the place of the first",
    "booking.change_consent": "changes the registration that is there",
}
"""Endpoints whose views call one of ADDS and need no key, each with the reason."""

# Who sends each form that is done once, and its values; those of `stands_for` are replaced by codes.
FORMS = {
    "desk.appearance_new": ("organiser", {"name": "Zoe Zoom"}),
    "desk.availability_add": ("organiser", {"day": "2026-04-14", "starts": "10:00", "ends": "11:00"}),
    "desk.event_copy": ("administrator", {}),
    "desk.link_new": ("organiser", {"title": "Slides", "url": "https://example.org/slides"}),
    "desk.material_new": ("organiser", {"title": "Slides", "file": "slides.pdf"}),
    "desk.roles": ("organiser", {"email": "new@example.org", "name": "New Colleague"}),
    "desk.session_new": ("organiser", {"title": "Opening"}),
    "desk.session_repeat": ("organiser", {}),
    "desk.session_template": ("organiser", {}),
    "desk.talk_new": ("organiser", {"title": "A talk"}),
    "programme.comment": ("participant", {"text": "A comment"}),
    "programme.event_new": (
        "administrator", {"title": "New event", "starts_on": "2026-06-01", "ends_on": "2026-06-02", "city": "Kaunas"},
    ),
    "programme.links": ("organiser", {"title": "Partner", "url": "https://example.org/"}),
    "programme.rooms": ("organiser", {"name": "Annex"}),
    "programme.tracks": ("organiser", {"name": "Science"}),
    "attendees.approve_selected": ("organiser", {"who": "pending"}),
    "booking.cancel_registration": ("participant", {}),
    "attendees.cancel_selected": ("organiser", {"who": "pending"}),
    "booking.change_registration": ("participant", {"consents_to_listing": "y"}),
    "booking.revoke_my_links": ("participant", {}),
    "booking.release": ("participant", {}),
    "registration.invitation_codes": ("organiser", {"code": ""}),
    "booking.release_my_seat": ("participant", {}),
    "attendees.move_selected": ("organiser", {"who": "participant", "source": "session", "target": "empty session"}),
    "registration.question_new": ("organiser", {"label": "Your diet", "purpose": "Lunch"}),
    "attendees.refuse_selected": ("organiser", {"who": "pending", "reason": "Full"}),
    "booking.register": ("visitor", {"name": "Ana", "email": "ana@example.org"}),
    "booking.register_group": (
        "participant", {"organisation": "Works", "people-0-name": "Ana", "people-0-email": "ana@example.org"},
    ),
    "registration.registration_field_add": ("organiser", {"standard": "organisation"}),
    "attendees.registration_add_to_session": ("organiser", {"target": "empty session"}),
    "seats.seats_add_attendee": ("organiser", {"person": "guest", "deed": "put_in"}),
    "checkin.walk_in": ("organiser", {"name": "Wal King", "override_capacity": "1"}),
    "attendees.write_selected": ("organiser", {"who": "participant", "subject": "Rooms", "text": "Dear"}),
}  # fmt: skip


@pytest.fixture
def world(app):
    return make_world(app)


# Forms with a preview: the buttons that show it and that do it.
SHOWN_FIRST = {"attendees.move_selected": ("look", "do"), "attendees.write_selected": ("preview", "send")}


@pytest.fixture
def stands_for(world):
    """The codes and ids for some values of FORMS."""
    guest = make.make_person(name="Gus Guest")
    make.make_registration(world.event, guest)
    session_code = world.arguments["session_code"]
    return {
        "pending": make.make_registration(world.event, state="pending").code,
        "participant": world.arguments["registration_code"],
        "guest": guest.code,
        "session": str(db.session.scalars(select(EventSession.id).filter_by(code=session_code)).one()),
        "empty session": str(make.make_session(world.event, seats=5).id),
    }


NOT_COMPARED = {IdempotencyKey.__tablename__, RateLimitCounter.__tablename__, SignIn.__tablename__}


def stored():
    """Return every row of every table but the keys and the sign-ins."""
    tables = [table for name, table in db.metadata.tables.items() if name not in NOT_COMPARED]
    return {table.name: sorted(map(repr, db.session.execute(select(table)).all())) for table in tables}


def done_once(app):
    return {endpoint for endpoint, view in app.view_functions.items() if getattr(view, "is_done_once", False)}


def form_of(browser, endpoint, path):
    """Return what a browser would send of the form at `path`; of a form on another page, its key only."""
    page = browser.get(path)
    forms = [form for form in parse(page.text).select("form[method=post]") if form["action"] == path]
    return prefilled(forms[0]) if page.status_code == 200 and len(forms) == 1 else {"key": "a-form-of-another-page"}


def test_every_form_that_is_done_once_is_tried(app):
    assert sorted(done_once(app)) == sorted(FORMS)


@pytest.mark.parametrize("endpoint", FORMS)
def test_form_sent_twice_is_done_once(app, world, as_person, stands_for, endpoint):
    role, typed = FORMS[endpoint]
    browser = as_person(world.people[role]) if world.people[role] else app.test_client()
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    arguments = {name: world.arguments[name] for name in rule.arguments}
    if endpoint == "seats.seats_add_attendee":
        arguments["session_code"] = db.session.get_one(EventSession, int(stands_for["empty session"])).code
    with app.test_request_context():
        path = app.url_for(endpoint, **arguments)
    typed = {name: stands_for.get(value, value) for name, value in typed.items()}
    sent = {**form_of(browser, endpoint, path), **typed, "csrf_token": browser.csrf_token()}
    if endpoint in SHOWN_FIRST:
        look, do = SHOWN_FIRST[endpoint]
        shown = parse(browser.post(path, data={**sent, "step": look}).text)
        sent = {**prefilled(shown.select_one("main form[method=post]")), **typed, "step": do}
    before = stored()

    def send():
        files = {"file": (io.BytesIO(PDF), "slides.pdf")} if "file" in typed else {}
        return browser.post(path, data={**sent, **files})

    first = send()
    after_first = stored()
    second = send()

    assert (first.status_code, second.status_code) == (303, 410 if endpoint == "booking.revoke_my_links" else 303)
    assert after_first != before
    assert stored() == after_first


def test_form_sent_twice_leads_to_where_it_led(world, as_person):
    browser = as_person(world.people["organiser"])
    path = f"/desk/{world.event.slug}/sessions/new"
    sent = {**form_of(browser, "", path), "title": "Opening"}

    answers = [browser.post(path, data=sent) for _ in range(2)]

    assert answers[0].location == answers[1].location != path
    assert db.session.query(EventSession).filter_by(title="Opening").count() == 1


QUESTION = {"kind": "text", "purpose": "Lunch", "seen_by": "organisers", "delete_after_days": "30"}


def new_question(world):
    return f"/desk/{world.event.slug}/registration/questions/new"


def questions():
    return sorted(db.session.scalars(select(Question.label).where(Question.label.like("Diet%"))))


def test_form_without_a_key_is_done_each_time(world, as_person):
    browser = as_person(world.people["organiser"])

    for _ in range(2):
        browser.send(new_question(world), {**QUESTION, "label": "Diet"})

    assert questions() == ["Diet", "Diet"]


def test_form_that_was_refused_is_sent_again_with_its_key(world, as_person):
    browser = as_person(world.people["organiser"])

    refused = browser.checked(browser.submit(new_question(world), label=""), 422)
    key = refused.select_one("main form [name=key]")["value"]
    assert db.session.query(IdempotencyKey).count() == 0
    answers = [browser.send(new_question(world), {**QUESTION, "label": "Diet", "key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert questions() == ["Diet"]


def test_form_that_is_changed_after_it_was_accepted_is_another(world, as_person):
    browser = as_person(world.people["organiser"])

    for label in ("Diet", "Diet 2", "Diet"):
        browser.send(new_question(world), {**QUESTION, "label": label, "key": "one-page"})

    assert questions() == ["Diet", "Diet 2"]


def test_key_of_one_person_is_not_that_of_another(world, as_person):
    for role in ("organiser", "administrator"):
        as_person(world.people[role]).send(new_question(world), {**QUESTION, "label": "Diet", "key": "one-page"})

    assert questions() == ["Diet", "Diet"]


@pytest.mark.both_engines
def test_form_sent_at_once_by_two_requests_is_done_once(app, world, as_person):
    browsers = [as_person(world.people["organiser"]) for _ in range(2)]
    sent = {**QUESTION, "label": "Diet", "key": "one-page"}
    forms = [{**sent, "csrf_token": browser.csrf_token()} for browser in browsers]
    path, together = new_question(world), threading.Barrier(2)
    db.session.remove()

    def send(browser, form):
        with app.app_context():
            together.wait()
            return browser.post(path, data=form).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, browsers, forms))

    assert answers == [303, 303]
    assert questions() == ["Diet"]


def views_that_add(source: str) -> list[str]:
    """Return the views of a module that call one of ADDS and take a form."""
    names = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or not any(
            "blueprint" in ast.unparse(decorator) for decorator in node.decorator_list
        ):
            continue
        called = [ast.unparse(one.func).rpartition(".")[2] for one in ast.walk(node) if isinstance(one, ast.Call)]
        if any(name.startswith(ADDS) for name in called):
            names.append(node.name)
    return names


def test_views_that_add_finds_views():
    source = """
@blueprint.post("/x")
def x_new(): services.add_x(1)
@blueprint.post("/y")
def y_edit(): services.change_y(1)
def helper(): services.add_x(1)
"""

    assert views_that_add(source) == ["x_new"]


def test_every_view_that_adds_something_is_done_once(app):
    adding = {
        f"{path.relative_to(PACKAGE).parts[0]}.{name}"
        for path in PACKAGE.glob("*/views*/**/*.py")
        for name in views_that_add(path.read_text())
    } | {
        f"{path.parent.name}.{name}" for path in PACKAGE.glob("*/views.py") for name in views_that_add(path.read_text())
    }  # fmt: skip

    assert sorted(adding - done_once(app)) == sorted(HARMLESS)
