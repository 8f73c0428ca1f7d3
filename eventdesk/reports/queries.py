"""Reading what a report is made of, in a fixed number of statements whatever the size of the event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from eventdesk.core import outbox
from eventdesk.core.db import db
from eventdesk.core.models import OutboxItem
from eventdesk.core.text import N_
from eventdesk.people.models import STAKEHOLDER_KINDS, Organisation, Person
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Comment, Event, EventSession, Link, Talk
from eventdesk.reports import document as doc
from eventdesk.reports import rules
from eventdesk.reports.formats import country_name, file_note
from eventdesk.reports.models import EventReport, SessionOutcome
from eventdesk.reservations.models import CheckIn, Registration, Reservation, SeatCount
from eventdesk.speakers.models import Material
from eventdesk.speakers.queries import Appearing, appearances_of_event

LANGUAGE = "en"
"""The language that reports are written in."""


def report_of(event_id: int) -> EventReport | None:
    """Return what was written and printed for an event so far, or None."""
    return db.session.get(EventReport, event_id)


@dataclass(frozen=True)
class PublishedReport:
    """A report that visitors may read, with its event."""

    event: Event
    report: EventReport

    @property
    def event_id(self) -> int:
        return self.event.id

    @property
    def is_public(self) -> bool:
        return self.event.is_public


def published_report(event_slug: str) -> PublishedReport | None:
    """Return the report of this event if it is published, or None. One statement."""
    report = db.session.scalar(
        select(EventReport)
        .join(EventReport.event)
        .options(contains_eager(EventReport.event))
        .where(Event.slug == event_slug, EventReport.state == "published")
    )
    return PublishedReport(report.event, report) if report else None


def outcome_of(event_session_id: int) -> SessionOutcome | None:
    """Return what was written about a session, or None."""
    return db.session.get(SessionOutcome, event_session_id)


def sessions_with_outcomes(event_id: int) -> list[tuple[EventSession, SessionOutcome | None]]:
    """Return the sessions of an event that can be written about, by start, each with what was written."""
    found = db.session.execute(
        select(EventSession, SessionOutcome)
        .outerjoin(SessionOutcome, SessionOutcome.event_session_id == EventSession.id)
        .where(EventSession.event_id == event_id, EventSession.state == "published", EventSession.kind != "break")
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [(event_session, outcome) for event_session, outcome in found]


def rendering_of(report: EventReport | None) -> OutboxItem | None:
    """Return the job that prints this report or printed it last, or None."""
    return outbox.item_by_id(report.job_id) if report and report.job_id else None


def report_document(event: Event, *, now: datetime, base_url: str = "") -> doc.ReportDocument:
    """Return everything that a report of `event` says at `now`. Thirteen statements.

    `base_url` is put before the addresses of our own pages; without it they are left out.
    """
    zone = ZoneInfo(event.timezone)
    report = report_of(event.id) or EventReport(subtitle="", summary="", conclusions="", funding_note="", version=0)
    people = _people(event)
    stage = _Stage.of(appearances_of_event(event.id))
    listed = programme.sessions(event.id)
    held = [one for one in listed if one.state == "published" and one.kind != "break" and one.starts_at]
    rooms = {room for room in map(_room, held) if room}
    page = f"{base_url}/events/{event.slug}/" if base_url else ""
    funding, disclaimer = rules.funding_lines(report.funding_note)
    starts_at, ends_at = _span(event, held, zone)
    links = _links(event.id)
    return doc.ReportDocument(
        title=event.title,
        subtitle=report.subtitle or event.subtitle,
        series=", ".join(filter(None, (event.series.title if event.series else "", event.edition))),
        starts_at=starts_at,
        ends_at=ends_at,
        place=N_("Online") if event.is_online and not event.venue else _place(event),
        organiser=event.organiser.name if event.organiser else "",
        data_as_of=now.astimezone(zone),
        version=str(report.version + 1),
        issued_on=now.astimezone(zone).date(),
        accent=f"#{event.accent}",
        language=LANGUAGE,
        funding=funding,
        disclaimer=disclaimer,
        emblem_of_eu=rules.carries_emblem(report.funding_note),
        address=page,
        summary=report.summary,
        conclusions=report.conclusions,
        participation=people.participation(zone),
        sessions=_sessions(event, held, stage, links, zone=zone, page=page, one_room=len(rooms) == 1),
        agenda=_agenda(event.id, listed, stage, zone),
        participants=people.named(stage),
        links=tuple(links[None]),
    )


def _span(event: Event, held: Sequence[EventSession], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first and the last moment of the event; midnight of its days where the sessions do not say more."""
    first = datetime.combine(event.starts_on, time(0), zone)
    last = datetime.combine(event.ends_on, time(0), zone)
    if event.starts_on != event.ends_on or not held:
        return first, last
    starts = min(one.starts_at for one in held if one.starts_at).astimezone(zone)
    ends = max(one.ends_at for one in held if one.ends_at).astimezone(zone)
    return (starts, ends) if starts.date() == event.starts_on == ends.date() else (first, last)


