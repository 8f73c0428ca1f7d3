"""The page of one registration for organisers: details, answers, reservations and history."""

from typing import Any, NamedTuple

from flask import render_template, url_for
from flask_babel import gettext

from eventdesk.attendees.forms import SessionForm
from eventdesk.attendees.queries.history import history_of, reservations_of
from eventdesk.attendees.queries.registrations import registration_of_event, sessions_with_seats
from eventdesk.attendees.rules import ALLOWED_STATES, BulkAction
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.history_labels import history_line
from eventdesk.core import clock
from eventdesk.core.db import db
from eventdesk.core.formats import file_size
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import InvitationCode, Question, Registration
from eventdesk.registration.queries.questions import answers_of, questions_of
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import ATTENDANCES, PROFILE_FIELDS
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import LIVE_STATES, Reservation
from eventdesk.seats.states import ReservationState
from eventdesk.web.filters import clock_time, country_name, day, format_datetime, stakeholder_label
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head

ROOT = "/desk/<event_slug>/registrations/<registration_code>"


class AnswerRow(NamedTuple):
    """A question and its answer."""

    label: str
    text: str
    """"" where it was not answered."""
    file_url: str = ""


class ReservationRow(NamedTuple):
    """A reservation with what an organiser can do with it; an address is "" where that is not possible."""

    title: str
    url: str
    date: str
    time: str
    icon: str
    label: str
    approve_url: str
    reject_url: str
    move_url: str
    remove_url: str


class PageActions(NamedTuple):
    """What an organiser can do with the registration; an address is "" where that is not possible."""

    approve_url: str = ""
    reject_url: str = ""
    message_url: str = ""
    cancel_url: str = ""
    add_url: str = ""
    revoke_links_url: str = ""


def registration_url(event_slug: str, registration_code: str, **_: str) -> str:
    """Return the address of the page of a registration."""
    return url_for("attendees.registration", event_slug=event_slug, registration_code=registration_code)


@blueprint.get(f"{ROOT}/")
@requires(Permission.REGISTRATIONS_VIEW, on=registration_of_event)
def registration(registration: Registration) -> Any:
    return registration_page(registration, None)


def registration_page(registration: Registration, form: SessionForm | None, problem: str = "") -> Any:
    """Return the page; `form` and `problem` are those of an action that was refused, with the status 422."""
    event = registration.event
    reservations = reservations_of(registration)
    history = history_of(registration, reservations)
    sessions = [(session_id, title) for session_id, _, title in sessions_with_seats(event.id)]
    page = render_template(
        "attendees/registration.html",
        event=event,
        desk_head=desk_head(event),
        registration=registration,
        state=RegistrationState(registration.state),
        actions=_actions(registration, has_sessions=bool(sessions)),
        facts=_facts(registration),
        answers=_answers(registration),
        reservations=[
            _reservation_row(registration, reservation, event_session)
            for reservation, event_session in reservations
            if reservation.state in LIVE_STATES
        ],
        form=form or SessionForm(sessions),
        problem=problem,
        history=[
            (entry.at, history_line(entry, registration.person_id, registration.person.name)) for entry in history
        ],
        now=clock.now(),
    )
    return page, 422 if problem or (form and form.errors) else 200


def _actions(registration: Registration, *, has_sessions: bool) -> PageActions:
    names: dict[str, Any] = {"event_slug": registration.event.slug, "registration_code": registration.code}

    def bulk_url(action: BulkAction) -> str:
        if registration.state not in ALLOWED_STATES[action]:
            return ""
        return url_for(f"attendees.{action}_selected", event_slug=registration.event.slug, who=registration.code)

    is_pending = registration.state == RegistrationState.PENDING
    is_confirmed = registration.state == RegistrationState.CONFIRMED
    has_email = bool(registration.person.email)
    return PageActions(
        approve_url=url_for(".registration_approve", **names) if is_pending else "",
        reject_url=bulk_url(BulkAction.REJECT),
        message_url=bulk_url(BulkAction.MESSAGE) if has_email else "",
        cancel_url=bulk_url(BulkAction.CANCEL),
        add_url=url_for(".registration_add_to_session", **names) if has_sessions and is_confirmed else "",
        revoke_links_url=url_for(".registration_revoke_links", **names) if has_email else "",
    )


