"""What the report derives from its document: speakers, days, and how its texts are laid out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from eventdesk.reports.report_model import AgendaRow, Name, SessionReport

BRIEF = 700
"""Characters up to which a session's text stands among others on a page."""
LEAD_LENGTH = 560
"""Characters of a first paragraph that may be set large."""
MOST_NAMES = 2000
"""Names that are printed; a longer list would take minutes to print, and nobody would read it."""
MOST_TOLD = 100
"""Sessions of which each is told, written about or not."""
ROOM_FOR_SUMMARY = 88.0
"""Millimetres between the title of the summary and its key figures, with six of them and their notes."""


class SpeakerRow(NamedTuple):
    """One person on stage, with the numbers of the sessions; `moderates` if in none of them as a speaker."""

    name: Name
    function: str
    sessions: tuple[int, ...]
    moderates: bool


def speakers(sessions: Sequence[SessionReport]) -> list[SpeakerRow]:
    """Return everybody on stage once, in order of appearance."""
    functions: dict[Name, str] = {}
    places: dict[Name, list[int]] = {}
    spoke: set[Name] = set()
    for session in sessions:
        for person in [*session.moderators, *session.speakers]:
            functions[person.name] = functions.get(person.name) or person.function
            numbers = places.setdefault(person.name, [])
            if session.number not in numbers:
                numbers.append(session.number)
        spoke.update(person.name for person in session.speakers)
    return [SpeakerRow(name, functions[name], tuple(places[name]), name not in spoke) for name in places]


def days_of(agenda: Sequence[AgendaRow]) -> list[date]:
    """Return the days of an agenda, each once, in order."""
    return sorted({row.starts_at.date() for row in agenda if row.starts_at})


def told(sessions: Sequence[SessionReport]) -> list[SessionReport]:
    """Return the sessions that are told one by one: of very many, only those that somebody wrote about."""
    return [one for one in sessions if len(sessions) <= MOST_TOLD or one.summary or one.outcome]


def is_brief(session: SessionReport) -> bool:
    """Return whether what is said of a session is too short for a page of its own."""
    text = session.summary or session.announced
    beside = session.materials or session.links or (session.expected_outcome and session.outcome)
    return not beside and len(text + session.expected_outcome + session.outcome) <= BRIEF


class SummaryLayout(NamedTuple):
    """How the first paragraph of the summary is set, and whether the others stand on the same page."""

    size: str
    on_one_page: bool


def summary_layout(first: str, rest: str) -> SummaryLayout:
    """Return how the summary is set so that the key figures stand on its first page.

    Large if that fits, else medium, with the other paragraphs below it. Else the others follow on the next page; a
    first paragraph that leaves no room for the figures goes there too (size "").
    """
    below = sum(5 * _lines(part, 68) + 2.5 for part in rest.split("\n\n") if part.strip())
    for size, line, letters in (("large", 6.25, 46), ("medium", 5, 58)):
        if line * _lines(first, letters) + below <= ROOM_FOR_SUMMARY:
            return SummaryLayout(size, on_one_page=True)
    size = "large" if len(first) <= LEAD_LENGTH else "text"
    return SummaryLayout(size if 5 * _lines(first, 68) <= ROOM_FOR_SUMMARY else "", on_one_page=False)


def _lines(text: str, letters: int) -> int:
    return -(-len(text) // letters)
