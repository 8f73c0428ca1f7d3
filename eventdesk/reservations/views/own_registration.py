"""The personal page of one registration: for whoever holds its key, and for whoever is signed in and has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from eventdesk.accounts import queries as accounts
from eventdesk.core import clock, files
from eventdesk.core.db import transaction
from eventdesk.core.deeds import is_first
from eventdesk.core.errors import DomainError, Missing
from eventdesk.core.text import N_, clean_line
from eventdesk.people.services import change_person
from eventdesk.permissions import Permission
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations import queries, rules, services
from eventdesk.reservations.forms.registering import answer_words, registration_form
from eventdesk.reservations.models import Registration, Reservation
from eventdesk.reservations.rules import SeatWords, Standing
from eventdesk.reservations.views import blueprint
from eventdesk.reservations.views.floor import form_key, new_key, public_session, secret_page
from eventdesk.reservations.views.guests import forget_guest, guest_of, remember_guest
from eventdesk.reservations.views.seats import tell
from eventdesk.web.errors import translate
from eventdesk.web.filters import country_name, day, kind_name, local, until_time, zone_words
from eventdesk.web.floor import settings
from eventdesk.web.guard import me, requires
from eventdesk.web.heads import event_head
from eventdesk.web.keys import key_of, read_key

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever a file holds, a browser that shows it all the same runs nothing of it in our name."""


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
class OwnSession(Own):
    """A session of the event, in which something is done for the registered person."""

    event_session: EventSession


@dataclass(frozen=True)
class OwnFile(Own):
    """A file that the registered person gave as an answer."""

    file: dict[str, Any]


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


def own_session(registration_ref: str, session_code: str) -> OwnSession | None:
    """Return the registration with a session of its event that visitors can see, or None."""
    own = own_registration(registration_ref)
    event_session = public_session(own.event.slug, session_code) if own else None
    return OwnSession(own.registration, own.ref, own.is_keyed, event_session) if own and event_session else None


def own_file(registration_ref: str, file_code: str) -> OwnFile | None:
    """Return a file that was given as an answer to this question, or None."""
    own = own_registration(registration_ref)
    answer = queries.answers_of(own.registration.id).get(file_code) if own else None
    return OwnFile(own.registration, own.ref, own.is_keyed, answer) if own and isinstance(answer, dict) else None


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
            places=[_place(*one, event=event, now=now) for one in queries.own_places(registration)],
            answers=answers,
            missing=missing if is_live else [],
            new_key=new_key,
            zone=zone_words(event.timezone, event_noon(event)),
        )
    )


def event_noon(event: Event) -> datetime:
    """Return a moment of the event's first day, by which its zone is named."""
    return datetime.combine(event.starts_on, datetime.min.time(), clock.now().tzinfo)


def _answers(own: Own) -> tuple[list[dict[str, str]], list[str]]:
    """Return what is said and answered, in words, and the questions that still want an answer."""
    registration = own.registration
    questions = queries.questions_of(own.event_id)
    answers = {**queries.answers_of(registration.id), **_said(registration)}
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


def _said(registration: Registration) -> dict[str, str]:
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


@blueprint.route("/my/registrations/<registration_ref>/change", methods=["GET", "POST"])
@requires(Permission.OWN_REGISTRATION, on=own_registration)
def change_registration(own: Own) -> Any:
    registration = own.registration
    if registration.state not in ("confirmed", "pending"):
        return _home(own)
    # Whoever has an account says under "My data" who they are; a guest has no other place for it.
    is_guest = accounts.account_of(own.person_id) is None
    known = {"name": registration.person.name, **_said(registration)}
    form = registration_form(
        queries.questions_of(own.event_id),
        data={**queries.answers_of(registration.id), **known, "may_be_named": registration.may_be_named},
        asks_name=is_guest,
    )
    if form.validate_on_submit():
        typed = form.typed(**known)
        try:
            with transaction():
                if is_first(form_key(), own.person_id, now=clock.now()):
                    services.change_registration(registration, typed, actor_id=own.person_id, now=clock.now())
                    if is_guest:
                        change_person(
                            registration.person, name=typed.name, organisation=typed.organisation,
                            country=typed.country, stakeholder_kind=typed.stakeholder_kind, job_title=typed.job_title,
                        )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("What you changed is kept."), "ok")
            return _home(own)
    form.key.data = form_key() or new_key()
    return secret_page(
        render_template(
            "reservations/my_registration_change.html", own=own, event=own.event, event_head=event_head(own.event),
            form=form, is_guest=is_guest,
        ),
        422 if request.method == "POST" else 200,
    )  # fmt: skip


