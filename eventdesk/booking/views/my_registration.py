"""The personal page of one registration, opened by its signed link or by the signed-in person it belongs to."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.booking.loaders import LoadedRegistration, registration_by_ref
from eventdesk.booking.queries import my_reservations
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.registration.labels import answer_text
from eventdesk.registration.models import Question, Registration
from eventdesk.registration.queries.policy import is_registration_open
from eventdesk.registration.queries.questions import answers_of, questions_of
from eventdesk.registration.queries.registrations import guest_registration
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import is_empty, visible_questions
from eventdesk.registration.states import ACTIVE_STATES, RegistrationState
from eventdesk.seats.models import Reservation
from eventdesk.seats.rules.display import ReservationStatus, SeatLabel, status_label
from eventdesk.seats.states import ReservationState, SeatState
from eventdesk.web.filters import country_name, day, describe_timezone, format_deadline, local, stakeholder_label
from eventdesk.web.guard import current_identity, requires
from eventdesk.web.guest_session import guest_ref, remember_guest
from eventdesk.web.heads import event_head
from eventdesk.web.responses import uncached_page


class StateBanner(NamedTuple):
    """What the top of the page says about the state of the registration."""

    kind: str
    title: str
    text: str = ""


class AnswerView(NamedTuple):
    """A question and its answer as the page shows them; `url` leads to the file where the answer is one."""

    label: str
    text: str
    url: str


class ReservationView(NamedTuple):
    """A reservation as the page shows it."""

    title: str
    url: str
    when: str
    where: str
    seats: SeatLabel | None
    note: str
    """A sentence about an offer, a request, a rejection; "" where there is nothing to add."""
    accept_label: str
    release_label: str
    """The labels of the buttons; "" where the button is not offered."""
    code: str


@blueprint.get("/my/registrations/<registration_ref>/")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref)
def my_registration(loaded: LoadedRegistration) -> Any:
    registration, event, now = loaded.registration, loaded.event, clock.now()
    is_signed_in, is_active = current_identity() is not None, registration.state in ACTIVE_STATES
    if loaded.is_keyed and not is_signed_in and is_active:
        remember_guest(event.id, registration.ref)
    answers, missing = _answers(loaded)
    guest = guest_registration(event.id, guest_ref(event.id))
    reservations = [_reservation(*pair, event=event, now=now) for pair in my_reservations(registration)]
    is_over = event.ends_on < local(now, event.timezone).date()
    is_confirmed = registration.state == RegistrationState.CONFIRMED
    return uncached_page(
        render_template(
            "booking/my_registration.html",
            loaded=loaded,
            registration=registration,
            event=event,
            event_head=event_head(event),
            banner_of_state=_state_banner(registration, has_reservations=bool(reservations)),
            is_active=is_active,
            is_over=is_over,
            has_ticket=is_confirmed and event.state != "cancelled" and not is_over,
            can_register_again=not is_over and registration.state != RegistrationState.UNCONFIRMED,
            can_register_colleagues=is_signed_in and is_confirmed and is_registration_open(event, now=now),
            is_guest=guest is not None and guest.id == registration.id,
            is_signed_in=is_signed_in,
            reservations=reservations,
            answers=answers,
            missing=", ".join(missing) if is_active else "",
            zone=describe_timezone(event.timezone, _first_midnight(event)),
        )
    )


def _state_banner(registration: Registration, *, has_reservations: bool) -> StateBanner:
    match registration.state:
        case RegistrationState.CONFIRMED:
            hint = "" if has_reservations else gettext("You can now reserve seats in sessions.")
            return StateBanner("ok", gettext("You are registered."), hint)
        case RegistrationState.PENDING:
            return StateBanner(
                "note",
                gettext("Your registration is awaiting approval."),
                gettext("The organisers review each registration. We will email you their decision."),
            )
        case RegistrationState.UNCONFIRMED:
            return StateBanner(
                "note",
                gettext("Your registration is not confirmed yet."),
                gettext("Open the link in the email we sent you and confirm there."),
            )
        case RegistrationState.REJECTED:
            return StateBanner("bad", gettext("Your registration was not approved."), registration.reason)
        case _:
            return StateBanner("note", gettext("Your registration is cancelled."), registration.reason)


def _first_midnight(event: Event) -> datetime:
    """Return a moment on the event's first day, for the name that its time zone has then."""
    return datetime.combine(event.starts_on, datetime.min.time(), clock.now().tzinfo)


