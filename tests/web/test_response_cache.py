"""The response cache serves a stored response, without calling the application, while its version is unchanged."""

import pytest
from flask import Flask, Response, request, session

from eventdesk.core.db import db
from eventdesk.web.response_cache import ResponseCache, cache_response


class Shop:
    """An application with one page, which counts how often it is called."""

    def __init__(self) -> None:
        self.version = 1
        self.calls = 0
        self.status = 200
        self.to_visitors = False
        self.sets_cookie = False
        self.app = Flask("shop", static_folder=None)
        self.app.config.update(SECRET_KEY="k" * 40, SQLALCHEMY_DATABASE_URI="sqlite://")
        db.init_app(self.app)
        self.app.add_url_rule("/", view_func=self.page, methods=["GET", "POST"])
        self.app.wsgi_app = ResponseCache(self.app, max_bytes=300)

    def page(self) -> Response:
        self.calls += 1
        cache_response(self.version, lambda _: self.version, to_visitors=self.to_visitors)
        if self.sets_cookie:
            session["seen"] = True
        text = f"{self.version} {request.query_string.decode()} ".ljust(100)
        response = Response(text, status=self.status, content_type="text/plain; charset=utf-8")
        response.headers["X-Shop"] = "yes"
        response.set_etag(f"tag-{self.version}")
        response.last_modified = 1_600_000_000 + self.version
        return response

    def get(self, path: str = "/", **headers: str) -> Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client(use_cookies=False).get(path, headers=names)


@pytest.fixture
def shop():
    shop = Shop()
    yield shop
    with shop.app.app_context():
        db.engine.dispose()


def test_cached_response_is_the_same(shop):
    first, again = shop.get(), shop.get()

    assert shop.calls == 1
    assert (again.status_code, again.data, list(again.headers)) == (200, first.data, list(first.headers))
    assert again.headers["X-Shop"] == "yes"


def test_new_version_makes_a_new_response(shop):
    shop.get()

    shop.version = 2
    answer = shop.get()

    assert (shop.calls, answer.data[:1]) == (2, b"2")


@pytest.mark.parametrize("warm", [False, True])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_None_Match": '"tag-1"'}, 304),
        ({"If_None_Match": '"other", W/"tag-1"'}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"other-"tag-1""'}, 200),
        ({"If_Match": '"other"', "If_Modified_Since": "Sun, 13 Sep 2020 12:26:40 GMT"}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": "Sun, 13 Sep 2020 12:26:41 GMT"}, 200),
        ({"If_Modified_Since": "Sun, 13 Sep 2020 12:26:41 GMT"}, 304),
        ({"If_Modified_Since": "Sun, 13 Sep 2020 12:26:40 GMT"}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
    ],
)
def test_conditional_request_is_answered(shop, warm, headers, status):
    if warm:
        shop.get()

    answer = shop.get(**headers)

    assert answer.status_code == status
    assert answer.headers["ETag"] == '"tag-1"'
    assert ("Content-Type" in answer.headers, bool(answer.data)) == (status == 200,) * 2
    assert shop.get().status_code == 200
    assert shop.calls == 1


def test_head_is_served_from_the_cache(shop):
    shop.get()

    answer = shop.app.test_client().head("/")

    assert (answer.status_code, answer.data, answer.content_length, shop.calls) == (200, b"", 100, 1)


def test_each_request_key_has_its_response(shop):
    answers = [shop.get("/?a"), shop.get("/?b"), shop.get("/?a"), shop.get("/", Accept_Language="ka")]

    assert [answer.data[:4] for answer in answers] == [b"1 a ", b"1 b ", b"1 a ", b"1   "]
    assert shop.calls == 3


def test_other_methods_and_statuses_are_not_cached(shop):
    for _ in range(2):
        shop.app.test_client().post("/")
    assert shop.calls == 2

    shop.status = 404
    assert [shop.get().status_code, shop.get().status_code] == [404, 404]
    assert shop.calls == 4


def test_response_with_a_cookie_is_not_cached(shop):
    shop.sets_cookie = True

    assert ["Set-Cookie" in shop.get().headers for _ in range(2)] == [True, True]
    assert shop.calls == 2


def test_response_for_visitors_is_not_served_to_others(shop):
    shop.to_visitors = True
    shop.get()
    shop.get(Cookie="session=somebody")
    shop.get(Cookie="other=thing")

    assert shop.calls == 2


def test_response_for_a_person_is_not_served_to_visitors(shop):
    shop.to_visitors = True
    shop.get(Cookie="session=somebody")
    shop.get()

    assert shop.calls == 2


def test_oldest_response_is_evicted_first(shop):
    for query in ("a", "b", "c", "d"):
        shop.get(f"/?{query}")
    assert shop.calls == 4

    shop.get("/?d")
    assert shop.calls == 4
    shop.get("/?a")
    assert shop.calls == 5
