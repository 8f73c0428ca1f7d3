"""Every door of the house is tried: every address with every method, with arguments that lead somewhere.

A new route is covered the moment it is written. One whose arguments cannot be filled fails with the place where to
say how (tests/architecture/world.py).
"""

from pathlib import Path
from urllib.parse import quote

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.permissions import GRANTS, can
from tests.architecture.matrix import ROLES, Subject, matrix
from tests.architecture.route_fixtures import doors, make_world
from tests.pages import page_faults, parse

ROUTES = Path(__file__).with_name("routes.txt")
STRANGE = ("nothing", "%00", "%F0%9F%98%80", "%FF", "x" * 3000, "..%2F..%2Fetc", "1' OR '1'='1", "-1")
QUERY = (
    "q",
    "day",
    "view",
    "room",
    "track",
    "zone",
    "page",
    "before",
    "after",
    "sort",
    "state",
    "theme",
    "show",
    "letter",
    "next",
)
# What is there only sometimes: a mail to read in the demo alone, readiness while a worker works.
SOMETIMES = {"GET /sign-in/mail": 404, "GET /readyz": 503}


def yes(actor, subject):
    return True


@pytest.fixture
def world(app):
    return make_world(app)


@pytest.fixture
def browsers(app, world, as_person):
    """A browser for each role, by name, and a token that it may send."""
    found = {name: as_person(person) if person else app.test_client() for name, person in world.people.items()}
    return {name: (browser, browser.csrf_token()) for name, browser in found.items()}


def knock(browser_and_token, method, path, accept="text/html"):
    """Try a door with a valid token and nothing else."""
    browser, token = browser_and_token
    if method == "GET":
        return browser.get(path, headers={"Accept": accept})
    return browser.open(path, method=method, data={"csrf_token": token}, headers={"Accept": accept})


def is_page(response):
    """Return whether an answer is a whole page, not a file or a part for htmx."""
    return response.mimetype == "text/html" and "<html" in response.text


def allowed(role, door):
    """Return whether the permissions let `role` in, on a thing that is public."""
    return door.permission is None or can(
        ROLES[role], door.permission, Subject(is_public=True) if door.has_loader else None
    )


def refused_as_stranger(response):
    return response.status_code in (401, 404) or (response.status_code, response.location) == (303, "/sign-in")


def test_routes_are_as_written(app):
    assert matrix(app) == ROUTES.read_text(), "Read what changed; if it is meant, run `make routes`."


def test_stranger_is_kept_out(app, world, browsers):
    entered = {
        str(door): response.status
        for door in doors(app, world)
        if not allowed("visitor", door)
        if not refused_as_stranger(response := knock(browsers["visitor"], door.method, door.path(app)))
    }

    assert entered == {}


def test_everyone_but_the_permitted_is_kept_out(app, world, browsers, monkeypatch):
    entered = {}
    for door in doors(app, world):
        if door.permission is None:
            continue
        with monkeypatch.context() as patch:
            for permission in GRANTS:
                patch.setitem(GRANTS, permission, [] if permission is door.permission else [[yes]])
            response = knock(browsers["administrator"], door.method, door.path(app))
        if response.status_code not in (403, 404):
            entered[str(door)] = response.status

    assert entered == {}


@pytest.mark.parametrize("role", ["participant", "moderator", "communications", "organiser", "other-organiser"])
def test_role_is_kept_out_of_what_it_may_not_do(app, world, browsers, role):
    works_here = role in ("moderator", "communications", "organiser")

    entered = {}
    for door in doors(app, world):
        if allowed(role, door):
            continue
        status = knock(browsers[role], door.method, door.path(app)).status_code
        # Who works for the event may know that a door is there; for everybody else there is no such page.
        if status not in ((403, 404) if works_here or not door.has_loader else (404,)):
            entered[str(door)] = status

    assert entered == {}