@blueprint.post("/my/registrations/<registration_ref>/seats/<session_code>/take")
@requires(Permission.OWN_REGISTRATION, on=own_session)
def take_own_seat(own: OwnSession) -> Any:
    person_id = own.person_id
    try:
        with transaction():
            if own.registration.state not in ("confirmed", "pending"):
                raise Missing(N_("This registration has ended."))
            reserved = services.reserve_seat(
                own.event_session.id, person_id, actor_id=person_id, now=clock.now(), key=form_key() or None
            )
    except DomainError as problem:
        flash(gettext("%(title)s: %(reason)s", title=own.event_session.title, reason=translate(problem)), "bad")
    else:
        tell(reserved)
    return _home(own)


@blueprint.post("/my/registrations/<registration_ref>/seats/<session_code>/leave")
@requires(Permission.OWN_REGISTRATION, on=own_session)
def leave_own_seat(own: OwnSession) -> Any:
    try:
        with transaction():
            if is_first(form_key(), own.person_id, now=clock.now()):
                services.give_back_seat(own.event_session, own.person_id, actor_id=own.person_id, now=clock.now())
    except DomainError as problem:
        flash(gettext("%(title)s: %(reason)s", title=own.event_session.title, reason=translate(problem)), "bad")
    else:
        flash(gettext("You gave your place in “%(title)s” back.", title=own.event_session.title), "ok")
    return _home(own)


@blueprint.post("/my/registrations/<registration_ref>/cancel")
@requires(Permission.OWN_REGISTRATION, on=own_registration)
def cancel_registration(own: Own) -> Any:
    with transaction():
        if is_first(form_key(), own.person_id, now=clock.now()):
            services.cancel_registration(own.registration, actor_id=own.person_id, now=clock.now())
    flash(gettext("You are no longer registered for %(event)s, and your seats there are free for others.",
                  event=own.event.title), "ok")  # fmt: skip
    return _home(own)


@blueprint.post("/my/registrations/<registration_ref>/consent")
@requires(Permission.OWN_REGISTRATION, on=own_registration)
def change_consent(own: Own) -> Any:
    may_be_named = request.form.get("may_be_named") == "yes"
    if own.registration.state in ("confirmed", "pending"):
        with transaction():
            services.register_person(
                own.event, own.person_id, actor_id=own.person_id, now=clock.now(), may_be_named=may_be_named
            )
        words = (
            gettext("You may be named in the list of participants of %(event)s.")
            if may_be_named
            else gettext("You will not be named in the list of participants of %(event)s.")
        )
        flash(words % {"event": own.event.title}, "ok")
    return _home(own)


@blueprint.post("/my/registrations/<registration_ref>/end-links")
@requires(Permission.OWN_REGISTRATION, on=own_registration)
def end_links(own: Own) -> Any:
    registration = own.registration
    with transaction():
        if is_first(form_key(), own.person_id, now=clock.now()):
            services.end_links(registration, actor_id=own.person_id, now=clock.now())
    flash(gettext("The links that were sent so far have ended. The next mail about this event has a new one; this page "
                  "is the only other."), "ok")  # fmt: skip
    if not own.is_keyed:
        return _home(own)
    if me() is None:
        remember_guest(registration)
    ref = key_of((registration.code, registration.link_version))
    return secret_page(redirect(url_for(".my_registration", registration_ref=ref), 303))


@blueprint.post("/my/registrations/<registration_ref>/forget")
@requires(Permission.OWN_REGISTRATION, on=own_registration)
def forget_me(own: Own) -> Any:
    forget_guest(own.registration)
    flash(gettext("This browser does not know you any more. The link in our mails still leads to your registration."))
    return redirect(url_for("public.event_page", event_slug=own.event.slug), 303)


@blueprint.get("/my/registrations/<registration_ref>/files/<file_code>")
@requires(Permission.OWN_REGISTRATION, on=own_file)
def my_file(own: OwnFile) -> Any:
    """Hand out a file that was given as an answer, to be saved and never to be opened in the page's own name."""
    path = files.path_of(settings().data_dir, own.file["key"])
    if not path.is_file():
        current_app.logger.error("an answer's file of registration %s is not stored", own.registration.id)
        raise Missing(N_("This file is not available at the moment."))
    name = clean_line(own.file["name"]).replace("/", "_") or "file"
    response = send_file(path, mimetype=own.file["type"], as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return secret_page(response)


def _home(own: Own) -> Any:
    return secret_page(redirect(url_for(".my_registration", registration_ref=own.ref), 303))


for deed in (take_own_seat, leave_own_seat, cancel_registration, change_consent, end_links, forget_me):
    deed.page_of_form = lambda registration_ref, **_: url_for(  # type: ignore[attr-defined]
        "reservations.my_registration", registration_ref=registration_ref
    )
