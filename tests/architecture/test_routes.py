"""Every address is requested with every method, as every role, with arguments that lead to something.

A new route is covered as soon as it is written. If one of its arguments has no value, the test fails and names the
file that needs it (tests/architecture/route_fixtures.py).
"""

from pathlib import Path
from urllib.parse import quote

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.permissions import GRANTS, can
from tests.architecture.matrix import ROLES, Subject, matrix
from tests.architecture.route_fixtures import endpoints, make_world
from tests.pages import page_faults, parse

ROUTES = Path(__file__).with_name("routes.txt")
STRANGE = ("nothing", "%00", "%F0%9F%98%80", "%FF", "x" * 3000, "..%2F..%2Fetc", "1' OR '1'='1", "-1")
QUERY = (
    "q", "day", "view", "room", "track", "zone", "page", "before", "after", "sort", "state", "theme", "show", "letter", "next",
)  # fmt: skip
# Addresses that answer otherwise here: an email is shown in the demo only, readiness needs a running worker.
SOMETIMES = {"GET /sign-in/mail": 404, "GET /readyz": 503}


def yes(actor, subject):
    return True


@pytest.fixture
def world(app):
    return make_world(app)


@pytest.fixture
def browsers(app, world, as_person):
    """A browser for each role, by name, and its CSRF token."""
    by_role = {name: as_person(person) if person else app.test_client() for name, person in world.people.items()}
    return {name: (browser, browser.csrf_token()) for name, browser in by_role.items()}


def request_as(browser_and_token, method, path, accept="text/html"):
    """Send a request with a valid token and nothing else."""
    browser, token = browser_and_token
    if method == "GET":
        return browser.get(path, headers={"Accept": accept})
    return browser.open(path, method=method, data={"csrf_token": token}, headers={"Accept": accept})


def is_page(response):
    """Return whether a response is a whole page, not a file or a block for htmx."""
    return response.mimetype == "text/html" and "<html" in response.text


def allowed(role, endpoint):
    """Return whether the permissions allow `role` to use an endpoint, on an object that is public."""
    return endpoint.permission is None or can(
        ROLES[role], endpoint.permission, Subject(is_public=True) if endpoint.has_loader else None
    )


def is_refused_for_visitors(response):
    return response.status_code in (401, 404) or (response.status_code, response.location) == (303, "/sign-in")


def test_routes_are_as_written(app):
    assert matrix(app) == ROUTES.read_text(), "Read what changed; if it is meant, run `make routes`."


def test_visitor_is_refused(app, world, browsers):
    not_refused = {
        str(endpoint): response.status
        for endpoint in endpoints(app, world)
        if not allowed("visitor", endpoint)
        if not is_refused_for_visitors(response := request_as(browsers["visitor"], endpoint.method, endpoint.path(app)))
    }

    assert not_refused == {}


def test_person_with_every_other_permission_is_refused(app, world, browsers, monkeypatch):
    not_refused = {}
    for endpoint in endpoints(app, world):
        if endpoint.permission is None:
            continue
        with monkeypatch.context() as patch:
            for permission in GRANTS:
                patch.setitem(GRANTS, permission, [] if permission is endpoint.permission else [[yes]])
            response = request_as(browsers["administrator"], endpoint.method, endpoint.path(app))
        if response.status_code not in (403, 404):
            not_refused[str(endpoint)] = response.status

    assert not_refused == {}


@pytest.mark.parametrize("role", ["participant", "moderator", "communications", "organiser", "other-organiser"])
def test_role_without_the_permission_is_refused(app, world, browsers, role):
    works_here = role in ("moderator", "communications", "organiser")

    not_refused = {}
    for endpoint in endpoints(app, world):
        if allowed(role, endpoint):
            continue
        status = request_as(browsers[role], endpoint.method, endpoint.path(app)).status_code
        # People who work for the event may learn that a page exists; for everyone else it does not.
        if status not in ((403, 404) if works_here or not endpoint.has_loader else (404,)):
            not_refused[str(endpoint)] = status

    assert not_refused == {}


