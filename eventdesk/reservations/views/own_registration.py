"""The personal page of one registration: for whoever holds its key, and for whoever is signed in and has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations import queries, rules
from eventdesk.reservations.forms.wording import answer_words
from eventdesk.reservations.models import Registration, Reservation
from eventdesk.reservations.rules import SeatWords, Standing
from eventdesk.reservations.views import blueprint
from eventdesk.reservations.views.floor import secret_page
from eventdesk.reservations.views.guests import guest_of, remember_guest
from eventdesk.web.filters import country_name, day, kind_name, local, until_time, zone_words
from eventdesk.web.guard import me, requires
from eventdesk.web.heads import event_head
from eventdesk.web.keys import read_key


@dataclass(frozen=True)
class Own:
    """A registration, and how the reader came to it."""

    registration: Registration
    ref: str
    """What the address names it by: its key, or its code."""
    is_keyed: bool

    @property
    def event(self) -> Event:
        """The event it is for."""
        return self.registration.event

    @property
    def event_id(self) -> int:
        """The event's id, for the guard."""
        return self.registration.event_id

    @property
    def person_id(self) -> int:
        """Whose it is."""
        return self.registration.person_id


@dataclass(frozen=True)
class Place:
    """What somebody has in a session, as the page shows it."""

    title: str
    url: str
    when: str
    where: str
    seats: SeatWords | None
    words: str
    """Said below: of an offer, of what was refused."""
    take: str
    leave: str
    """The words of the deeds; "" where there is none."""
    code: str


def own_registration(registration_ref: str) -> Own | None:
    """Return the registration that a key opens, or that has this code; None for neither.

    A key that was ended is answered with a page of its own.
    """
    keyed = read_key(registration_ref)
    code, version = keyed or (registration_ref, 0)
    registration = queries.registration_by_code(code)
    if registration is None:
        return None
    if keyed and version != registration.link_version:
        page = render_template(
            "reservations/registered_ended.html", event=registration.event, event_head=event_head(registration.event)
        )
        abort(secret_page(page, 410))
    return Own(registration, registration_ref, keyed is not None)


@blueprint.get("/my/registrations/<registration_ref>/")
@requires(Permission.OWN_REGISTRATION, on=own_registration)
def my_registration(own: Own) -> Any:
    registration, event, now = own.registration, own.event, clock.now()
    if own.is_keyed and me() is None and registration.state in ("confirmed", "pending"):
        remember_guest(registration)
    is_live = registration.state in ("confirmed", "pending")
    answers, missing = _answers(own)
    guest = guest_of(event) if me() is None else None
    return secret_page(
        render_template(
            "reservations/my_registration.html",
            own=own,
            registration=registration,
            event=event,
            event_head=event_head(event),
            is_live=is_live,
            is_over=event.ends_on < local(now, event.timezone).date(),
            is_guest=guest is not None and guest.id == registration.id,
            is_reader=me() is not None,
            may_register_colleagues=me() is not None and registration.state == "confirmed" and _is_open(event, now),
            places=[_place(*one, event=event, now=now) for one in queries.own_places(registration)],
            answers=answers,
            missing=missing if is_live else [],
            zone=zone_words(event.timezone, event_noon(event)),
        )
    )


def _is_open(event: Event, now: datetime) -> bool:
    """Return whether people can register for the event."""
    return event.state == "published" and rules.registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )


def event_noon(event: Event) -> datetime:
    """Return a moment of the event's first day, by which its zone is named."""
    return datetime.combine(event.starts_on, datetime.min.time(), clock.now().tzinfo)


def _answers(own: Own) -> tuple[list[dict[str, str]], list[str]]:
    """Return what is said and answered, in words, and the questions that still want an answer."""
    registration = own.registration
    questions = queries.questions_of(own.event_id)
    answers = {**queries.answers_of(registration.id), **said(registration)}
    shown = rules.asked(questions, answers)
    rows, missing = [], []
    for question in questions:
        if question.code not in shown:
            continue
        label, answer = gettext(rules.label_of(question)), answers.get(question.code)
        if rules.is_empty(answer):
            missing += [label] if shown[question.code] else []
            continue
        url = ""
        if question.kind == "file":
            url = url_for(".my_file", registration_ref=own.ref, file_code=question.code)
        rows.append({"term": label, "words": _words(question, answer), "url": url})
    return rows, missing


def _words(question: Any, answer: Any) -> str:
    if question.standard == "country":
        return country_name(answer)
    if question.standard == "stakeholder_kind":
        return kind_name(answer)
    return answer_words(question, answer)


def said(registration: Registration) -> dict[str, str]:
    """Return the standard fields that stand on a registration itself, as its form takes them."""
    return {
        "organisation": registration.organisation.name if registration.organisation else "",
        "country": registration.country,
        "stakeholder_kind": registration.stakeholder_kind,
        "job_title": registration.job_title,
    }


def _place(reservation: Reservation, standing: Standing | None, *, event: Event, now: datetime) -> Place:
    event_session, zone = reservation.event_session, event.timezone
    starts_at = event_session.starts_at
    is_off = "cancelled" in (event_session.state, event.state)
    is_coming = not is_off and (starts_at is None or starts_at > now)
    until = until_time(standing.until, now, zone) if standing and standing.until else ""
    seats, words, take = None, "", ""
    if is_off:
        seats = SeatWords("cancelled")
    elif standing is not None:
        seats = rules.standing_words(standing, until)
        words = _place_words(reservation, standing)
        if starts_at is not None and not (standing.until and standing.until <= now):
            take = gettext("Take the seat") if standing.state in ("offered", "invited", "held") else ""
    else:
        words = gettext("You asked for a seat, and did not get one.")
        if reservation.reason:
            words += " " + gettext("The organisers write: %(reason)s", reason=reservation.reason)
    leave = _leave_words(standing) if standing else ""
    return Place(
        title=event_session.title,
        url=url_for("public.session_page", event_slug=event.slug, session_code=event_session.code),
        when=f"{day(starts_at, zone)}, {_span(event_session, zone)}" if starts_at else gettext("Time to be announced"),
        where=event_session.room.name if event_session.room else event_session.place,
        seats=seats,
        words=words,
        take=take if is_coming else "",
        leave=leave if is_coming else "",
        code=event_session.code,
    )


def _span(event_session: EventSession, zone: str) -> str:
    moments = [one for one in (event_session.starts_at, event_session.ends_at) if one]
    return "–".join(local(one, zone).strftime("%H:%M") for one in moments)


def _place_words(reservation: Reservation, standing: Standing) -> str:
    if standing.state == "offered":
        return gettext("It is kept for you until then. After that it goes to the next person.")
    if standing.state == "waiting" and reservation.passed_over_at:
        return gettext(
            "A seat became free that you could not have, because of another one of yours. It went to somebody behind "
            "you; you keep your place."
        )
    if standing.state == "pending":
        return gettext("The organisers decide who gets a seat, and we write to you.")
    return ""


def _leave_words(standing: Standing) -> str:
    return {
        "offered": gettext("Leave it to somebody else"),
        "waiting": gettext("Leave the waiting list"),
        "pending": gettext("Take the request back"),
        "invited": gettext("Decline the invitation"),
    }.get(standing.state, gettext("Give the seat back"))


def home(own: Own) -> Any:
    """Lead back to the page."""
    return secret_page(redirect(url_for(".my_registration", registration_ref=own.ref), 303))
