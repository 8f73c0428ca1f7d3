"""The personal page of one registration: for whoever holds its key, and for whoever is signed in and has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.booking.queries import my_reservations
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.guests import guest_registration, remember_guest
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.registration.labels import answer_text
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.questions import answers_of, questions_of
from eventdesk.registration.queries.registrations import registration_by_code
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.registration.rules.questions import is_empty, visible_questions
from eventdesk.seats.models import Reservation
from eventdesk.seats.rules.display import ReservationStatus, SeatLabel, status_label
from eventdesk.seats.states import SeatState
from eventdesk.web.filters import country_name, day, describe_timezone, format_deadline, local, stakeholder_label
from eventdesk.web.guard import current_identity, requires
from eventdesk.web.heads import event_head
from eventdesk.web.responses import uncached_page
from eventdesk.web.signed_links import verify_registration


@dataclass(frozen=True)
class OwnedRegistration:
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
class ReservationView:
    """What somebody has in a session, as the page shows it."""

    title: str
    url: str
    when: str
    where: str
    seats: SeatLabel | None
    words: str
    """Said below: of an offer, of what was refused."""
    take: str
    leave: str
    """The words of the deeds; "" where there is none."""
    code: str


def owned_registration(registration_ref: str) -> OwnedRegistration | None:
    """Return the registration that a key opens, or that has this code; None for neither.

    A key that was ended is answered with a page of its own.
    """
    keyed = verify_registration(registration_ref)
    code, version = keyed or (registration_ref, 0)
    registration = registration_by_code(code)
    if registration is None:
        return None
    if keyed and version != registration.link_version:
        page = render_template(
            "booking/link_revoked.html", event=registration.event, event_head=event_head(registration.event)
        )
        abort(uncached_page(page, 410))
    return OwnedRegistration(registration, registration_ref, keyed is not None)


@blueprint.get("/my/registrations/<registration_ref>/")
@requires(Permission.MY_REGISTRATION, on=owned_registration)
def my_registration(own: OwnedRegistration) -> Any:
    registration, event, now = own.registration, own.event, clock.now()
    if own.is_keyed and current_identity() is None and registration.state in ("confirmed", "pending"):
        remember_guest(registration)
    is_live = registration.state in ("confirmed", "pending")
    answers, missing = _answers(own)
    guest = guest_registration(event) if current_identity() is None else None
    return uncached_page(
        render_template(
            "booking/my_registration.html",
            own=own,
            registration=registration,
            event=event,
            event_head=event_head(event),
            is_live=is_live,
            is_over=event.ends_on < local(now, event.timezone).date(),
            is_guest=guest is not None and guest.id == registration.id,
            is_reader=current_identity() is not None,
            may_register_colleagues=current_identity() is not None
            and registration.state == "confirmed"
            and _is_open(event, now),
            places=[_place(*one, event=event, now=now) for one in my_reservations(registration)],
            answers=answers,
            missing=missing if is_live else [],
            zone=describe_timezone(event.timezone, event_noon(event)),
        )
    )


def _is_open(event: Event, now: datetime) -> bool:
    """Return whether people can register for the event."""
    return event.state == "published" and registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )


def event_noon(event: Event) -> datetime:
    """Return a moment of the event's first day, by which its zone is named."""
    return datetime.combine(event.starts_on, datetime.min.time(), clock.now().tzinfo)


def _answers(own: OwnedRegistration) -> tuple[list[dict[str, str]], list[str]]:
    """Return what is said and answered, in words, and the questions that still want an answer."""
    registration = own.registration
    questions = questions_of(own.event_id)
    answers = {**answers_of(registration.id), **display_answer(registration)}
    shown = visible_questions(questions, answers)
    rows, missing = [], []
    for question in questions:
        if question.code not in shown:
            continue
        label, answer = gettext(question_label(question)), answers.get(question.code)
        if is_empty(answer):
            missing += [label] if shown[question.code] else []
            continue
        url = ""
        if question.kind == "file":
            url = url_for("booking.my_file", registration_ref=own.ref, file_code=question.code)
        rows.append({"term": label, "words": _words(question, answer), "url": url})
    return rows, missing


def _words(question: Any, answer: Any) -> str:
    if question.standard == "country":
        return country_name(answer)
    if question.standard == "stakeholder_kind":
        return stakeholder_label(answer)
    return answer_text(question, answer)


def display_answer(registration: Registration) -> dict[str, str]:
    """Return the standard fields that stand on a registration itself, as its form takes them."""
    return {
        "organisation": registration.organisation.name if registration.organisation else "",
        "country": registration.country,
        "stakeholder_kind": registration.stakeholder_kind,
        "job_title": registration.job_title,
    }


def _place(
    reservation: Reservation, standing: ReservationStatus | None, *, event: Event, now: datetime
) -> ReservationView:
    event_session, zone = reservation.event_session, event.timezone
    starts_at = event_session.starts_at
    is_off = "cancelled" in (event_session.state, event.state)
    is_coming = not is_off and (starts_at is None or starts_at > now)
    until = format_deadline(standing.until, now, zone) if standing and standing.until else ""
    seats, words, take = None, "", ""
    if is_off:
        seats = SeatLabel(SeatState.CANCELLED)
    elif standing is not None:
        seats = status_label(standing, until)
        words = _place_words(reservation, standing)
        if starts_at is not None and not (standing.until and standing.until <= now):
            take = gettext("Take the seat") if standing.state in ("offered", "invited", "on_hold") else ""
    else:
        words = gettext("You asked for a seat, and did not get one.")
        if reservation.reason:
            words += " " + gettext("The organisers write: %(reason)s", reason=reservation.reason)
    leave = _leave_words(standing) if standing else ""
    return ReservationView(
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


def _place_words(reservation: Reservation, standing: ReservationStatus) -> str:
    if standing.state == "offered":
        return gettext("It is kept for you until then. After that it goes to the next person.")
    if standing.state == "waiting" and reservation.skipped_at:
        return gettext(
            "A seat became free that you could not have, because of another one of yours. It went to somebody behind "
            "you; you keep your place."
        )
    if standing.state == "pending":
        return gettext("The organisers decide who gets a seat, and we write to you.")
    return ""


def _leave_words(standing: ReservationStatus) -> str:
    return {
        "offered": gettext("Leave it to somebody else"),
        "waiting": gettext("Leave the waiting list"),
        "pending": gettext("Take the request back"),
        "invited": gettext("Decline the invitation"),
    }.get(standing.state, gettext("Give the seat back"))


def redirect_back(own: OwnedRegistration) -> Any:
    """Lead back to the page."""
    return uncached_page(redirect(url_for("booking.my_registration", registration_ref=own.ref), 303))
