"""Registering for an event, and reserving seats in its sessions. Each deed leads back to the page it was done from."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, Missing
from eventdesk.people import queries as people
from eventdesk.people.services import change_person
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event, EventSession
from eventdesk.programme.queries import SessionKey
from eventdesk.reservations import queries, rules, services
from eventdesk.reservations.forms import RegisterForm
from eventdesk.reservations.models import Registration
from eventdesk.reservations.views import blueprint
from eventdesk.web.errors import translate
from eventdesk.web.guard import actor, me, requires
from eventdesk.web.heads import event_head


def public_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session if visitors can see it: a draft is not there, whoever asks for a seat."""
    found = programme.session_by_code(event_slug, session_code)
    return found if found and found.is_public and found.kind != "break" else None


def session_to_reserve(event_slug: str, session_code: str) -> SessionKey | None:
    """Return what `public_session` does, as a key."""
    found = programme.session_key(event_slug, session_code)
    return found if found and found.is_public and found.kind != "break" else None


def public_event(event_slug: str) -> Event | None:
    """Return the event if visitors can see it."""
    found = programme.event_by_slug(event_slug)
    return found if found and found.is_public else None


@blueprint.route("/events/<event_slug>/register", methods=["GET", "POST"])
@requires(Permission.EVENT_REGISTER, on=public_event)
def register(event: Event) -> Any:
    person = people.people_by_ids([actor().person_id])[0]
    known = queries.registration_of(event.id, person.id)
    form = RegisterForm(
        data={
            "name": person.name,
            "organisation": person.organisation.name if person.organisation else "",
            "country": person.country,
            "stakeholder_kind": person.stakeholder_kind,
            "may_be_named": known is not None and known.may_be_named,
        }
    )
    now = clock.now()
    if form.validate_on_submit():
        try:
            with transaction():
                change_person(person, job_title=person.job_title, **form.values("may_be_named"))
                services.register_person(
                    event, person.id, actor_id=person.id, now=now, may_be_named=form.may_be_named.data
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("You are registered for %(event)s. Reserve seats in the sessions you like.",
                          event=event.title), "ok")  # fmt: skip
            return redirect(url_for("public.programme", event_slug=event.slug), 303)
    is_open = event.state == "published" and rules.registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )
    is_registered = known is not None and known.state == "confirmed"
    return render_template(
        "reservations/register.html", event=event, event_head=event_head(event), form=form, known=known,
        is_registered=is_registered, can_register=is_open or is_registered, email=person.email or "",
    ), (422 if request.method == "POST" else 200)  # fmt: skip


@blueprint.post("/events/<event_slug>/sessions/<session_code>/seat")
@requires(Permission.SEAT_RESERVE, on=session_to_reserve)
def reserve(key: SessionKey) -> Any:
    person_id = actor().person_id
    try:
        with transaction():
            reserved = services.reserve_seat(key.id, person_id, actor_id=person_id, now=clock.now())
    except DomainError as problem:
        return _refused(public_session(key.event_slug, key.code), problem)
    _tell(reserved)
    return redirect(_page_of(key.event_slug, key.code), 303)


@blueprint.post("/events/<event_slug>/sessions/<session_code>/seat/cancel")
@requires(Permission.SEAT_RESERVE, on=public_session)
def give_back(event_session: EventSession) -> Any:
    person_id = actor().person_id
    try:
        with transaction():
            services.give_back_seat(event_session, person_id, actor_id=person_id, now=clock.now())
    except DomainError as problem:
        return _refused(event_session, problem)
    flash(gettext("You gave your place in “%(title)s” back.", title=event_session.title), "ok")
    # The warning on My agenda gives back, too, and leads back to where it stands.
    to_agenda = request.args.get("to") == "agenda"
    page = _page_of(event_session.event.slug, event_session.code)
    return redirect(url_for("reservations.my_agenda") if to_agenda else page, 303)


def _tell(reserved: services.Reserved) -> None:
    """Have the next page say what came of a reservation, and warn of what it overlaps with."""
    if reserved.state == "confirmed":
        flash(gettext("Your seat is confirmed. We sent you a mail."), "ok")
    else:
        words = gettext("All seats are taken: you are on the waiting list. We write to you when a seat is yours.")
        flash(words, "note")
    title, more = reserved.overlaps_with, reserved.overlaps - 1
    if more > 0:
        flash(gettext("This overlaps with “%(title)s” and %(count)s more.", title=title, count=more), "warn")
    elif title:
        flash(gettext("This overlaps with “%(title)s”, which is in your agenda too.", title=title), "warn")


def _refused(event_session: EventSession | None, problem: DomainError) -> Any:
    if event_session is None:
        raise Missing
    return render_template(
        "reservations/refused.html", event_session=event_session, event_head=event_head(event_session.event),
        reason=translate(problem),
    ), 409  # fmt: skip


def _page_of(event_slug: str, session_code: str) -> str:
    return url_for("public.session_page", event_slug=event_slug, session_code=session_code)


def my_registration(registration_code: str) -> Registration | None:
    """Return the registration of this code if it is the reader's own; a visitor's is sorted out by signing in."""
    found = queries.registration_by_code(registration_code)
    reader = me()
    return found if found and (reader is None or found.person_id == reader.person_id) else None


@blueprint.post("/my/registrations/<registration_code>/cancel")
@requires(Permission.OWN_PAGES, on=my_registration)
def cancel_registration(registration: Registration) -> Any:
    with transaction():
        services.cancel_registration(registration, actor_id=registration.person_id, now=clock.now())
    flash(gettext("You are no longer registered for %(event)s, and your seats there are free for others.",
                  event=registration.event.title), "ok")  # fmt: skip
    return redirect(url_for("reservations.my_data"), 303)


@blueprint.post("/my/registrations/<registration_code>/consent")
@requires(Permission.OWN_PAGES, on=my_registration)
def change_consent(registration: Registration) -> Any:
    may_be_named = request.form.get("may_be_named") == "yes"
    if registration.state == "confirmed":
        with transaction():
            services.register_person(
                registration.event, registration.person_id, actor_id=registration.person_id, now=clock.now(),
                may_be_named=may_be_named,
            )  # fmt: skip
        words = (
            gettext("You may be named in the list of participants of %(event)s.")
            if may_be_named
            else gettext("You will not be named in the list of participants of %(event)s.")
        )
        flash(words % {"event": registration.event.title}, "ok")
    return redirect(url_for("reservations.my_data"), 303)


for deed in (reserve, give_back):
    deed.page_of_form = _page_of  # type: ignore[attr-defined]
for deed in (cancel_registration, change_consent):
    deed.page_of_form = lambda **_: url_for("reservations.my_data")  # type: ignore[attr-defined]
