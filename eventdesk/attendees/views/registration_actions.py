"""What organisers can do with one registration and its reservations."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext

from eventdesk.attendees.forms import RejectForm, SessionForm
from eventdesk.attendees.queries.history import reservations_of
from eventdesk.attendees.queries.registrations import registration_of_event, sessions_with_seats
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.registration import ROOT, registration_page, registration_url
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.permissions import Permission
from eventdesk.registration.models import Registration
from eventdesk.registration.services.approvals import approve_registration
from eventdesk.registration.services.register import revoke_links
from eventdesk.seats.labels import confirm_removal
from eventdesk.seats.models import Reservation
from eventdesk.seats.services.organiser import reject_request
from eventdesk.seats.services.release import remove_reservation
from eventdesk.seats.services.reserve import add_attendee, approve_request
from eventdesk.seats.states import ReservationState
from eventdesk.web.errors import translate
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@dataclass(frozen=True)
class ReservationOfRegistration:
    """A reservation of a registered person in a session of the event."""

    registration: Registration
    reservation: Reservation

    @property
    def event_id(self) -> int:
        return self.registration.event_id

    @property
    def back_url(self) -> str:
        """The address of the reservations on the page of the registration."""
        return f"{_url_of(self.registration)}#seats"


def reservation_of_registration(
    event_slug: str, registration_code: str, reservation_code: str
) -> ReservationOfRegistration | None:
    """Return the reservation with this code if it is this person's, in this event, or None."""
    registration = registration_of_event(event_slug, registration_code)
    if registration is None:
        return None
    reservations = (reservation for reservation, _ in reservations_of(registration))
    reservation = next((reservation for reservation in reservations if reservation.code == reservation_code), None)
    return ReservationOfRegistration(registration, reservation) if reservation else None


@blueprint.post(f"{ROOT}/approve")
@requires(Permission.REGISTRATIONS_CHANGE, on=registration_of_event, return_to=registration_url)
def registration_approve(registration: Registration) -> Any:
    try:
        with transaction():
            is_approved = approve_registration(registration, actor_id=current_actor().person_id, now=clock.now())
    except DomainError as problem:
        return registration_page(registration, None, translate(problem))
    if is_approved:
        flash(gettext("Registration approved."), "ok")
    else:
        flash(gettext("It had already been decided."), "note")
    return redirect(_url_of(registration), 303)


@blueprint.post(f"{ROOT}/seats")
@requires(Permission.REGISTRATIONS_CHANGE, on=registration_of_event, return_to=registration_url, once=True)
def registration_add_to_session(registration: Registration) -> Any:
    sessions = [(session_id, title) for session_id, _, title in sessions_with_seats(registration.event_id)]
    form = SessionForm(sessions)
    if not form.validate_on_submit() or not form.target.data:
        form.target.errors = [gettext("Choose a session")]
        return registration_page(registration, form)
    try:
        with transaction():
            add_attendee(form.target.data, registration.person_id, actor_id=current_actor().person_id, now=clock.now())
    except DomainError as problem:
        form.target.errors = [translate(problem)]
        return registration_page(registration, form)
    title = dict(sessions)[form.target.data]
    flash(gettext("%(name)s has a seat in “%(title)s”.", name=registration.person.name, title=title), "ok")
    return redirect(f"{_url_of(registration)}#seats", 303)


@blueprint.route(f"{ROOT}/seats/<reservation_code>/take-back", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=reservation_of_registration, return_to=registration_url)
def registration_remove_reservation(subject: ReservationOfRegistration) -> Any:
    registration, reservation, form = subject.registration, subject.reservation, Form()
    back_url, title = subject.back_url, reservation.event_session.title
    if form.validate_on_submit():
        try:
            with transaction():
                remove_reservation(reservation, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem), "bad")
        else:
            flash(gettext("Reservation in “%(title)s” removed.", title=title), "ok")
        return redirect(back_url, 303)
    question = confirm_removal(reservation)
    session_text = gettext("Session: “%(title)s”.", title=title)
    text = " ".join((session_text, question["words"]))
    return _confirm_page(registration, form, {**question, "words": text, "back_url": back_url})


@blueprint.post(f"{ROOT}/seats/<reservation_code>/give")
@requires(Permission.REGISTRATIONS_CHANGE, on=reservation_of_registration, return_to=registration_url)
def registration_approve_seat(subject: ReservationOfRegistration) -> Any:
    name = subject.registration.person.name
    try:
        with transaction():
            reservation = approve_request(subject.reservation, actor_id=current_actor().person_id, now=clock.now())
    except DomainError as problem:
        return registration_page(subject.registration, None, translate(problem))
    if reservation.state == ReservationState.CONFIRMED:
        flash(gettext("Request approved. %(name)s has a seat.", name=name), "ok")
    else:
        flash(gettext("All seats are taken. %(name)s is on the waiting list now.", name=name), "note")
    return redirect(subject.back_url, 303)


@blueprint.route(f"{ROOT}/seats/<reservation_code>/refuse", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=reservation_of_registration, return_to=registration_url)
def registration_reject_seat(subject: ReservationOfRegistration) -> Any:
    form = RejectForm()
    if form.validate_on_submit():
        try:
            with transaction():
                reject_request(
                    subject.reservation, form.reason.data, actor_id=current_actor().person_id, now=clock.now()
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Request rejected."), "ok")
            return redirect(subject.back_url, 303)
    return _reject_page(subject, form), 422 if request.method == "POST" else 200


def _reject_page(subject: ReservationOfRegistration, form: Form) -> str:
    registration = subject.registration
    return render_template(
        "attendees/reject_seat.html",
        event=registration.event,
        desk_head=desk_head(registration.event),
        name=registration.person.name,
        title=subject.reservation.event_session.title,
        back_url=_url_of(registration),
        form=form,
    )


@blueprint.route(f"{ROOT}/end-links", methods=["GET", "POST"])
@requires(Permission.REGISTRATIONS_CHANGE, on=registration_of_event, return_to=registration_url)
def registration_revoke_links(registration: Registration) -> Any:
    form = Form()
    if form.validate_on_submit():
        with transaction():
            revoke_links(registration, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("Earlier links deactivated."), "ok")
        return redirect(_url_of(registration), 303)
    question = {
        "title": gettext("Deactivate the links that %(name)s has?", name=registration.person.name),
        "words": gettext("The links in earlier emails will stop working. The next email will contain a new link."),
        "button": gettext("Deactivate links"),
        "back_url": _url_of(registration),
    }
    return _confirm_page(registration, form, question)


def _confirm_page(registration: Registration, form: Form, question: dict[str, Any]) -> str:
    return render_template(
        "layouts/confirm.html",
        form=form,
        ask={**question, "back_label": registration.person.name},
        tab="registrations",
        desk_head=desk_head(registration.event),
    )


def _url_of(registration: Registration) -> str:
    return registration_url(registration.event.slug, registration.code)
