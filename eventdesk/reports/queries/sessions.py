"""The sessions as they were held, and the agenda."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.core.formats import file_note
from eventdesk.core.text import N_
from eventdesk.figures.values import EventFigures
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Talk
from eventdesk.reports import report_model as model
from eventdesk.reports.queries.cast import Cast
from eventdesk.reports.queries.published import sessions_with_outcomes
from eventdesk.speakers.models import Material


def room_of(event_session: EventSession) -> str:
    return event_session.room.name if event_session.room else event_session.place


def session_reports(
    event: Event,
    held: Sequence[EventSession],
    figures: EventFigures,
    cast: Cast,
    links: dict[int | None, list[model.Material]],
    *,
    zone: ZoneInfo,
    page: str,
    one_room: bool,
) -> tuple[model.SessionReport, ...]:
    outcomes = {outcome.event_session_id: outcome for _, outcome in sessions_with_outcomes(event.id) if outcome}
    seats = {
        session.id: session.seats
        for session in figures.sessions
        if session.seats.takes_reservations or session.seats.attended
    }
    materials, comments = _materials(event, page), _comments(event.id, zone)
    hide_room = one_room and event.is_online
    return tuple(
        model.SessionReport(
            number=number,
            code=one.code,
            title=one.title,
            starts_at=one.starts_at.astimezone(zone) if one.starts_at else _midnight(event, zone),
            ends_at=one.ends_at.astimezone(zone) if one.ends_at else _midnight(event, zone),
            room="" if hide_room else room_of(one),
            track=one.track.name if one.track else "",
            organisers=cast.appearing(one.id, "organiser"),
            moderators=cast.appearing(one.id, "moderator"),
            speakers=cast.appearing(one.id, "speaker"),
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


def links_by_session(event_id: int) -> dict[int | None, list[model.Material]]:
    found: dict[int | None, list[model.Material]] = defaultdict(list)
    for link in db.session.scalars(select(Link).where(Link.event_id == event_id).order_by(Link.position, Link.id)):
        found[link.event_session_id].append(model.Material(link.title, link.url, link.note))
    return found


def _materials(event: Event, page: str) -> dict[int, list[model.Material]]:
    """Return the materials by session; each leads to the page of its session, where it can be had."""
    found: dict[int, list[model.Material]] = defaultdict(list)
    for material, code in db.session.execute(
        select(Material, EventSession.code)
        .join(Material.event_session)
        .where(EventSession.event_id == event.id)
        .order_by(Material.position, Material.id)
    ):
        address = f"{page}sessions/{code}/" if page else ""
        note = file_note(material.file_name, material.size)
        found[material.event_session_id].append(model.Material(material.title, address, note))
    return found


def _comments(event_id: int, zone: ZoneInfo) -> dict[int, list[model.Comment]]:
    found: dict[int, list[model.Comment]] = defaultdict(list)
    for comment, name in db.session.execute(
        select(Comment, Person.name)
        .join(Comment.event_session)
        .join(Person, Person.id == Comment.author_id)
        .where(EventSession.event_id == event_id)
        .order_by(Comment.at, Comment.id)
    ):
        found[comment.event_session_id].append(
            model.Comment(model.Name(name), comment.at.astimezone(zone), comment.text)
        )
    return found


def agenda(event_id: int, listed: Sequence[EventSession], cast: Cast, zone: ZoneInfo) -> tuple[model.AgendaRow, ...]:
    """Return sessions and breaks by start, each followed by its talks; what was cancelled says so."""
    talks: dict[int, list[Talk]] = defaultdict(list)
    for talk in db.session.scalars(
        select(Talk).join(Talk.event_session).where(EventSession.event_id == event_id).order_by(Talk.position, Talk.id)
    ):
        talks[talk.event_session_id].append(talk)
    rows: list[model.AgendaRow] = []
    for one in listed:
        if one.starts_at is None:
            continue
        who = cast.names(one.id, None) or (() if talks[one.id] else cast.names(one.id, None, "moderator"))
        rows.append(
            model.AgendaRow(
                one.starts_at.astimezone(zone), one.title, who, room_of(one),
                N_("Cancelled") if one.state == "cancelled" else "",
            )
        )  # fmt: skip
        rows.extend(model.AgendaRow(None, talk.title, cast.names(one.id, talk.id)) for talk in talks[one.id])
    return tuple(rows)
