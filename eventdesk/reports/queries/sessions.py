"""The sessions of a report with their summaries, materials and comments, and the agenda."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.core.formats import file_note
from eventdesk.figures.values import EventFigures
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Talk
from eventdesk.programme.states import PublicationState
from eventdesk.reports import report_model as model
from eventdesk.reports.queries.cast import Cast
from eventdesk.reports.queries.published import sessions_with_outcomes
from eventdesk.speakers.models import Material


def room_of(event_session: EventSession) -> str:
    """Return the room of a session, or the location if it has no room."""
    return event_session.room.name if event_session.room else event_session.place


def session_reports(
    event: Event,
    took_place: Sequence[EventSession],
    figures: EventFigures,
    cast: Cast,
    links: dict[int | None, list[model.Material]],
    *,
    zone: ZoneInfo,
    page: str,
    one_room: bool,
) -> tuple[model.SessionReport, ...]:
    """Return the sessions with everything that is printed about each; `links` are those of `links_by_session`."""
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
            code=session.code,
            title=session.title,
            starts_at=session.starts_at.astimezone(zone) if session.starts_at else _midnight(event, zone),
            ends_at=session.ends_at.astimezone(zone) if session.ends_at else _midnight(event, zone),
            room="" if hide_room else room_of(session),
            track=session.track.name if session.track else "",
            organisers=cast.people(session.id, "organiser"),
            moderators=cast.people(session.id, "moderator"),
            speakers=cast.people(session.id, "speaker"),
            seats=seats.get(session.id),
            summary=outcomes[session.id].summary if session.id in outcomes else "",
            outcome=outcomes[session.id].outcome if session.id in outcomes else "",
            announced=session.abstract,
            expected_outcome=session.expected_outcome,
            links=tuple(links[session.id]),
            materials=tuple(materials[session.id]),
            comments=tuple(comments[session.id]),
        )
        for number, session in enumerate(took_place, 1)
    )


def _midnight(event: Event, zone: ZoneInfo) -> datetime:
    return datetime.combine(event.starts_on, time(0), zone)


def links_by_session(event_id: int) -> dict[int | None, list[model.Material]]:
    """Return the links by session id; those of the event itself under None."""
    links: dict[int | None, list[model.Material]] = defaultdict(list)
    for link in db.session.scalars(select(Link).where(Link.event_id == event_id).order_by(Link.position, Link.id)):
        links[link.event_session_id].append(model.Material(link.title, link.url, link.note))
    return links


def _materials(event: Event, page: str) -> dict[int, list[model.Material]]:
    """Return the materials by session; each links to the page of its session, from where it is downloaded."""
    materials: dict[int, list[model.Material]] = defaultdict(list)
    for material, code in db.session.execute(
        select(Material, EventSession.code)
        .join(Material.event_session)
        .where(EventSession.event_id == event.id)
        .order_by(Material.position, Material.id)
    ):
        address = f"{page}sessions/{code}/" if page else ""
        note = file_note(material.file_name, material.size)
        materials[material.event_session_id].append(model.Material(material.title, address, note))
    return materials


def _comments(event_id: int, zone: ZoneInfo) -> dict[int, list[model.Comment]]:
    comments: dict[int, list[model.Comment]] = defaultdict(list)
    for comment, name in db.session.execute(
        select(Comment, Person.name)
        .join(Comment.event_session)
        .join(Person, Person.id == Comment.author_id)
        .where(EventSession.event_id == event_id)
        .order_by(Comment.at, Comment.id)
    ):
        comments[comment.event_session_id].append(
            model.Comment(model.Name(name), comment.at.astimezone(zone), comment.text)
        )
    return comments


def agenda(event_id: int, listed: Sequence[EventSession], cast: Cast, zone: ZoneInfo) -> tuple[model.AgendaRow, ...]:
    """Return sessions and breaks by start, each followed by its talks; cancelled ones are marked."""
    talks: dict[int, list[Talk]] = defaultdict(list)
    for talk in db.session.scalars(
        select(Talk).join(Talk.event_session).where(EventSession.event_id == event_id).order_by(Talk.position, Talk.id)
    ):
        talks[talk.event_session_id].append(talk)
    rows: list[model.AgendaRow] = []
    for session in listed:
        if session.starts_at is None:
            continue
        who = cast.names(session.id, None) or (() if talks[session.id] else cast.names(session.id, None, "moderator"))
        rows.append(
            model.AgendaRow(
                session.starts_at.astimezone(zone),
                session.title,
                who,
                room_of(session),
                PublicationState.CANCELLED.label if session.state == PublicationState.CANCELLED else "",
            )
        )
        rows.extend(model.AgendaRow(None, talk.title, cast.names(session.id, talk.id)) for talk in talks[session.id])
    return tuple(rows)
