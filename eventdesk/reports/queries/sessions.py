"""The sessions as they were held, and the agenda."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, or_, select

from eventdesk.core.db import db
from eventdesk.core.text import N_
from eventdesk.people.models import Person
from eventdesk.printing.formats import file_note
from eventdesk.programme.models import Comment, Event, EventSession, Link, Talk
from eventdesk.reports import document as doc
from eventdesk.reports.queries.stage import Stage
from eventdesk.reports.queries.stored import sessions_with_outcomes
from eventdesk.reservations.models import CheckIn, Reservation, SeatCount
from eventdesk.speakers.models import Material


def room_of(event_session: EventSession) -> str:
    return event_session.room.name if event_session.room else event_session.place


def told_sessions(
    event: Event,
    held: Sequence[EventSession],
    stage: Stage,
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
            room="" if hide_room else room_of(one),
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
    let_in = exists().where(
        CheckIn.event_session_id == Reservation.event_session_id, CheckIn.person_id == Reservation.person_id
    )
    held: Counter[tuple[int, str]] = Counter()
    for event_session_id, state, number in db.session.execute(
        select(Reservation.event_session_id, Reservation.state, func.count())
        .where(Reservation.event_session_id.in_(of_event), or_(Reservation.state != "waiting", ~let_in))
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


def links_by_session(event_id: int) -> dict[int | None, list[doc.Material]]:
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


def agenda(event_id: int, listed: Sequence[EventSession], stage: Stage, zone: ZoneInfo) -> tuple[doc.AgendaRow, ...]:
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
                one.starts_at.astimezone(zone), one.title, who, room_of(one),
                N_("Cancelled") if one.state == "cancelled" else "",
            )
        )  # fmt: skip
        rows.extend(doc.AgendaRow(None, talk.title, stage.names(one.id, talk.id)) for talk in talks[one.id])
    return tuple(rows)
