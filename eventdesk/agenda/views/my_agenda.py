"""The participant's agenda, on the screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.agenda.queries.agenda import agenda_items, plenary_sessions
from eventdesk.agenda.queries.favourites import favourite_sessions
from eventdesk.agenda.queries.updates import unread_versions
from eventdesk.agenda.services import read_marker
from eventdesk.agenda.views.blueprint import blueprint
from eventdesk.agenda.views.days import (
    AgendaDay,
    AgendaEntry,
    agenda_entries,
    counts_text,
    days_of,
    is_cancelled,
    page_url,
    unscheduled_text,
    zones,
)
from eventdesk.agenda.views.prompts import overlaps, seat_prompts
from eventdesk.agenda.views.updates import AgendaUpdates, agenda_updates
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import public_event
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registrations_of_person
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import Reservation
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.web.guard import current_actor, requires

REGISTRATION_TEXTS = {
    RegistrationState.PENDING: N_("The organisers still have to approve your registration."),
    RegistrationState.UNCONFIRMED: N_("Confirm your email address: open the link in our email."),
    RegistrationState.CONFIRMED: "",
}
"""What the page says of each registration that has not ended."""


@dataclass(frozen=True)
class MyAgenda:
    """What a person has reserved, requested, added to their favourites, or can attend without a reservation."""

    registrations: Sequence[Registration]
    seats: Sequence[tuple[Reservation, ReservationStatus]]
    plenaries: Sequence[EventSession]
    favourites: Sequence[tuple[EventSession, datetime]]
    """With the time each was added; without the sessions in `seats` and `plenaries`."""

    @property
    def sessions(self) -> list[tuple[EventSession, ReservationStatus | None]]:
        """The sessions in `seats` and `plenaries`."""
        seats = [(reservation.event_session, status) for reservation, status in self.seats]
        return [*seats, *((plenary, None) for plenary in self.plenaries)]

    @property
    def entries(self) -> list[AgendaEntry]:
        """`sessions` with a time, by start."""
        skipped_at = {reservation.event_session_id: reservation.skipped_at for reservation, _ in self.seats}
        return agenda_entries(self.sessions, skipped_at=skipped_at)

    @property
    def unscheduled(self) -> list[tuple[EventSession, ReservationStatus | None]]:
        """The sessions without a time, favourites included."""
        favourites = [(event_session, None) for event_session, _ in self.favourites]
        return [entry for entry in [*self.sessions, *favourites] if entry[0].starts_at is None]

    @property
    def added_at(self) -> dict[int, dict[str, datetime]]:
        """When each reservation and favourite was made, by event id and session code."""
        reserved = [(reservation.event_session, reservation.created_at) for reservation, _ in self.seats]
        by_event: dict[int, dict[str, datetime]] = {}
        for event_session, moment in [*reserved, *self.favourites]:
            by_event.setdefault(event_session.event_id, {})[event_session.code] = moment
        return by_event


class UnscheduledSession(NamedTuple):
    """A session without a time."""

    title: str
    url: str
    event_title: str
    text: str


class MyRegistration(NamedTuple):
    """A registration for an event that is not over."""

    event_title: str
    url: str
    ticket_url: str
    """"" until the registration is confirmed."""
    text: str


def _agenda(person_id: int) -> MyAgenda:
    seats = agenda_items(person_id)
    registrations = registrations_of_person(person_id)
    plenaries = plenary_sessions(
        [registration.event_id for registration in registrations if registration.state == RegistrationState.CONFIRMED]
    )
    listed = {reservation.event_session_id for reservation, _ in seats} | {plenary.id for plenary in plenaries}
    favourites = [favourite for favourite in favourite_sessions(person_id) if favourite[0].id not in listed]
    return MyAgenda(registrations, seats, plenaries, favourites)


def _agenda_page(**_: str) -> str:
    return url_for("agenda.my_agenda")


@blueprint.get("/my/")
@requires(Permission.MY_PAGES)
def my_agenda() -> str:
    person_id, now = current_actor().person_id, clock.now()
    agenda = _agenda(person_id)
    entries = agenda.entries
    days = days_of(entries, now)
    favourites = _favourites(agenda, now)
    ahead = [entry for entry in entries if entry.status and not entry.is_cancelled and entry.ends_at > now]
    upcoming = [day for day in days if not day.is_past]
    past = [day for day in reversed(days) if day.is_past]
    return render_template(
        "agenda/my_agenda.html",
        upcoming=upcoming,
        past=past,
        favourites=favourites,
        unscheduled=[_unscheduled(event_session, status) for event_session, status in agenda.unscheduled],
        counts=counts_text(
            [entry.status for entry in ahead]
            + [status for event_session, status in agenda.unscheduled if not is_cancelled(event_session)]
        ),
        prompts=seat_prompts(((reservation.event_session, status) for reservation, status in agenda.seats), now),
        updates=_updates(agenda, person_id, now),
        overlaps=overlaps(ahead),
        registrations=_current_registrations(agenda, now),
        next_event=_next_event(agenda, now),
        accents=_accents([*days, *favourites]),
        zones=zones([*upcoming, *favourites] or past),
    )


def _unscheduled(event_session: EventSession, status: ReservationStatus | None) -> UnscheduledSession:
    return UnscheduledSession(
        event_session.title,
        page_url(event_session),
        event_session.event.title,
        unscheduled_text(event_session, status),
    )


def _current_registrations(agenda: MyAgenda, now: datetime) -> list[MyRegistration]:
    """Return the registrations that have not ended, for events that are not over."""
    return [
        _registration(registration)
        for registration in agenda.registrations
        if registration.event.ends_on >= now.date() and registration.state in REGISTRATION_TEXTS
    ]


def _registration(registration: Registration) -> MyRegistration:
    state, code = RegistrationState(registration.state), registration.code
    is_confirmed, text = state is RegistrationState.CONFIRMED, REGISTRATION_TEXTS[state]
    return MyRegistration(
        registration.event.title,
        url_for("booking.my_registration", registration_ref=code),
        url_for("checkin.make_ticket", registration_ref=code) if is_confirmed else "",
        gettext(text) if text else "",
    )


def _next_event(agenda: MyAgenda, now: datetime) -> Event | None:
    """Return the next event that the reader is registered for, or None."""
    confirmed = [
        registration.event for registration in agenda.registrations if registration.state == RegistrationState.CONFIRMED
    ]
    return next((event for event in reversed(confirmed) if event.ends_on >= now.date()), None)


def _favourites(agenda: MyAgenda, now: datetime) -> list[AgendaDay]:
    """Return the days of the favourites that are not over."""
    entries = agenda_entries(((event_session, None) for event_session, _ in agenda.favourites), are_favourites=True)
    return days_of([entry for entry in entries if entry.ends_at > now], now)


def _updates(agenda: MyAgenda, person_id: int, now: datetime) -> list[AgendaUpdates]:
    """Return the unread changes of events that are not over."""
    reserved = [reservation.event_session for reservation, _ in agenda.seats]
    sessions = [*reserved, *(event_session for event_session, _ in agenda.favourites)]
    current = [event_session for event_session in sessions if event_session.event.ends_on >= now.date()]
    event_ids = {event_session.event_id for event_session in current}
    since = {event_id: moments for event_id, moments in agenda.added_at.items() if event_id in event_ids}
    first = {event_id: min(moments.values()) for event_id, moments in since.items()}
    return agenda_updates(unread_versions(person_id, first), since, current)


def _accents(days: Sequence[AgendaDay]) -> list[str]:
    return sorted({day.event.accent for day in days})


@blueprint.get("/my/print")
@requires(Permission.MY_PAGES)
def my_agenda_print() -> str:
    now = clock.now()
    agenda = _agenda(current_actor().person_id)
    days = [day for day in days_of(agenda.entries, now) if not day.is_past]
    favourites = _favourites(agenda, now)
    return render_template("agenda/my_agenda_print.html", days=days, favourites=favourites, now=now)


@blueprint.post("/my/events/<event_slug>/seen")
@requires(Permission.MY_PAGES, on=public_event, return_to=_agenda_page)
def mark_read(event: Event) -> Any:
    """Mark the changes of an event as read, up to the version that the page showed."""
    version = request.form.get("version", type=int)
    if version is not None and version > 0:
        with transaction():
            read_marker.mark_read(event.id, current_actor().person_id, version, now=clock.now())
    return redirect(url_for("agenda.my_agenda"), 303)
