"""Rate limits of signing in, and that attempts do not reveal which addresses are known."""

import secrets
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from eventdesk import create_app
from eventdesk.accounts.models import SignIn
from eventdesk.core.models import OutboxItem, RateLimitCounter
from eventdesk.core.settings import BadSetting
from eventdesk.web.limits import client_address as limited_client
from tests.accounts.members import PASSWORD, make_member
from tests.pages import text_of
from tests.servers import Browser, Server, signed_cookie


def guess(browser, email="ana@example.org", password="a wrong guess"):
    return browser.send("/sign-in", {"email": email, "password": password})


def test_wrong_passwords_are_limited_per_account(app, member):
    answers = [guess(app.test_client(), email=" ANA@example.org ") for _ in range(12)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    page = app.test_client().checked(answers[-1], 429)
    assert text_of(page.h1) == "Too many attempts"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900


def test_unknown_address_is_limited_like_a_known_one(client):
    answers = [guess(client, email="nobody@example.org").status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_owner_is_not_locked_out_for_good(app, db, member, monkeypatch):
    for _ in range(11):
        guess(app.test_client())
    refused = guess(app.test_client(), password=PASSWORD).status_code
    owner = app.test_client()
    owner.send("/sign-in/link", {"email": "ana@example.org"})
    token = db.session.query(OutboxItem).one().payload["values"]["token"]
    by_link = owner.submit(f"/sign-in/{token}").status_code
    later = time.time() + 16 * 60
    monkeypatch.setattr("eventdesk.web.limits.time", SimpleNamespace(time=lambda: later))

    by_password = guess(app.test_client(), password=PASSWORD).status_code

    assert (refused, by_link, by_password) == (429, 303, 303)


def test_correct_password_is_not_counted(app, member, db):
    for _ in range(12):
        assert guess(app.test_client(), password=PASSWORD).status_code == 303

    assert db.session.query(RateLimitCounter).count() == 0


def test_links_to_one_account_are_limited_and_others_are_not(client, db, member):
    answers = [client.send("/sign-in/link", {"email": "ana@example.org"}).status_code for _ in range(6)]
    other = client.send("/sign-in/link", {"email": "eve@example.org"}).status_code
    sign_up = client.send("/sign-up", {"email": "ana@example.org", "name": "Ana"}).status_code

    assert answers == [303] * 5 + [429]
    assert (other, sign_up) == (303, 429)
    assert db.session.query(OutboxItem).count() == 6


def test_forwarded_address_is_ignored(app):
    headers = {"X-Forwarded-For": "192.0.2.1", "X-Real-IP": "192.0.2.1", "Forwarded": "for=192.0.2.1"}

    with app.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.9"}):
        assert limited_client() == "127.0.0.9"


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 422), (10_000_000, 413)])
def test_form_of_many_megabytes_is_refused(client, size, status):
    body = f"csrf_token={client.csrf_token()}&email=ana@example.org&password={'x' * size}"

    response = client.post("/sign-in", data=body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == status
    assert len(response.data) < 100_000


@pytest.mark.skipif(find_spec("redis") is not None, reason="the client is installed")
def test_redis_without_its_client_stops_the_start(app, tmp_path):
    settings = replace(app.config["SETTINGS"], redis_url="redis://localhost", data_dir=tmp_path)

    with pytest.raises(BadSetting, match="REDIS_URL needs the package"):
        create_app(settings)


@pytest.mark.load
def test_guesses_over_four_processes_are_counted_together(tmp_path):
    with Server(tmp_path, processes=4) as server:
        with server.app.app_context():
            make_member(email="ana@example.org")
        browser = Browser(server.port, *signed_cookie(server.app, secrets.token_hex(8)))

        def one_guess(number):
            values = {"csrf_token": browser.csrf, "email": "ana@example.org", "password": f"guess number {number}"}
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-For": f"192.0.2.{number % 50}",
            }
            return browser._ask("POST", "/sign-in", urlencode(values), headers).status

        with ThreadPoolExecutor(8) as pool:
            counts = Counter(pool.map(one_guess, range(200)))

    assert set(counts) == {422, 429}
    # A guess is counted when it has failed, so guesses that were running at the same time come on top.
    assert 10 <= counts[422] <= 10 + 8


@pytest.mark.both_engines
def test_link_used_twenty_times_at_once_signs_in_once(app, db, member):
    app.test_client().send("/sign-in/link", {"email": "ana@example.org"})
    token = db.session.query(OutboxItem).one().payload["values"]["token"]
    browsers = [app.test_client() for _ in range(20)]
    tokens = [browser.csrf_token() for browser in browsers]
    together = threading.Barrier(20)

    def use(browser_and_token):
        browser, csrf = browser_and_token
        with app.app_context():
            together.wait()
            return browser.post(f"/sign-in/{token}", data={"csrf_token": csrf}).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = Counter(pool.map(use, zip(browsers, tokens, strict=True)))

    assert answers == {303: 1, 410: 19}
    assert db.session.query(SignIn).count() == 1


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/sign-in", {"password": "a wrong guess"}),
        ("/sign-in/link", {}),
        ("/sign-up", {"name": "Ana", "password": "a long enough one"}),
    ],
)
def test_known_and_unknown_addresses_take_as_long(app, member, monkeypatch, path, typed):
    """Compare the smallest CPU time of each, measured in turns, since other work on the machine only adds to it."""
    monkeypatch.setattr("eventdesk.web.limits.limiter.enabled", False)
    browser = app.test_client()
    csrf = browser.csrf_token()
    took = {"ana@example.org": [], "eve@example.org": []}

    for _ in range(15):
        for address, times in took.items():
            began = time.process_time()
            browser.post(path, data={"csrf_token": csrf, "email": address, **typed})
            times.append(time.process_time() - began)

    known, unknown = (min(times) for times in took.values())
    assert abs(known - unknown) < 0.010, f"known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms"
