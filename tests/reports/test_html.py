"""The page that is printed: its structure, its wording, and how it adapts to what there is."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from eventdesk.reports.html import document_html
from eventdesk.reports.report_model import AgendaRow, CountryList, Funnel, Name, NamedParticipant, Participation, Share
from tests.reports.sample import EMPTY, PLATFORM, POLICY, SAMPLE, WRAP_UP, at


def page(document) -> BeautifulSoup:
    return BeautifulSoup(document_html(document), "html5lib")


def chapters(document) -> list[str]:
    return [" ".join(tag.get_text(" ").split()) for tag in page(document).select("section.chapter > h2")]


def test_chapters_with_content_are_numbered():
    assert chapters(SAMPLE) == [
        "1 Summary", "2 Participation", "3 Sessions", "4 Conclusions", "A Agenda", "B Participants",
        "C Comments and materials", "D Definitions and method",
    ]  # fmt: skip
    assert chapters(EMPTY) == ["A Definitions and method"]
    assert chapters(replace(EMPTY, conclusions="It went well.", agenda=SAMPLE.agenda)) == [
        "1 Conclusions", "A Agenda", "B Definitions and method",
    ]  # fmt: skip


def test_every_table_has_headers_with_a_scope():
    printed = page(SAMPLE)

    assert len(printed.select("table")) >= 9
    assert [table for table in printed.select("table") if not table.select("th[scope]")] == []
    assert [cell for cell in printed.select("th") if not cell.get("scope")] == []


def test_contents_lead_to_every_chapter_figure_and_table():
    printed = page(SAMPLE)

    targets = [link["href"][1:] for link in printed.select(".contents a")]
    pages = [span["data-target"][1:] for span in printed.select(".contents .page")]
    ids = [tag["id"] for tag in printed.select("[id]")]

    assert targets == pages
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))
    assert [tag["id"] for tag in printed.select("figure")] == [
        name for name in targets if name[:6] in ("figure", "table-")
    ]


def test_definition_is_one_footnote_and_one_entry_of_the_annex():
    printed = page(SAMPLE)

    terms = [note.get_text().partition(":")[0] for note in printed.select(".note")]
    annex = [term.get_text() for term in printed.select(".definitions .term")]

    assert sorted(terms) == sorted(annex)
    assert len(terms) == len(set(terms))


def test_outcomes_are_beside_expected_outcomes_item_by_item():
    rows = page(replace(EMPTY, sessions=(POLICY,))).select("#session-1 figure tbody tr")

    assert [[" ".join(cell.get_text().split()) for cell in row.select("td")] for row in rows] == [
        ["Participants know the EU instruments", "Four instruments were presented"],
        ["Ministries see where clusters fit", "Three ministries asked for the slides"],
    ]


def test_session_without_a_summary_shows_its_abstract():
    text = page(replace(EMPTY, sessions=(PLATFORM,))).select_one("#session-2").get_text(" ")

    assert "As announced" in text
    assert "Benefits and services of the platform" in text


def test_session_without_texts_shares_a_page():
    sections = page(replace(EMPTY, sessions=(POLICY, WRAP_UP))).select("section.session")

    assert [section["class"] for section in sections] == [["session"], ["session", "brief"]]


def test_more_than_100_sessions_list_only_those_with_texts():
    silent = tuple(replace(WRAP_UP, number=number) for number in range(2, 102))

    printed = page(replace(EMPTY, sessions=(POLICY, *silent)))

    assert [section["id"] for section in printed.select("section.session")] == ["session-1"]
    assert len(printed.select(".contents .sub-entry")) == 1


def test_list_of_thousands_of_names_is_not_printed():
    named = tuple(NamedParticipant(Name(f"Person {number}")) for number in range(2001))

    printed = page(replace(EMPTY, participants=(CountryList("Ukraine", 2001, named),)))

    assert printed.select("#participants li") == []
    assert "2,001 participants agreed" in printed.get_text()


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("ICT Innovation networking event", None),
        ("Internationalisation: The Role", "medium"),
        ("A title of a networking event that is longer than forty letters", "medium"),
        ("Donaudampfschifffahrtsgesellschaft", "long"),
        ("word " * 30, "long"),
    ],
)
def test_title_is_set_smaller_the_longer_it_is(title, size):
    classes = page(replace(EMPTY, title=title)).select_one("h1").get("class", [None])

    assert classes == [size]


def test_agenda_of_several_days_and_rooms_names_them():
    rows = (
        AgendaRow(at(9), "Opening", (Name("Anna Pobol"),), room="Hall"),
        AgendaRow(at(9, day=15), "Workshop", room="Room 2"),
    )

    table = page(replace(EMPTY, agenda=rows)).select_one("table.agenda")

    assert [cell.get_text() for cell in table.select("thead th")] == ["Time", "Session or talk", "People", "Room"]
    assert [cell.get_text() for cell in table.select(".day-row th")] == [
        "14\u00a0December\u00a02020", "15\u00a0December\u00a02020",
    ]  # fmt: skip


def test_names_are_isolated_with_language_and_direction():
    names = page(SAMPLE).select("#participants bdi")
    arabic = next(name for name in names if name.get("lang") == "ar")

    assert arabic["dir"] == "rtl"
    assert {name["dir"] for name in names if name is not arabic} == {"ltr"}


def test_attendance_of_none_and_unknown_attendance_differ():
    people = Participation(Funnel(3, 2, 0, no_shows=2), organisations=1, countries=1)
    no_one = page(replace(EMPTY, participation=people)).select_one("#summary").get_text()
    unknown = page(replace(EMPTY, participation=replace(people, funnel=Funnel(3, 2, None)))).get_text()

    assert "participants attended, of 3 registered" in no_one
    assert "of 2 confirmed participants attended; 2 did not" in no_one
    assert "3 people registered. Attendance was not recorded." in unknown
    assert "2participants registered" in unknown.replace("\n", "")


def test_small_groups_are_combined_in_one_row():
    share = Share("", 7, 3, merged=("Estonia", "Poland"))
    people = Participation(Funnel(7, 7, 7), 3, 2, by_country=(share,))

    row = page(replace(EMPTY, participation=people)).select_one("#figure-2 tbody tr")

    assert [" ".join(cell.get_text().split()) for cell in row.select("th, td")] == [
        "Other: Estonia, Poland", "7", "100.0", "3",
    ]  # fmt: skip


def test_shares_without_a_whole_are_a_dash():
    people = Participation(Funnel(4, 0, 0), 0, 0, by_country=(Share("", 0, 0),))

    cells = [cell.get_text() for cell in page(replace(EMPTY, participation=people)).select("#figure-1 td")]

    assert cells == ["4", "–", "0", "0.0", "0", "–", "0", "–"]


def test_long_first_paragraph_is_set_as_text():
    printed = page(replace(EMPTY, summary="word " * 230 + "\n\nAnd then."))

    assert printed.select(".lead") == []
    assert printed.select_one(".summary-rest").get_text().strip() == "And then."
