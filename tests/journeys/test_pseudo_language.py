"""Key pages in the pseudo-language on a narrow phone: texts that are longer than English do not overflow."""

from threading import Thread

import pytest
from werkzeug.serving import make_server

from tests.architecture.route_fixtures import make_world
from tests.pseudo import OPEN, compile_pseudo, speaking_pseudo

PAGES = {
    "visitor": (
        "/", "/sign-in", "/sign-up", "/accessibility", "/events/{event}/", "/events/{event}/programme",
        "/events/{event}/sessions/{session}/", "/events/{event}/speakers/", "/events/{event}/register",
    ),
    "participant": ("/my/", "/my/data", "/events/{event}/sessions/{session}/"),
    "organiser": (
        "/desk/", "/desk/events/new", "/desk/{event}/", "/desk/{event}/agenda", "/desk/{event}/agenda/publish",
        "/desk/{event}/sessions/", "/desk/{event}/sessions/new", "/desk/{event}/sessions/{session}/",
        "/desk/{event}/speakers/", "/desk/{event}/rooms/", "/desk/{event}/seats/", "/desk/{event}/seats/{session}/",
        "/desk/{event}/registration/", "/desk/{event}/registration/preview",
        "/desk/{event}/registrations", "/desk/{event}/statistics", "/desk/{event}/report",
        "/desk/{event}/roles", "/desk/{event}/settings", "/desk/{event}/door/", "/desk/{event}/door/{session}/",
    ),
}  # fmt: skip

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def world(app, tmp_path):
    compile_pseudo(tmp_path)
    with speaking_pseudo(app, tmp_path):
        yield make_world(app)


@pytest.fixture
def pseudo_address(app, world):
    """The address of a server in this process that speaks the pseudo-language."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("role", PAGES)
def test_longer_texts_fit_a_narrow_phone(app, world, browser, as_person, pseudo_address, role):
    context = browser.new_context(base_url=pseudo_address, viewport={"width": 360, "height": 800})
    if role != "visitor":
        cookie = as_person(world.people[role]).get_cookie("eventdesk")
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": pseudo_address}])
    page = context.new_page()

    pages = {}
    for path in PAGES[role]:
        address = path.format(event=world.event.slug, session=world.arguments["session_code"])
        answer = page.goto(address)
        pages[path] = (answer.status, page.locator("h1").inner_text()[:1] == OPEN, page.evaluate(TOO_WIDE))
    context.close()

    wrong = {path: (status, wide) for path, (status, _, wide) in pages.items() if (status, wide) != (200, 0)}
    assert wrong == {}
    assert sum(is_pseudo for _, is_pseudo, _ in pages.values()) >= len(pages) / 2
