"""The content of a report as plain values: what `html.py` typesets.

Every time has its time zone. Texts of authors are Markdown, sanitised when they are typeset. An empty text, None or an
empty tuple means that there is nothing to print.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from eventdesk.figures.values import PeriodCount, SeatFigures


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as they entered it, and in Latin letters if they gave that form."""

    text: str
    latin: str = ""
    language: str = ""
    """BCP 47 tag, or "" if not known; the writing direction follows from the letters."""


@dataclass(frozen=True, slots=True)
class PersonOnStage:
    """A speaker, moderator or organiser of a session: the name, and function and organisation on one line."""

    name: Name
    function: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A document or link; `address` is http(s) or empty, `note` its file type and size."""

    title: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A public comment under a session."""

    author: Name
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class SessionReport:
    """One session; `seats` is None if it neither took reservations nor had check-ins."""

    number: int
    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""
    track: str = ""
    organisers: tuple[PersonOnStage, ...] = ()
    moderators: tuple[PersonOnStage, ...] = ()
    speakers: tuple[PersonOnStage, ...] = ()
    seats: SeatFigures | None = None
    summary: str = ""
    expected_outcome: str = ""
    outcome: str = ""
    announced: str = ""
    """The abstract in the programme, printed if there is no summary."""
    links: tuple[Material, ...] = ()
    materials: tuple[Material, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Funnel:
    """Numbers of people from registration to attendance; `attended` is None if attendance is not known."""

    registered: int
    confirmed: int
    attended: int | None
    no_shows: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a breakdown: the people and organisations under a label, each counted once.

    `merged` are the labels of small groups that are combined in this row; `label` is then empty.
    """

    label: str
    participants: int
    organisations: int
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took part: all but `funnel` counts those who attended or, if attendance is not known, those confirmed."""

    funnel: Funnel
    organisations: int
    countries: int
    by_kind: tuple[Share, ...] = ()
    by_country: tuple[Share, ...] = ()
    over_time: tuple[PeriodCount, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One row of the agenda; a talk belongs to the session above it and has no time of its own."""

    starts_at: datetime | None
    title: str
    who: tuple[Name, ...] = ()
    room: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class NamedParticipant:
    """A participant who agreed to be listed, with organisation and a role such as "speaker"."""

    name: Name
    organisation: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class CountryList:
    """The listed participants of one country; `attended` is the total from there, None if the group is too small."""

    country: str
    attended: int | None
    named: tuple[NamedParticipant, ...]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A post-event report; `version` is printed as it is."""

    title: str
    starts_at: datetime
    """Of an event of one day, the start of its first session; the same as `ends_at` if no time is known."""
    ends_at: datetime
    data_as_of: datetime
    version: str
    issued_on: date
    participation: Participation
    language: str = "en"
    accent: str = "#0e4f5f"
    subtitle: str = ""
    series: str = ""
    place: str = ""
    organiser: str = ""
    funding: str = ""
    disclaimer: str = ""
    emblem_of_eu: bool = False
    address: str = ""
    summary: str = ""
    """The first paragraph opens the summary page, the others follow it."""
    conclusions: str = ""
    sessions: tuple[SessionReport, ...] = ()
    agenda: tuple[AgendaRow, ...] = ()
    participants: tuple[CountryList, ...] = ()
    links: tuple[Material, ...] = ()
