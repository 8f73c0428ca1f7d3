"""One registration, for organisers: who it is, what they answered, their seats, and all that happened."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.attendees.forms import RejectForm, SessionForm
from eventdesk.attendees.queries.history import history_of, reservations_of
from eventdesk.attendees.queries.registrations import registration_of_event, sessions_with_seats
from eventdesk.attendees.registration_table import STATES
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.history_labels import history_text, reservation_text
from eventdesk.attendees.views.registrations import MARKS
from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.formats import file_size
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import InvitationCode, Question, Registration
from eventdesk.registration.queries.questions import answers_of, questions_of
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import ATTENDANCES, PROFILE_FIELDS
from eventdesk.registration.services.approvals import approve_registration
from eventdesk.registration.services.register import revoke_links
from eventdesk.seats.labels import confirm_removal
from eventdesk.seats.models import LIVE_STATES, Reservation
from eventdesk.seats.services.organiser import reject_request
from eventdesk.seats.services.release import remove_reservation
from eventdesk.seats.services.reserve import add_attendee, approve_request
from eventdesk.web.errors import translate
from eventdesk.web.filters import country_name, day, format_datetime, stakeholder_label
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head

RESERVATION_ICONS = {"confirmed": "confirmed", "offered": "to-confirm", "on_hold": "waiting", "waiting": "waiting",
               "pending": "to-confirm", "invited": "to-confirm"}  # fmt: skip
ROOT = "/desk/<event_slug>/registrations/<registration_code>"


def _page_of(event_slug: str, registration_code: str, **_: str) -> str:
    return url_for("attendees.registration", event_slug=event_slug, registration_code=registration_code)


@blueprint.get(f"{ROOT}/")
@requires(Permission.REGISTRATIONS_VIEW, on=registration_of_event)
def registration(found: Registration) -> Any:
    return _page(found, None)


def _page(found: Registration, form: SessionForm | None, problem: str = "") -> Any:
    event, now = found.event, clock.now()
    had = reservations_of(found)
    history = history_of(found, had)
    sessions = [(session_id, title) for session_id, _, title in sessions_with_seats(event.id)]
    invitation = db.session.get(InvitationCode, found.invitation_code_id) if found.invitation_code_id else None
    by = db.session.get(Person, found.registered_by_id) if found.registered_by_id else None
    page = render_template(
        "attendees/registration.html",
        event=event,
        desk_head=desk_head(event),
        registration=found,
        mark=MARKS[found.state],
        state=gettext(STATES[found.state]),
        facts=_facts(found, invitation, by.name if by else ""),
        answers=_answers(found),
        places=[_reservation_view(found, reservation, event_session) for reservation, event_session in had
                if reservation.state in LIVE_STATES],
        form=form or SessionForm(sessions, data={"key": secrets.token_urlsafe(12)}),
        has_sessions=bool(sessions),
        problem=problem,
        history=[(happening.at, history_text(happening, found.person_id, found.person.name))
                 for happening in history],
        now=now,
    )  # fmt: skip
    return page, 422 if problem or (form and form.errors) else 200


def _facts(found: Registration, invitation: InvitationCode | None, by: str) -> list[dict[str, Any]]:
    zone = found.event.timezone
    rows = [
        (gettext("E-mail"), found.person.email or gettext("None")),
        (gettext("Organisation"), found.organisation.name if found.organisation else ""),
        (gettext("Job title"), found.job_title),
        (gettext("Kind"), stakeholder_label(found.stakeholder_kind) if found.stakeholder_kind else ""),
        (gettext("Country"), country_name(found.country)),
        (gettext("Registered"), format_datetime(found.created_at, zone)),
        (gettext("Registered by"), by),
        (gettext("Invitation code"), invitation.code if invitation else ""),
        (gettext("May be named"), gettext("yes") if found.consents_to_listing else gettext("no")),
        (gettext("Reason"), found.reason),
        (gettext("Held until"), format_datetime(found.expires_at, zone) if found.expires_at else ""),
    ]
    return [{"term": term, "words": words} for term, words in rows if words]


def _answers(found: Registration) -> list[dict[str, Any]]:
    """Return each question that is not a fact of the registration itself, with what was answered."""
    given = answers_of(found.id)
    return [
        {"label": question.label or gettext(question_label(question)), **_answer(found, question, given)}
        for question in questions_of(found.event_id)
        if question.code not in PROFILE_FIELDS
    ]


def _answer(found: Registration, question: Question, given: dict[str, Any]) -> dict[str, Any]:
    value = given.get(question.code)
    if value is None:
        return {"words": "", "file_url": ""}
    if question.kind == "file":
        if not isinstance(value, dict):
            return {"words": "", "file_url": ""}
        url = url_for(
            "attendees.registration_file",
            event_slug=found.event.slug,
            registration_code=found.code,
            file_code=question.code,
        )
        return {"words": f"{value['name']} ({file_size(value['size'])})", "file_url": url}
    choices = {choice["id"]: choice["text"] for choice in question.choices}
    if question.standard == "attendance":
        choices = {way: gettext(said) for way, said in ATTENDANCES.items()}
    if isinstance(value, list):
        return {"words": ", ".join(choices.get(one, str(one)) for one in value), "file_url": ""}
    if value is True:
        return {"words": gettext("yes"), "file_url": ""}
    return {"words": choices.get(value, str(value)) if isinstance(value, str) else str(value), "file_url": ""}


def _reservation_view(found: Registration, reservation: Reservation, event_session: EventSession) -> dict[str, Any]:
    def url(endpoint: str) -> str:
        return url_for(
            endpoint, event_slug=found.event.slug, registration_code=found.code, reservation_code=reservation.code
        )

    has_begun = event_session.starts_at is not None and event_session.starts_at <= clock.now()
    return {
        "title": event_session.title,
        "url": url_for("seats.seat_admin_session", event_slug=found.event.slug, session_code=event_session.code),
        "when": day(event_session.starts_at, found.event.timezone) if event_session.starts_at else "",
        "starts_at": event_session.starts_at,
        "mark": RESERVATION_ICONS[reservation.state],
        "state": reservation_text(reservation.state),
        "is_asked": reservation.state == "pending",
        "is_waiting": reservation.state == "waiting",
        "give_url": url(".registration_approve_seat") if reservation.state == "pending" else "",
        "refuse_url": url(".registration_reject_seat") if reservation.state == "pending" else "",
        "take_url": "" if has_begun else url(".registration_remove_reservation"),
        "move_url": url_for("attendees.move_selected", event_slug=found.event.slug, who=found.code,
                            session=event_session.code) if reservation.has_seat and not has_begun else "",
    }  # fmt: skip


@dataclass(frozen=True)
class ReservationOfRegistration:
    """What a registered person has in a session of the event."""

    registration: Registration
    reservation: Reservation

    @property
    def event_id(self) -> int:
        return self.registration.event_id


def reservation_of_registration(
    event_slug: str, registration_code: str, reservation_code: str
) -> ReservationOfRegistration | None:
    """Return the reservation of this code if it is this person's, in this event, or None."""
    found = registration_of_event(event_slug, registration_code)
    if found is None:
        return None
    had = reservations_of(found)
    reservation = next((one for one, _ in had if one.code == reservation_code), None)
    return ReservationOfRegistration(found, reservation) if reservation else None


