"""eventdesk in a made-up language: on every page, in every email and on paper no English text may show.

Text that is known to be in English or glued together is listed in untranslated.txt with its page. A line that is
mended has to be removed from the list, or the test fails as well.
"""

from collections import defaultdict
from pathlib import Path

import pytest
from babel.support import Translations
from bs4 import BeautifulSoup

from eventdesk.checkin.tickets import ticket_html
from eventdesk.core.db import db
from eventdesk.messages.rendering import render_mail
from eventdesk.reports.html import document_html
from tests.architecture.route_fixtures import endpoints, make_world
from tests.architecture.test_routes import allowed, request_as
from tests.checkin.test_tickets import TICKET
from tests.messages.mail_cases import CASES
from tests.pages import parse
from tests.plain import Data, glued, hard_coded, strings, texts_of, texts_of_database
from tests.pseudo import compile_pseudo, pseudo, speaking_pseudo
from tests.reports.sample import SAMPLE

LISTED = Path(__file__).with_name("untranslated.txt")
ROLES = ("visitor", "participant", "organiser", "administrator")
"""The roles whose pages are read; the organiser sees those of moderators and communications staff too."""


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory):
    folder = tmp_path_factory.mktemp("translations")
    compile_pseudo(folder)
    return folder


@pytest.fixture
def world(app, catalogues):
    with speaking_pseudo(app, catalogues):
        yield make_world(app)


@pytest.fixture
def browsers(app, world, as_person):
    people = {name: world.people[name] for name in ROLES}
    by_role = {name: as_person(person) if person else app.test_client() for name, person in people.items()}
    return {name: (browser, browser.csrf_token()) for name, browser in by_role.items()}


def faults(kind, where, texts, data):
    """Return the faults in the texts of one page, as lines of the list."""
    texts = list(texts)
    return {f"{kind} {where} | hard-coded | {text}" for text in hard_coded(texts, data)} | {
        f"{kind} {where} | glued | {text}" for text in glued(texts)
    }


def listed(kind):
    """Return the lines of the list that are about one kind of page."""
    lines = LISTED.read_text().splitlines()
    return sorted(line for line in lines if line.startswith(f"{kind} "))


def of_page(html):
    return texts_of(parse(html))


def test_pages_show_no_english(app, world, browsers):
    data, english, seen = Data(texts_of_database()), set(), 0
    for endpoint in endpoints(app, world):
        if endpoint.method != "GET":
            continue
        for role in [role for role in ROLES[:-1] if allowed(role, endpoint)] or ["administrator"]:
            response = request_as(browsers[role], "GET", endpoint.path(app))
            if response.mimetype == "text/html" and response.status_code == 200:
                english |= faults("GET", endpoint.rule.rule, of_page(response.text), data)
                seen += 1

    assert sorted(english) == listed("GET")
    assert seen > 140


def test_refused_forms_and_flashes_show_no_english(app, engine, world, browsers):
    data, english, statuses = Data(texts_of_database()), set(), defaultdict(int)
    posts = [endpoint for endpoint in endpoints(app, world) if endpoint.method != "GET"]
    cookies = {role: dict(browser._cookies) for role, (browser, _) in browsers.items()}
    db.session.remove()
    bring_back = engine.keep()
    for endpoint in posts:
        bring_back()
        role = next(role for role in ("participant", "organiser", "administrator") if allowed(role, endpoint))
        browser = browsers[role][0]
        browser._cookies = dict(cookies[role])
        response = request_as(browsers[role], endpoint.method, endpoint.path(app))
        statuses[response.status_code] += 1
        if response.status_code == 303:
            response = browser.get(response.location)
        if response.mimetype == "text/html" and response.status_code != 303:
            english |= faults(endpoint.method, endpoint.rule.rule, of_page(response.text), data)
    # Faults of a page that show whether or not a form on it was refused are listed under GET.
    of_pages = {line.partition(" | ")[2] for line in listed("GET")}

    assert sorted(line for line in english if line.partition(" | ")[2] not in of_pages) == listed("POST")
    assert statuses[422] > 20
    assert statuses[303] > 30


@pytest.mark.parametrize(("role", "path", "status"), [
    ("visitor", "/nothing-here", 404), ("visitor", "/sign-in?next=%00", 400), ("participant", "/desk/events/new", 403),
])  # fmt: skip
def test_error_pages_show_no_english(world, browsers, role, path, status):
    response = request_as(browsers[role], "GET", path)

    assert response.status_code == status
    assert faults("GET", path, of_page(response.text), Data(texts_of_database())) == set()


def test_mails_show_no_english(world):
    english = set()
    for _, template, values in CASES:
        subject, text = render_mail(template, values)
        english |= faults("MAIL", f"{template}.txt", [subject, *text.split("\n\n")], Data(strings(values)))

    assert sorted(english) == listed("MAIL")


def test_report_and_ticket_show_no_english(catalogues):
    translations = Translations.load(catalogues, ["en_GB"])
    papers = {"report": (document_html, SAMPLE), "ticket": (ticket_html, TICKET)}
    english = set()
    for name, (write, paper) in papers.items():
        english |= faults("PAPER", name, of_page(write(paper, translations)), Data(strings(paper)))

    assert sorted(english) == listed("PAPER")


def test_list_is_sorted_and_names_known_kinds_of_pages():
    lines = [line for line in LISTED.read_text().splitlines() if not line.startswith("#")]

    assert lines == sorted(set(lines))
    assert {line.partition(" ")[0] for line in lines} <= {"GET", "POST", "MAIL", "PAPER"}


def hard(html, *data):
    return hard_coded(texts_of(BeautifulSoup(html, "html5lib")), Data(data))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Seats left</p>", {"Seats left"}),
        (f"<p>{pseudo('Seats')}: full</p>", {": full"}),
        (f"<p><b>{pseudo('Seats')}</b> <i>left</i></p>", {"left"}),
        ('<input placeholder="Your name">', {"Your name"}),
        ('<input type="submit" value="Send">', {"Send"}),
        ('<button aria-label="Close">×</button>', {"Close"}),
        ("<p>Opening 12 is full</p>", {"is full"}),
        ("<title>Event</title>", {"Event"}),
    ],
)
def test_hard_coded_finds_english(html, expected):
    assert hard(html, "Opening 12") == expected


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{pseudo('Seats')} · {pseudo('Full')}</p>",
        f"<p>{pseudo('Read <a>this</a> first')}</p>",
        f"<p>{pseudo('By %(who)s') % {'who': pseudo('somebody')}}</p>",
        "<p>Opening 12</p><p>Tuesday, 14 April 2026, 09:00–10:30 CEST</p><p>Lithuania</p><p>1.4 MB</p>",
        "<p>ana@example.org</p><p>A</p><script>say('English')</script><!-- English -->",
    ],
)
def test_hard_coded_passes_translations_and_data(html):
    assert hard(html, "Opening 12") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{pseudo('Full')}: {pseudo('4 waiting')}", set()),
        (f"12 {pseudo('seats')}", {"seats"}),
        (f"{pseudo('Moved the talk')} {pseudo('and %(n)s more') % {'n': 3}}", {"and 0 more"}),
        (f"{pseudo('Yes')} · {pseudo('by mail')}", set()),
        (pseudo("seats"), set()),
    ],
)
def test_glued_finds_messages_that_continue_a_sentence(text, expected):
    assert glued([text]) == expected
