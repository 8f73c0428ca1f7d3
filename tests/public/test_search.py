"""Searching a programme: what is found, and what is kept of it between two searches."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.public.search import SearchIndex
from tests.factories import make_appearance, make_event, make_organisation, make_person, make_session, make_talk
from tests.pages import words


def titles(page):
    return [words(heading) for heading in page.select(".ed-session h3")]


class Texts:
    """What the database would say, and how often it was asked."""

    def __init__(self, **texts):
        self.texts = {int(name.removeprefix("s")): text for name, text in texts.items()}
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return dict(self.texts)


def test_keys_are_read_once_for_each_revision():
    keys, texts = SearchIndex(), Texts(s1="Émile", s2="Zoë")

    assert keys.found(5, 1, ["emile"], texts) == {1}
    assert keys.found(5, 1, ["zoe"], texts) == {2}
    assert texts.asked == 1
    texts.texts[2] = "Zoë Émile"
    assert keys.found(5, 2, ["emile"], texts) == {1, 2}
    assert texts.asked == 2


def test_keys_of_two_events_are_apart():
    keys = SearchIndex()

    assert keys.found(5, 1, ["a"], Texts(s1="a")) == {1}
    assert keys.found(6, 1, ["a"], Texts(s2="a")) == {2}


def test_keys_that_are_too_many_make_room_for_the_latest():
    keys, first, second = SearchIndex(most_letters=10), Texts(s1="a" * 8), Texts(s2="b" * 8)
    keys.found(5, 1, ["a"], first)
    keys.found(6, 1, ["b"], second)

    keys.found(5, 1, ["a"], first)
    keys.found(6, 1, ["b"], second)

    assert (first.asked, second.asked) == (2, 2)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "asked", ["abstrakt", "verlauf", "ERGEBNIS", "vortrag", "zusammenfassung", "žižka", "tbilisi hub"]
)
def test_search_looks_at_every_text_of_a_session(client, app, asked):
    event = make_event(slug="texts")
    found = make_session(
        event,
        title="Found",
        abstract="Ein Abstrakt.",
        format_description="Der Verlauf",
        expected_outcome="Das Ergebnis",
    )
    make_session(event, title="Other")
    make_talk(found, title="Vortrag", abstract="Eine Zusammenfassung")
    organisation = make_organisation(name="Tbilisi Hub")
    make_appearance(found, make_person(name="Jan Žižka", email=None, organisation_id=organisation.id))

    page = client.visit("/events/texts/programme", query_string={"q": asked})

    assert titles(page) == ["Found"]


def test_search_finds_words_of_several_texts_together(client, app):
    event = make_event(slug="texts")
    found = make_session(event, title="Energy", abstract="Data of communities")
    make_appearance(found, make_person(name="Sofia Lindqvist", email=None))

    assert titles(client.visit("/events/texts/programme?q=lindqvist+data")) == ["Energy"]


def test_search_finds_what_was_changed_since(client, app):
    event = make_event(slug="texts")
    event_session = make_session(event, title="Before")
    assert titles(client.visit("/events/texts/programme?q=before")) == ["Before"]

    with transaction():
        event_session.title, event.revision = "After", event.revision + 1

    assert titles(client.visit("/events/texts/programme?q=after")) == ["After"]


@pytest.mark.parametrize("rows", [1, 3])
def test_search_asks_a_fixed_number_of_queries(client, app, queries, rows):
    event = make_event(slug="texts")
    for _ in range(rows):
        make_appearance(make_session(event, title="Found", seats=5))
    client.get("/events/texts/programme?q=found")

    with queries() as seen:
        client.get("/events/texts/programme?q=found")

    assert len([statement for statement in seen if statement != "BEGIN"]) == 8


def test_search_is_not_cached(client, app, queries):
    make_session(make_event(slug="texts"), title="Found")
    client.get("/events/texts/programme?q=found")

    with queries() as seen:
        response = client.get("/events/texts/programme?q=found")

    assert response.headers["ETag"]
    assert len([statement for statement in seen if statement != "BEGIN"]) == 8