def test_object_of_another_event_answers_404(app, world, browsers):
    unexpected = {
        str(endpoint): response.status
        for endpoint in endpoints(app, world)
        if "event_slug" in endpoint.arguments and len(endpoint.arguments) > 1
        for path in [endpoint.path(app, event_slug=world.other_event.slug)]
        if (response := request_as(browsers["administrator"], endpoint.method, path)).status_code != 404
    }

    assert unexpected == {}


def test_draft_event_answers_404_to_others(app, world, browsers):
    with transaction():
        world.event.state = "draft"

    unexpected = {
        f"{role}: {endpoint}": response.status
        for endpoint in endpoints(app, world)
        if "event_slug" in endpoint.arguments
        for role in ("visitor", "participant", "other-organiser")
        if not is_refused_for_visitors(response := request_as(browsers[role], endpoint.method, endpoint.path(app)))
    }

    assert unexpected == {}


def test_post_without_a_token_is_refused(app, world, browsers):
    browser, _ = browsers["administrator"]

    accepted = {
        str(endpoint): response.status
        for endpoint in endpoints(app, world)
        if endpoint.method != "GET"
        for response in [browser.open(endpoint.path(app), method=endpoint.method)]
        if response.status_code != 400
    }

    assert accepted == {}


@pytest.mark.parametrize("role", list(ROLES))
def test_page_is_well_formed_for_every_role(app, world, browsers, role):
    faults = {}
    for endpoint in endpoints(app, world):
        if endpoint.method != "GET" or not allowed(role, endpoint):
            continue
        path = endpoint.path(app)
        response = request_as(browsers[role], "GET", path)
        if response.status_code == 303:
            continue
        if response.status_code != 200:
            if SOMETIMES.get(str(endpoint)) != response.status_code:
                faults[str(endpoint)] = response.status
        elif is_page(response) and (problems := page_faults(parse(response.text), app, path)):
            faults[str(endpoint)] = problems

    assert faults == {}


def test_empty_form_is_answered(app, engine, world, browsers):
    """A form sent with nothing but the token is answered with its page or its action, never with a server error."""
    posts = [endpoint for endpoint in endpoints(app, world) if endpoint.method != "GET"]
    db.session.remove()
    bring_back = engine.keep()
    cookies = {role: dict(browser._cookies) for role, (browser, _) in browsers.items()}

    answers = {}
    for endpoint in posts:
        bring_back()
        role = next(role for role in ("participant", "organiser", "administrator") if allowed(role, endpoint))
        browsers[role][0]._cookies = dict(cookies[role])
        status = request_as(browsers[role], endpoint.method, endpoint.path(app)).status_code
        if status not in (303, 409, 422):
            answers[str(endpoint)] = status

    assert answers == {}


@pytest.mark.both_engines
def test_strange_address_is_answered(app, world, browsers):
    walked = {(name, endpoint.rule.rule): endpoint for endpoint in endpoints(app, world) for name in endpoint.arguments}

    answers = {}
    for (name, rule), endpoint in walked.items():
        for strange in STRANGE if endpoint.rule.endpoint != "static" else ():
            path = strange_path(app, endpoint, name, strange)
            status = request_as(browsers["administrator"], endpoint.method, path, accept="application/json").status_code
            if status not in (400, 404, 405, 410, 414):
                answers[f"{endpoint.method} {rule} {path[:200]}"] = status

    assert answers == {}


@pytest.mark.both_engines
@pytest.mark.parametrize("strange", ["-1", "99999999999999999999", "2015-02-31", "\0", "%"])
def test_strange_query_is_answered(app, world, browsers, strange):
    query = dict.fromkeys(QUERY, strange)

    answers = {
        str(endpoint): status
        for endpoint in endpoints(app, world)
        if endpoint.method == "GET" and allowed("organiser", endpoint)
        for status in [browsers["organiser"][0].get(endpoint.path(app), query_string=query).status_code]
        if status not in (200, 303, 400, 404, 422) and SOMETIMES.get(str(endpoint)) != status
    }

    assert answers == {}


def strange_path(app, endpoint, name, strange):
    """Return the address of an endpoint with `strange` in the place of one argument."""
    mark = 987654321 if isinstance(endpoint.arguments[name], int) else "987654321"
    value = strange if "%" in strange else quote(strange, safe="")
    return endpoint.path(app, **{name: mark}).replace(str(mark), value)