def _place(event: Event) -> str:
    return ", ".join(filter(None, (event.venue, event.city, country_name(event.country, LANGUAGE))))


def _room(event_session: EventSession) -> str:
    return event_session.room.name if event_session.room else event_session.place


@dataclass(frozen=True)
class _Stage:
    """Who appears where, by session and talk; and as what, by person."""

    by_place: dict[tuple[int, int | None, str], list[Appearing]]
    by_session: dict[int, list[Appearing]]
    parts: dict[str, str]

    @classmethod
    def of(cls, appearances: Iterable[Appearing]) -> _Stage:
        by_place: dict[tuple[int, int | None, str], list[Appearing]] = defaultdict(list)
        by_session: dict[int, list[Appearing]] = defaultdict(list)
        parts: dict[str, str] = {}
        for one in appearances:
            by_place[one.event_session_id, one.talk_id, one.part].append(one)
            by_session[one.event_session_id].append(one)
            if one.part != "organiser" and parts.get(one.code) != "speaker":
                parts[one.code] = one.part
        return cls(by_place, by_session, parts)

    def names(self, event_session_id: int, talk_id: int | None, part: str = "speaker") -> tuple[doc.Name, ...]:
        """Return the names of one part of a session, or of one of its talks."""
        return tuple(doc.Name(one.name) for one in self.by_place.get((event_session_id, talk_id, part), ()))

    def appearing(self, event_session_id: int, part: str) -> tuple[doc.Appearance, ...]:
        """Return who plays a part in a session or its talks, each once, with function, organisation and country."""
        once = {
            one.code: doc.Appearance(doc.Name(one.name), _function(one))
            for one in reversed(self.by_session.get(event_session_id, []))
            if one.part == part
        }
        return tuple(reversed(once.values()))


def _function(one: Appearing) -> str:
    country = country_name(one.country, LANGUAGE)
    return ", ".join(
        part for part in (one.job_title, one.organisation, "" if country in one.organisation else country) if part
    )


def _sessions(
    event: Event,
    held: Sequence[EventSession],
    stage: _Stage,
    links: dict[int | None, list[doc.Material]],
    *,
    zone: ZoneInfo,
    page: str,
    one_room: bool,
) -> tuple[doc.SessionReport, ...]:
    outcomes = {outcome.event_session_id: outcome for _, outcome in sessions_with_outcomes(event.id) if outcome}
    seats = _seats(event.id)
    materials, comments = _materials(event, page), _comments(event.id, zone)
    hide_room = one_room and event.is_online
    return tuple(
        doc.SessionReport(
            number=number,
            code=one.code,
            title=one.title,
            starts_at=one.starts_at.astimezone(zone) if one.starts_at else _midnight(event, zone),
            ends_at=one.ends_at.astimezone(zone) if one.ends_at else _midnight(event, zone),
            room="" if hide_room else _room(one),
            track=one.track.name if one.track else "",
            organisers=stage.appearing(one.id, "organiser"),
            moderators=stage.appearing(one.id, "moderator"),
            speakers=stage.appearing(one.id, "speaker"),
            seats=seats.get(one.id),
            summary=outcomes[one.id].summary if one.id in outcomes else "",
            outcome=outcomes[one.id].outcome if one.id in outcomes else "",
            announced=one.abstract,
            expected_outcome=one.expected_outcome,
            links=tuple(links[one.id]),
            materials=tuple(materials[one.id]),
            comments=tuple(comments[one.id]),
        )
        for number, one in enumerate(held, 1)
    )


