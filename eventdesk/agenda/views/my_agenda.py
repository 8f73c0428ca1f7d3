"""One's own pages: my agenda, on the screen and on paper, and my data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for

from eventdesk.agenda.queries.agenda import agenda_items, plenary_sessions
from eventdesk.agenda.queries.favourites import favourite_sessions
from eventdesk.agenda.queries.updates import unread_versions
from eventdesk.agenda.services import read_marker
from eventdesk.agenda.views import days as parts
from eventdesk.agenda.views.blueprint import blueprint
from eventdesk.agenda.views.days import AgendaDay, AgendaEntry
from eventdesk.agenda.views.prompts import overlaps, seat_prompts
from eventdesk.agenda.views.updates import AgendaUpdates, agenda_updates
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import public_event
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registrations_of_person
from eventdesk.seats.models import Reservation
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.web.guard import current_actor, requires


@dataclass(frozen=True)
class MyAgenda:
    """All that somebody has, asked for, starred, or can go to anyway."""

    registrations: Sequence[Registration]
    seats: Sequence[tuple[Reservation, ReservationStatus]]
    for_all: Sequence[EventSession]
    starred: Sequence[tuple[EventSession, datetime]]
    """With the moment of starring; those are left out in which one has a place."""

    @property
    def placed(self) -> list[tuple[EventSession, ReservationStatus | None]]:
        """The sessions in which one has a place of any kind, or needs none."""
        seats = [(reservation.event_session, standing) for reservation, standing in self.seats]
        return [*seats, *((one, None) for one in self.for_all)]

    @property
    def entries(self) -> list[AgendaEntry]:
        """What has a time, in its order."""
        passed_over = {one.event_session_id: one.skipped_at for one, _ in self.seats}
        return parts.agenda_entries(self.placed, passed_over=passed_over)

    @property
    def since(self) -> dict[int, dict[str, datetime]]:
        """From when on one cares for each session, by event id and session code."""
        found: dict[int, dict[str, datetime]] = {}
        cared_for = [(one.event_session, one.created_at) for one, _ in self.seats]
        for event_session, moment in [*cared_for, *self.starred]:
            found.setdefault(event_session.event_id, {})[event_session.code] = moment
        return found


def _agenda(person_id: int) -> MyAgenda:
    seats = agenda_items(person_id)
    registrations = registrations_of_person(person_id)
    for_all = plenary_sessions([one.event_id for one in registrations if one.state == "confirmed"])
    held = {reservation.event_session_id for reservation, _ in seats} | {one.id for one in for_all}
    starred = [found for found in favourite_sessions(person_id) if found[0].id not in held]
    return MyAgenda(registrations, seats, for_all, starred)


def _agenda_page(**_: str) -> str:
    return url_for("agenda.my_agenda")


@blueprint.get("/my/")
@requires(Permission.MY_PAGES)
def my_agenda() -> str:
    person_id, now = current_actor().person_id, clock.now()
    agenda = _agenda(person_id)
    entries = agenda.entries
    days = parts.days_of(entries, now)
    starred = _favourites(agenda, now)
    ahead = [entry for entry in entries if entry.standing and not entry.is_cancelled and entry.ends_at > now]
    wished = [(one, None) for one, _ in agenda.starred]
    unplaced = [found for found in [*agenda.placed, *wished] if found[0].starts_at is None]
    coming = [day for day in days if not day.is_past]
    past = [day for day in reversed(days) if day.is_past]
    events = [one.event for one in agenda.registrations if one.state == "confirmed"]
    return render_template(
        "agenda/my_agenda.html",
        coming=coming,
        past=past,
        starred=starred,
        unplaced=[{"session": one, "seats": parts.unscheduled_text(one, standing)} for one, standing in unplaced],
        counts=parts.counts(
            [entry.standing for entry in ahead] + [standing for one, standing in unplaced if not parts.is_off(one)]
        ),
        questions=seat_prompts(((one.event_session, standing) for one, standing in agenda.seats), now),
        news=_updates(agenda, person_id, now),
        overlaps=overlaps(ahead),
        registrations=[one for one in agenda.registrations if one.event.ends_on >= now.date() and _is_on(one)],
        next_event=next((event for event in reversed(events) if event.ends_on >= now.date()), None),
        accents=_accents([*days, *starred]),
        zones=parts.zones([*coming, *starred] or past),
    )


def _is_on(registration: Registration) -> bool:
    """Return whether somebody comes to the event, or may yet."""
    return registration.state in ("confirmed", "pending", "unconfirmed")


def _favourites(agenda: MyAgenda, now: datetime) -> list[AgendaDay]:
    """Return the days of what the reader starred, has no place in, and can still go to."""
    entries = parts.agenda_entries(((one, None) for one, _ in agenda.starred), are_starred=True)
    return parts.days_of([entry for entry in entries if entry.ends_at > now], now)


def _updates(agenda: MyAgenda, person_id: int, now: datetime) -> list[AgendaUpdates]:
    """Return what the reader has not seen yet of the events that are not over."""
    sessions = [*(one.event_session for one, _ in agenda.seats), *(one for one, _ in agenda.starred)]
    current = [one for one in sessions if one.event.ends_on >= now.date()]
    ids = {one.event_id for one in current}
    since = {event_id: moments for event_id, moments in agenda.since.items() if event_id in ids}
    versions = unread_versions(person_id, {one: min(moments.values()) for one, moments in since.items()})
    return agenda_updates(versions, since, current)


def _accents(days: Sequence[AgendaDay]) -> list[str]:
    return sorted({day.event.accent for day in days})


@blueprint.get("/my/print")
@requires(Permission.MY_PAGES)
def my_agenda_print() -> str:
    now = clock.now()
    agenda = _agenda(current_actor().person_id)
    days = [day for day in parts.days_of(agenda.entries, now) if not day.is_past]
    starred = _favourites(agenda, now)
    return render_template("agenda/my_agenda_print.html", days=days, starred=starred, now=now)


@blueprint.post("/my/events/<event_slug>/seen")
@requires(Permission.MY_PAGES, on=public_event, return_to=_agenda_page)
def mark_read(event: Event) -> Any:
    """Note what of the changes of an event the reader has seen: up to the version that stood on the page."""
    version = request.form.get("version", type=int)
    if version is not None and version > 0:
        with transaction():
            read_marker.mark_read(event.id, current_actor().person_id, version, now=clock.now())
    return redirect(url_for("agenda.my_agenda"), 303)