def _facts(registration: Registration) -> list[dict[str, Any]]:
    """Return the details as components/page.html lists them, without the empty ones."""
    zone, code_id, by_id = registration.event.timezone, registration.invitation_code_id, registration.registered_by_id
    invitation = db.session.get(InvitationCode, code_id) if code_id else None
    registered_by = db.session.get(Person, by_id) if by_id else None
    kind = registration.stakeholder_kind
    rows = [
        (gettext("Email"), registration.person.email or gettext("Not given")),
        (gettext("Organisation"), registration.organisation.name if registration.organisation else ""),
        (gettext("Job title"), registration.job_title),
        (gettext("Type of organisation"), stakeholder_label(kind) if kind else ""),
        (gettext("Country"), country_name(registration.country)),
        (gettext("Registered"), format_datetime(registration.created_at, zone)),
        (gettext("Registered by"), registered_by.name if registered_by else ""),
        (gettext("Invitation code"), invitation.code if invitation else ""),
        (gettext("Listed in the report"), gettext("yes") if registration.consents_to_listing else gettext("no")),
        (gettext("Reason"), registration.reason),
        (gettext("On hold until"), format_datetime(registration.expires_at, zone) if registration.expires_at else ""),
    ]
    return [{"term": term, "words": text} for term, text in rows if text]


def _answers(registration: Registration) -> list[AnswerRow]:
    """Return the questions that are not among the details, each with its answer."""
    answers = answers_of(registration.id)
    return [
        _answer(registration, question, answers.get(question.code))
        for question in questions_of(registration.event_id)
        if question.code not in PROFILE_FIELDS
    ]


def _answer(registration: Registration, question: Question, value: Any) -> AnswerRow:
    label = question.label or gettext(question_label(question))
    if question.kind != "file":
        return AnswerRow(label, _answer_text(question, value))
    if not isinstance(value, dict):
        return AnswerRow(label, "")
    url = url_for(
        "attendees.registration_file",
        event_slug=registration.event.slug,
        registration_code=registration.code,
        file_code=question.code,
    )
    return AnswerRow(label, f"{value['name']} ({file_size(value['size'])})", url)


def _answer_text(question: Question, value: Any) -> str:
    if value is None:
        return ""
    if value is True:
        return gettext("yes")
    if question.standard == "attendance":
        choices = {attendance: gettext(label) for attendance, label in ATTENDANCES.items()}
    else:
        choices = {choice["id"]: choice["text"] for choice in question.choices}
    if isinstance(value, list):
        return ", ".join(choices.get(choice, str(choice)) for choice in value)
    return choices.get(value, str(value)) if isinstance(value, str) else str(value)


def _reservation_row(
    registration: Registration, reservation: Reservation, event_session: EventSession
) -> ReservationRow:
    slug, zone, starts_at = registration.event.slug, registration.event.timezone, event_session.starts_at
    state = ReservationState(reservation.state)
    is_pending = state is ReservationState.PENDING
    has_started = starts_at is not None and starts_at <= clock.now()

    def url(endpoint: str) -> str:
        return url_for(
            endpoint, event_slug=slug, registration_code=registration.code, reservation_code=reservation.code
        )

    move_url = url_for("attendees.move_selected", event_slug=slug, who=registration.code, session=event_session.code)
    return ReservationRow(
        title=event_session.title,
        url=url_for("seats.seat_admin_session", event_slug=slug, session_code=event_session.code),
        date=day(starts_at, zone) if starts_at else "",
        time=clock_time(starts_at, zone) if starts_at else "",
        icon=state.icon,
        label=gettext(state.label),
        approve_url=url(".registration_approve_seat") if is_pending else "",
        reject_url=url(".registration_reject_seat") if is_pending else "",
        move_url=move_url if state.has_seat and not has_started else "",
        remove_url="" if has_started or is_pending else url(".registration_remove_reservation"),
    )
