import pytest

from tests.factories import make_appearance, make_event, make_organisation, make_person, make_session, make_talk
from tests.pages import text_of


def names(page):
    return [text_of(heading) for heading in page.select(".ed-people h3")]


def test_speakers_are_listed_by_family_name_with_their_sessions(client, event):
    session = make_session(event, code="ONE", title="Keynote")
    hub = make_organisation(name="Tbilisi Hub", country="GE")
    make_appearance(session, make_person(name="Zoë Adams", email="canary@example.org"))
    make_appearance(session, make_person(name="Ana Żuk", job_title="Director", organisation_id=hub.id))

    page = client.visit("/events/days/speakers/")

    assert names(page) == ["Zoë Adams", "Ana Żuk"]
    assert text_of(page.select(".ed-people li")[1]) == "Ana Żuk Director, Tbilisi Hub, Georgia Keynote"
    assert "canary" not in str(page)


def test_speakers_can_be_searched(client, event):
    session = make_session(event)
    for number in range(21):
        make_appearance(session, make_person(name=f"Jan Novák {number}"))
    make_appearance(session, make_person(name="Antonín Dvořák"))

    assert names(client.visit("/events/days/speakers/?q=dvorak")) == ["Antonín Dvořák"]
    assert text_of(client.visit("/events/days/speakers/?q=zzz").select_one(".ed-empty h2")) == "No matches"
    assert client.visit("/events/days/speakers/").select_one("form[role=search]") is not None


def test_speakers_of_an_empty_programme(client, event):
    assert text_of(client.visit("/events/days/speakers/").select_one(".ed-empty h2")) == "No speakers yet"


def test_speaker_page(client, event):
    person = make_person(
        name="Andrei Kelemen",
        code="KELEMEN2",
        job_title="CEO",
        country="RO",
        biography="Leads a *cluster*.",
        organisation_id=make_organisation(name="Cluj IT Cluster").id,
        email="canary@example.org",
    )
    session = make_session(event, title="Cluster experience")
    make_appearance(session, person, talk_id=make_talk(session, title="The Cluj experience").id)
    make_appearance(session, person, part="moderator")
    make_appearance(make_session(make_event(), title="Elsewhere"), person)

    page = client.visit("/events/days/speakers/KELEMEN2/")

    assert text_of(page.h1) == "Andrei Kelemen"
    assert text_of(page.select_one(".ed-lead")) == "CEO, Cluj IT Cluster"
    assert [text_of(title) for title in page.select(".ed-session h3")] == ["Cluster experience"]
    assert text_of(page.select_one(".ed-session-more")) == "Speaker, Moderator: The Cluj experience"
    assert "canary" not in str(page)


def test_speaker_with_only_drafts_answers_404(client, event):
    person = make_person(code="HIDDEN22")
    make_appearance(make_session(event, state="draft"), person)

    client.visit("/events/days/speakers/HIDDEN22/", status=404)


def test_participant_without_a_session_answers_404(client, event):
    client.visit(f"/events/days/speakers/{make_person().code}/", status=404)


@pytest.mark.parametrize("rows", [1, 3])
def test_speakers_take_a_fixed_number_of_queries(client, event, queries, rows):
    for _ in range(rows):
        make_appearance(make_session(event), make_person(organisation_id=make_organisation().id))
    client.get("/events/days/speakers/")

    with queries() as seen:
        client.get("/events/days/speakers/?x=1")

    assert len([statement for statement in seen if statement != "BEGIN"]) == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_speaker_page_takes_a_fixed_number_of_queries(client, event, queries, rows):
    person = make_person(code="COUNTED2")
    for _ in range(rows):
        make_appearance(make_session(event, seats=5), person)
    client.get("/events/days/speakers/COUNTED2/")

    with queries() as seen:
        client.get("/events/days/speakers/COUNTED2/")

    assert len([statement for statement in seen if statement != "BEGIN"]) == 8