def _answers(loaded: LoadedRegistration) -> tuple[list[AnswerView], list[str]]:
    """Return the answers to show, and the labels of required questions without an answer."""
    registration = loaded.registration
    questions = questions_of(loaded.event_id)
    answers = {**answers_of(registration.id), **profile_answers(registration)}
    visible = visible_questions(questions, answers)
    rows, missing = [], []
    for question in questions:
        if question.code not in visible:
            continue
        label, answer = gettext(question_label(question)), answers.get(question.code)
        if is_empty(answer):
            missing += [label] if visible[question.code] else []
            continue
        url = ""
        if question.kind == "file":
            url = url_for("booking.my_file", registration_ref=loaded.ref, file_code=question.code)
        rows.append(AnswerView(label, _answer_text(question, answer), url))
    return rows, missing


def _answer_text(question: Question, answer: Any) -> str:
    if question.standard == "country":
        return country_name(answer)
    if question.standard == "stakeholder_kind":
        return stakeholder_label(answer)
    return answer_text(question, answer)


def profile_answers(registration: Registration) -> dict[str, str]:
    """Return the answers that are stored on the registration itself, by the code of their question."""
    return {
        "organisation": registration.organisation.name if registration.organisation else "",
        "country": registration.country,
        "stakeholder_kind": registration.stakeholder_kind,
        "job_title": registration.job_title,
    }


def _reservation(
    reservation: Reservation, status: ReservationStatus | None, *, event: Event, now: datetime
) -> ReservationView:
    event_session, zone = reservation.event_session, event.timezone
    starts_at = event_session.starts_at
    is_cancelled = "cancelled" in (event_session.state, event.state)
    is_upcoming = not is_cancelled and (starts_at is None or starts_at > now)
    deadline = format_deadline(status.until, now, zone) if status and status.until else ""
    label = SeatLabel(SeatState.CANCELLED) if is_cancelled else status_label(status, deadline) if status else None
    accept_label = ""
    if is_upcoming and status and starts_at is not None and not (status.until and status.until <= now):
        accept_label = _accept_label(status.state)
    return ReservationView(
        title=event_session.title,
        url=url_for("public.session_page", event_slug=event.slug, session_code=event_session.code),
        when=f"{day(starts_at, zone)}, {_time_range(event_session, zone)}"
        if starts_at
        else gettext("Time to be announced"),
        where=event_session.room.name if event_session.room else event_session.place,
        seats=label,
        note="" if is_cancelled else _note(reservation, status),
        accept_label=accept_label,
        release_label=_release_label(status.state) if is_upcoming and status else "",
        code=event_session.code,
    )


def _time_range(event_session: EventSession, zone: str) -> str:
    moments = [moment for moment in (event_session.starts_at, event_session.ends_at) if moment]
    return "–".join(local(moment, zone).strftime("%H:%M") for moment in moments)


def _note(reservation: Reservation, status: ReservationStatus | None) -> str:
    if status is None:
        if reservation.reason:
            return gettext("Your request for a seat was rejected. Reason: %(reason)s", reason=reservation.reason)
        return gettext("Your request for a seat was rejected.")
    if status.state == ReservationState.OFFERED:
        return gettext("The seat is reserved for you until then. After that, it goes to the next person.")
    if status.state == ReservationState.WAITING and reservation.skipped_at:
        return gettext(
            "A seat became free, but you could not have it because of another seat of yours. It went to someone "
            "else; you keep your position on the waiting list."
        )
    if status.state == ReservationState.PENDING:
        return gettext("The organisers review each request. We will email you their decision.")
    return ""


def _accept_label(state: str) -> str:
    return {
        ReservationState.OFFERED: gettext("Accept the seat"),
        ReservationState.INVITED: gettext("Accept the invitation"),
        ReservationState.ON_HOLD: gettext("Confirm my seat"),
    }.get(ReservationState(state), "")


def _release_label(state: str) -> str:
    return {
        ReservationState.OFFERED: gettext("Decline the seat"),
        ReservationState.WAITING: gettext("Leave the waiting list"),
        ReservationState.PENDING: gettext("Withdraw request"),
        ReservationState.INVITED: gettext("Decline the invitation"),
    }.get(ReservationState(state), gettext("Release my seat"))


def redirect_to_registration(loaded: LoadedRegistration) -> Any:
    """Redirect to the personal page."""
    return uncached_page(redirect(url_for("booking.my_registration", registration_ref=loaded.ref), 303))
