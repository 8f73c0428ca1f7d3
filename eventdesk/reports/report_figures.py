"""What the report derives from its document: speakers, days, and how its texts are laid out. No database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from eventdesk.reports.report_model import AgendaRow, Name, SessionReport

MAX_SHORT_LENGTH = 700
"""Characters up to which the text of a session shares a page with others."""
MAX_LEAD_LENGTH = 560
"""Characters up to which a first paragraph is set large."""
MAX_NAMES = 2000
"""Names that are printed; a longer list would take minutes to print, and no one would read it."""
MAX_LISTED_SESSIONS = 100
"""With more sessions than these, only those with a summary or outcomes have a section of their own."""
SUMMARY_HEIGHT = 88.0
"""Millimetres between the title of the summary and its key figures, with six of them and their notes."""


class SpeakerRow(NamedTuple):
    """A person on stage and the numbers of their sessions; `moderates` if they are a speaker in none of them."""

    name: Name
    function: str
    sessions: tuple[int, ...]
    moderates: bool


def speakers(sessions: Sequence[SessionReport]) -> list[SpeakerRow]:
    """Return each person on stage once, in order of appearance."""
    functions: dict[Name, str] = {}
    numbers_by_name: dict[Name, list[int]] = {}
    spoke: set[Name] = set()
    for session in sessions:
        for person in [*session.moderators, *session.speakers]:
            functions[person.name] = functions.get(person.name) or person.function
            numbers = numbers_by_name.setdefault(person.name, [])
            if session.number not in numbers:
                numbers.append(session.number)
        spoke.update(person.name for person in session.speakers)
    return [
        SpeakerRow(name, functions[name], tuple(numbers), name not in spoke)
        for name, numbers in numbers_by_name.items()
    ]


def days_of(agenda: Sequence[AgendaRow]) -> list[date]:
    """Return the days of an agenda in order."""
    return sorted({row.starts_at.date() for row in agenda if row.starts_at})


def listed_sessions(sessions: Sequence[SessionReport]) -> list[SessionReport]:
    """Return the sessions with a section of their own: all, or of very many those with a summary or outcomes."""
    return [
        session for session in sessions if len(sessions) <= MAX_LISTED_SESSIONS or session.summary or session.outcome
    ]


def is_short(session: SessionReport) -> bool:
    """Return whether the text of a session is too short for a page of its own."""
    text = session.summary or session.announced
    beside = session.materials or session.links or (session.expected_outcome and session.outcome)
    return not beside and len(text + session.expected_outcome + session.outcome) <= MAX_SHORT_LENGTH


class SummaryLayout(NamedTuple):
    """How the first paragraph of the summary is set, and whether the others are on the same page."""

    size: str
    on_one_page: bool


def summary_layout(first: str, rest: str) -> SummaryLayout:
    """Return how the summary is set so that its first page has room for the key figures.

    Large if that fits, else medium, with the other paragraphs below it. Else the others follow on the next page; a
    first paragraph that leaves no room for the figures goes there too (size "").
    """
    below = sum(5 * _lines(part, 68) + 2.5 for part in rest.split("\n\n") if part.strip())
    for size, line, letters in (("large", 6.25, 46), ("medium", 5, 58)):
        if line * _lines(first, letters) + below <= SUMMARY_HEIGHT:
            return SummaryLayout(size, on_one_page=True)
    size = "large" if len(first) <= MAX_LEAD_LENGTH else "text"
    return SummaryLayout(size if 5 * _lines(first, 68) <= SUMMARY_HEIGHT else "", on_one_page=False)


def _lines(text: str, letters: int) -> int:
    return -(-len(text) // letters)