def _midnight(event: Event, zone: ZoneInfo) -> datetime:
    return datetime.combine(event.starts_on, time(0), zone)


def _seats(event_id: int) -> dict[int, doc.SeatCount]:
    """Return the seats of each session that has some or in which somebody was checked in. Three statements."""
    of_event = select(EventSession.id).where(EventSession.event_id == event_id)
    capacity = {
        seats.event_session_id: seats.capacity
        for seats in db.session.execute(
            select(SeatCount.event_session_id, SeatCount.capacity).where(SeatCount.event_session_id.in_(of_event))
        )
    }
    held: Counter[tuple[int, str]] = Counter()
    for event_session_id, state, number in db.session.execute(
        select(Reservation.event_session_id, Reservation.state, func.count())
        .where(Reservation.event_session_id.in_(of_event))
        .group_by(Reservation.event_session_id, Reservation.state)
    ):
        held[event_session_id, state] = number
    came: Counter[tuple[int, bool]] = Counter()
    for event_session_id, is_walk_in, number in db.session.execute(
        select(CheckIn.event_session_id, CheckIn.is_walk_in, func.count())
        .where(CheckIn.event_session_id.in_(of_event))
        .group_by(CheckIn.event_session_id, CheckIn.is_walk_in)
    ):
        came[event_session_id, bool(is_walk_in)] = number
    return {
        one: doc.SeatCount(
            offered=capacity.get(one),
            reserved=held[one, "confirmed"],
            waiting=held[one, "waiting"],
            attended=came[one, False] + came[one, True],
            walk_ins=came[one, True] if one in capacity else 0,
        )
        for one in {*capacity, *(event_session_id for event_session_id, _ in came)}
    }


def _links(event_id: int) -> dict[int | None, list[doc.Material]]:
    found: dict[int | None, list[doc.Material]] = defaultdict(list)
    for link in db.session.scalars(select(Link).where(Link.event_id == event_id).order_by(Link.position, Link.id)):
        found[link.event_session_id].append(doc.Material(link.title, link.url, link.note))
    return found


def _materials(event: Event, page: str) -> dict[int, list[doc.Material]]:
    """Return the materials by session; each leads to the page of its session, where it can be had."""
    found: dict[int, list[doc.Material]] = defaultdict(list)
    for material, code in db.session.execute(
        select(Material, EventSession.code)
        .join(Material.event_session)
        .where(EventSession.event_id == event.id)
        .order_by(Material.position, Material.id)
    ):
        address = f"{page}sessions/{code}/" if page else ""
        note = file_note(material.file_name, material.size)
        found[material.event_session_id].append(doc.Material(material.title, address, note))
    return found


def _comments(event_id: int, zone: ZoneInfo) -> dict[int, list[doc.Comment]]:
    found: dict[int, list[doc.Comment]] = defaultdict(list)
    for comment, name in db.session.execute(
        select(Comment, Person.name)
        .join(Comment.event_session)
        .join(Person, Person.id == Comment.author_id)
        .where(EventSession.event_id == event_id)
        .order_by(Comment.at, Comment.id)
    ):
        found[comment.event_session_id].append(doc.Comment(doc.Name(name), comment.at.astimezone(zone), comment.text))
    return found


def _agenda(event_id: int, listed: Sequence[EventSession], stage: _Stage, zone: ZoneInfo) -> tuple[doc.AgendaRow, ...]:
    """Return sessions and breaks by start, each followed by its talks; what was cancelled says so."""
    talks: dict[int, list[Talk]] = defaultdict(list)
    for talk in db.session.scalars(
        select(Talk).join(Talk.event_session).where(EventSession.event_id == event_id).order_by(Talk.position, Talk.id)
    ):
        talks[talk.event_session_id].append(talk)
    rows: list[doc.AgendaRow] = []
    for one in listed:
        if one.starts_at is None:
            continue
        who = stage.names(one.id, None) or (() if talks[one.id] else stage.names(one.id, None, "moderator"))
        rows.append(
            doc.AgendaRow(
                one.starts_at.astimezone(zone), one.title, who, _room(one),
                N_("Cancelled") if one.state == "cancelled" else "",
            )
        )  # fmt: skip
        rows.extend(doc.AgendaRow(None, talk.title, stage.names(one.id, talk.id)) for talk in talks[one.id])
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Row:
    """One registration, as far as it is counted or named."""

    person_id: int
    code: str
    name: str
    organisation_id: int | None
    organisation: str
    country: str
    kind: str
    may_be_named: bool
    state: str
    registered_at: datetime