@blueprint.post(f"{ROOT}/approve")
@requires(Permission.REGISTRATIONS_CHANGE, on=registration_of_event, return_to=_page_of)
def registration_approve(found: Registration) -> Any:
    try:
        with transaction():
            done = approve_registration(found, actor_id=current_actor().person_id, now=clock.now())
    except DomainError as problem:
        return _page(found, None, translate(problem))
    flash(gettext("The registration is approved.") if done else gettext("It did not wait for approval any more."),
          "ok" if done else "note")  # fmt: skip
    return redirect(_url_of(found), 303)


@blueprint.post(f"{ROOT}/seats")
@requires(Permission.REGISTRATIONS_CHANGE, on=registration_of_event, return_to=_page_of, once=True)
def registration_add_to_session(found: Registration) -> Any:
    sessions = [(session_id, title) for session_id, _, title in sessions_with_seats(found.event_id)]
    form = SessionForm(sessions)
    if not form.validate_on_submit() or not form.goal.data:
        form.goal.errors = [gettext("Choose a session")]
        return _page(found, form)
    try:
        with transaction():
            add_attendee(form.goal.data, found.person_id, actor_id=current_actor().person_id, now=clock.now())
    except DomainError as problem:
        form.goal.errors = [translate(problem)]
        return _page(found, form)
    flash(gettext("%(name)s has a seat in “%(title)s”.", name=found.person.name,
                  title=dict(sessions)[form.goal.data]), "ok")  # fmt: skip
    return redirect(f"{_url_of(found)}#seats", 303)