def test_thing_of_one_event_is_not_found_under_another(app, world, browsers):
    found = {
        str(door): response.status
        for door in doors(app, world)
        if "event_slug" in door.arguments and len(door.arguments) > 1
        for path in [door.path(app, event_slug=world.other_event.slug)]
        if (response := knock(browsers["administrator"], door.method, path)).status_code != 404
    }

    assert found == {}


def test_draft_is_not_there_for_strangers(app, world, browsers):
    with transaction():
        world.event.state = "draft"

    found = {
        f"{role}: {door}": response.status
        for door in doors(app, world)
        if "event_slug" in door.arguments
        for role in ("visitor", "participant", "other-organiser")
        if not refused_as_stranger(response := knock(browsers[role], door.method, door.path(app)))
    }

    assert found == {}


def test_post_without_token_is_refused(app, world, browsers):
    browser, _ = browsers["administrator"]

    accepted = {
        str(door): response.status
        for door in doors(app, world)
        if door.method != "GET"
        for response in [browser.open(door.path(app), method=door.method)]
        if response.status_code != 400
    }

    assert accepted == {}


@pytest.mark.parametrize("role", list(ROLES))
def test_page_is_well_made_for_everybody_who_may_see_it(app, world, browsers, role):
    faults = {}
    for door in doors(app, world):
        if door.method != "GET" or not allowed(role, door):
            continue
        path = door.path(app)
        response = knock(browsers[role], "GET", path)
        if response.status_code == 303:
            continue
        if response.status_code != 200:
            if SOMETIMES.get(str(door)) != response.status_code:
                faults[str(door)] = response.status
        elif is_page(response) and (found := page_faults(parse(response.text), app, path)):
            faults[str(door)] = found

    assert faults == {}


def test_empty_form_is_answered(app, engine, world, browsers):
    """Whatever a form wants, sending nothing but the token is answered with its page or a deed, never an error."""
    posts = [door for door in doors(app, world) if door.method != "GET"]
    db.session.remove()
    bring_back = engine.keep()
    cookies = {role: dict(browser._cookies) for role, (browser, _) in browsers.items()}

    answers = {}
    for door in posts:
        bring_back()
        role = next(role for role in ("participant", "organiser", "administrator") if allowed(role, door))
        browsers[role][0]._cookies = dict(cookies[role])
        status = knock(browsers[role], door.method, door.path(app)).status_code
        if status not in (303, 409, 422):
            answers[str(door)] = status

    assert answers == {}


@pytest.mark.both_engines
def test_strange_address_is_answered(app, world, browsers):
    walked = {(name, door.rule.rule): door for door in doors(app, world) for name in door.arguments}

    answers = {}
    for (name, rule), door in walked.items():
        for strange in STRANGE if door.rule.endpoint != "static" else ():
            path = strange_path(app, door, name, strange)
            status = knock(browsers["administrator"], door.method, path, accept="application/json").status_code
            if status not in (400, 404, 405, 410, 414):
                answers[f"{door.method} {rule} {path[:200]}"] = status

    assert answers == {}


@pytest.mark.both_engines
@pytest.mark.parametrize("strange", ["-1", "99999999999999999999", "2015-02-31", "\0", "%"])
def test_strange_query_is_answered(app, world, browsers, strange):
    query = dict.fromkeys(QUERY, strange)

    answers = {
        str(door): status
        for door in doors(app, world)
        if door.method == "GET" and allowed("organiser", door)
        for status in [browsers["organiser"][0].get(door.path(app), query_string=query).status_code]
        if status not in (200, 303, 400, 404, 422) and SOMETIMES.get(str(door)) != status
    }

    assert answers == {}


def strange_path(app, door, name, strange):
    """Return the address of a door with `strange` in the place of one argument."""
    mark = 987654321 if isinstance(door.arguments[name], int) else "987654321"
    value = strange if "%" in strange else quote(strange, safe="")
    return door.path(app, **{name: mark}).replace(str(mark), value)