@dataclass(frozen=True)
class _People:
    """Everybody who registered, in the order of their names, and who of them was checked in."""

    rows: Sequence[_Row]
    came: frozenset[int]
    counted: list[_Row] = field(init=False)

    def __post_init__(self) -> None:
        counts: Callable[[_Row], bool] = (
            (lambda row: row.person_id in self.came) if self.came else (lambda row: row.state == "confirmed")
        )
        object.__setattr__(self, "counted", [row for row in self.rows if counts(row)])

    def participation(self, zone: ZoneInfo) -> doc.Participation:
        """Return the figures of those who registered and came."""
        days = Counter(row.registered_at.astimezone(zone).date() for row in self.rows)
        confirmed = sum(row.state == "confirmed" for row in self.rows)
        return doc.Participation(
            funnel=doc.Funnel(len(self.rows), confirmed, len(self.counted) if self.came else None),
            organisations=_organisations(self.counted),
            countries=len({row.country for row in self.counted if row.country}),
            by_kind=self._shares(lambda row: STAKEHOLDER_KINDS.get(row.kind, N_("Kind not given"))),
            by_country=self._shares(_country),
            over_time=tuple(doc.DayCount(day, number) for day, number in sorted(days.items())),
        )

    def _shares(self, label_of: Callable[[_Row], str]) -> tuple[doc.Share, ...]:
        groups: dict[str, list[_Row]] = defaultdict(list)
        for row in self.counted:
            groups[label_of(row)].append(row)
        alone, together = rules.groups_to_show([(label, len(rows)) for label, rows in groups.items()])
        shares = [doc.Share(label, len(groups[label]), _organisations(groups[label])) for label in alone]
        if together:
            rows = [row for label in together for row in groups[label]]
            shares.append(doc.Share("", len(rows), _organisations(rows), merged=tuple(together)))
        return tuple(shares)

    def named(self, stage: _Stage) -> tuple[doc.CountryList, ...]:
        """Return those counted who agreed to be named, by country; small groups do not tell how many they are."""
        sizes = Counter(_country(row) for row in self.counted)
        alone, _ = rules.groups_to_show(list(sizes.items()))
        by_country: dict[str, list[doc.NamedParticipant]] = defaultdict(list)
        for row in self.counted:
            if row.may_be_named:
                by_country[_country(row)].append(
                    doc.NamedParticipant(doc.Name(row.name), row.organisation, stage.parts.get(row.code, ""))
                )
        return tuple(
            doc.CountryList(country, sizes[country] if country in alone else None, tuple(by_country[country]))
            for country in sorted(by_country)
        )


def _country(row: _Row) -> str:
    return country_name(row.country, LANGUAGE) or N_("Country not given")


def _organisations(rows: Iterable[_Row]) -> int:
    return len({row.organisation_id for row in rows if row.organisation_id})


def _people(event: Event) -> _People:
    """Return everybody of the event. Two statements."""
    found: Any = db.session.execute(
        select(
            Registration.person_id, Person.code, Person.name, Registration.organisation_id,
            func.coalesce(Organisation.name, ""), Registration.country, Registration.stakeholder_kind,
            Registration.may_be_named, Registration.state, Registration.created_at,
        )
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.event_id == event.id)
        .order_by(Person.sort_key, Person.id)
    )  # fmt: skip
    came = db.session.scalars(
        select(CheckIn.person_id).distinct().join(CheckIn.event_session).where(EventSession.event_id == event.id)
    )
    return _People([_Row(*row) for row in found], frozenset(came))
