"""One report, completely described in plain values: what `html` typesets.

Nothing here knows of tables or of Flask. Every time carries its zone; texts of authors are
Markdown, to be made safe when they are typeset; an empty text, `None` or an empty tuple means
"there is nothing", and what there is nothing of is not printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from eventdesk.figures.values import PeriodCount, SeatFigures


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as its bearer writes it, and in Latin letters where that was given."""

    text: str
    latin: str = ""
    language: str = ""
    """BCP 47, where known; the direction is read off the letters."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """Somebody on the stage: the name, and function and organisation on one line."""

    name: Name
    function: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """Something to read or to watch; `address` is http(s) or empty, `note` its kind and size."""

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
    """One session as it was held; `seats` is None where neither seats nor check-in were kept."""

    number: int
    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""
    format: str = ""
    track: str = ""
    organisers: tuple[Appearance, ...] = ()
    moderators: tuple[Appearance, ...] = ()
    speakers: tuple[Appearance, ...] = ()
    seats: SeatFigures | None = None
    summary: str = ""
    expected_outcome: str = ""
    outcome: str = ""
    announced: str = ""
    """What the programme said of it: printed where nobody wrote a summary."""
    links: tuple[Material, ...] = ()
    materials: tuple[Material, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Funnel:
    """From registration to attendance, in persons; `attended` is None if attendance is not known."""

    registered: int
    confirmed: int
    attended: int | None
    no_shows: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a breakdown: distinct persons and distinct organisations under a label.

    `merged` are the labels of small groups that are counted together; then there is no label of its own.
    """

    label: str
    participants: int
    organisations: int
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participation:
    """Who came. All but the funnel counts those who attended, or those confirmed where attendance was not kept."""

    funnel: Funnel
    organisations: int
    countries: int
    by_kind: tuple[Share, ...] = ()
    by_country: tuple[Share, ...] = ()
    over_time: tuple[PeriodCount, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One line of the agenda; a talk inside the session above it has no time of its own."""

    starts_at: datetime | None
    title: str
    who: tuple[Name, ...] = ()
    room: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class NamedParticipant:
    """Somebody who agreed to be named, with organisation and a role such as "speaker"."""

    name: Name
    organisation: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class CountryList:
    """The named participants of one country, and how many took part from there in all, or None if that is not told."""

    country: str
    attended: int | None
    named: tuple[NamedParticipant, ...]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A post-event report. `version` is printed as it stands, `state` is a word such as "public"."""

    title: str
    starts_at: datetime
    """Of an event of one day, when its first session began; the same as `ends_at` where no time is known."""
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
    state: str = ""
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
