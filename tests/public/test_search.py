"""Searching a programme: what matches, and what is stored between two searches."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.public.search import SearchIndex
from tests.factories import make_appearance, make_event, make_organisation, make_person, make_session, make_talk
from tests.pages import text_of


def titles(page):
    return [text_of(heading) for heading in page.select(".ed-session h3")]


class Texts:
    """What the database would say, and how often it was asked."""

    def __init__(self, **texts):
        self.texts = {int(name.removeprefix("s")): text for name, text in texts.items()}
        self.reads = 0

    def __call__(self):
        self.reads += 1
        return dict(self.texts)


def test_index_reads_texts_once_for_each_revision():
    index, texts = SearchIndex(), Texts(s1="Émile", s2="Zoë")

    assert index.search(5, 1, ["emile"], texts) == {1}
    assert index.search(5, 1, ["zoe"], texts) == {2}
    assert texts.reads == 1
    texts.texts[2] = "Zoë Émile"
    assert index.search(5, 2, ["emile"], texts) == {1, 2}
    assert texts.reads == 2


def test_index_separates_events():
    index = SearchIndex()

    assert index.search(5, 1, ["a"], Texts(s1="a")) == {1}
    assert index.search(6, 1, ["a"], Texts(s2="a")) == {2}


def test_index_over_its_limit_drops_the_event_unused_for_longer():
    index, first, second = SearchIndex(max_characters=10), Texts(s1="a" * 8), Texts(s2="b" * 8)
    index.search(5, 1, ["a"], first)
    index.search(6, 1, ["b"], second)

    index.search(5, 1, ["a"], first)
    index.search(6, 1, ["b"], second)

    assert (first.reads, second.reads) == (2, 2)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "query", ["abstrakt", "verlauf", "ERGEBNIS", "vortrag", "zusammenfassung", "žižka", "tbilisi hub"]
)
def test_search_covers_every_text_of_a_session(client, app, query):
    event = make_event(slug="texts")
    session = make_session(
        event,
        title="Found",
        abstract="Ein Abstrakt.",
        format_description="Der Verlauf",
        expected_outcome="Das Ergebnis",
    )
    make_session(event, title="Other")
    make_talk(session, title="Vortrag", abstract="Eine Zusammenfassung")
    organisation = make_organisation(name="Tbilisi Hub")
    make_appearance(session, make_person(name="Jan Žižka", email=None, organisation_id=organisation.id))

    page = client.visit("/events/texts/programme", query_string={"q": query})

    assert titles(page) == ["Found"]


def test_search_combines_terms_of_several_texts(client, app):
    event = make_event(slug="texts")
    session = make_session(event, title="Energy", abstract="Data of communities")
    make_appearance(session, make_person(name="Sofia Lindqvist", email=None))

    assert titles(client.visit("/events/texts/programme?q=lindqvist+data")) == ["Energy"]


def test_search_matches_changed_text(client, app):
    event = make_event(slug="texts")
    event_session = make_session(event, title="Before")
    assert titles(client.visit("/events/texts/programme?q=before")) == ["Before"]

    with transaction():
        event_session.title, event.revision = "After", event.revision + 1

    assert titles(client.visit("/events/texts/programme?q=after")) == ["After"]


@pytest.mark.parametrize("rows", [1, 3])
def test_search_takes_a_fixed_number_of_queries(client, app, queries, rows):
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