@blueprint.route(f"{ROOT}/seats/<reservation_code>/take-back", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=reservation_of_registration, return_to=_page_of)
def registration_remove_reservation(place: ReservationOfRegistration) -> Any:
    found, reservation, form = place.registration, place.reservation, Form()
    back_url, title = f"{_url_of(found)}#seats", reservation.event_session.title
    if form.validate_on_submit():
        try:
            with transaction():
                remove_reservation(reservation, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "bad")
        else:
            flash(gettext("The place in “%(title)s” is taken back.", title=title), "ok")
        return redirect(back_url, 303)
    ask = confirm_removal(reservation)
    words = gettext("It is about “%(title)s”. %(words)s", title=title, words=ask["words"])
    ask = {**ask, "words": words, "back_url": back_url, "back_label": found.person.name}
    return render_template(
        "layouts/confirm.html", form=form, ask=ask, tab="registrations", desk_head=desk_head(found.event)
    )


@blueprint.post(f"{ROOT}/seats/<reservation_code>/give")
@requires(Permission.REGISTRATIONS_CHANGE, on=reservation_of_registration, return_to=_page_of)
def registration_approve_seat(place: ReservationOfRegistration) -> Any:
    try:
        with transaction():
            got = approve_request(place.reservation, actor_id=current_actor().person_id, now=clock.now())
    except DomainError as problem:
        return _page(place.registration, None, translate(problem))
    if got.state == "confirmed":
        flash(gettext("The seat is given."), "ok")
    else:
        flash(gettext("All seats are taken: they are on the waiting list now."), "note")
    return redirect(f"{_url_of(place.registration)}#seats", 303)


@blueprint.route(f"{ROOT}/seats/<reservation_code>/refuse", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=reservation_of_registration, return_to=_page_of)
def registration_reject_seat(place: ReservationOfRegistration) -> Any:
    form = RejectForm()
    if form.validate_on_submit():
        try:
            with transaction():
                reject_request(
                    place.reservation, form.reason.data, actor_id=current_actor().person_id, now=clock.now()
                )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("The seat is refused."), "ok")
            return redirect(f"{_url_of(place.registration)}#seats", 303)
    return _refuse_page(place, form)


def _refuse_page(place: ReservationOfRegistration, form: Form) -> Any:
    found = place.registration
    page = render_template(
        "attendees/reject_seat.html",
        event=found.event,
        desk_head=desk_head(found.event),
        name=found.person.name,
        title=place.reservation.event_session.title,
        back_url=_url_of(found),
        form=form,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.route(f"{ROOT}/end-links", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=registration_of_event, return_to=_page_of)
def registration_revoke_links(found: Registration) -> Any:
    form = Form()
    if form.validate_on_submit():
        with transaction():
            revoke_links(found, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("The links to the personal page that were sent so far do not work any more."), "ok")
        return redirect(_url_of(found), 303)
    ask = {
        "title": gettext("End the links that %(name)s has?", name=found.person.name),
        "words": gettext(
            "No link that was mailed so far opens the personal page any more. The next mail holds a new one."
        ),
        "button": gettext("End the links"),
        "back_url": _url_of(found),
        "back_label": found.person.name,
    }
    return render_template(
        "layouts/confirm.html", form=form, ask=ask, tab="registrations", desk_head=desk_head(found.event)
    )


def _url_of(found: Registration) -> str:
    return _page_of(found.event.slug, found.code)
