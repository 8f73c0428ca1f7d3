"""An event with at least one row of each kind, so that every address leads to something, and another event."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from eventdesk.accounts.models import EventRole, OneTimeLink
from eventdesk.attendees.queries.registrations import RegistrationFilter
from eventdesk.attendees.services.exports import export_path, request_export
from eventdesk.core.codes import new_token, token_hash
from eventdesk.core.db import db, transaction
from eventdesk.core.files import answers_folder, store
from eventdesk.core.models import OutboxItem
from eventdesk.core.outbox import queue_job, queue_mail
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Answer, Question, Registration, RegistrationLink
from eventdesk.web.signed_links import sign_registration
from tests import factories as make

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class World:
    """The events, one person for each role, and the values for the arguments of addresses."""

    event: Event
    other_event: Event
    people: dict[str, Person | None]
    arguments: dict[str, Any]
    of_endpoint: dict[str, dict[str, Any]] = field(default_factory=dict)


def make_world(app: Flask) -> World:
    """Store the events and people and return them."""
    with transaction():
        return _make_world(app)


def _make_world(app: Flask) -> World:
    folder = app.config["SETTINGS"].data_dir
    series = make.make_series()
    event = make.make_event(series_id=series.id, title="Every address")
    other_event = make.make_event(title="Somewhere else")
    room, track = make.make_room(event, seats=50), make.make_track(event)
    event_session = make.make_session(event, seats=2, room_id=room.id, track_id=track.id, comments_open=True)
    talk = make.make_talk(event_session)
    speaker = make.make_person(name="Maija Berzina")
    appearance = make.make_appearance(event_session, speaker, talk_id=talk.id)
    material = make.make_material(event_session, file_key=store(folder, PDF), size=len(PDF))
    link = make.make_link(event)
    comment = make.make_comment(event_session, speaker)
    participant = make.make_person(name="Pat Cipant", organisation_id=make.make_organisation().id)
    make.make_account(participant)
    registration = make.make_registration(event, participant)
    reservation = make.make_reservation(event_session, participant)
    make.make_reservation(event_session)
    make.make_reservation(event_session, state="waiting")
    report_key = store(folder, PDF)
    job_id = queue_job("render_report", {"event_id": event.id}, now=make.NOW, event_id=event.id)
    report = make.make_report(
        event, state="published", version=1, file_key=report_key, published_file_key=report_key,
        published_at=make.NOW, data_as_of=make.NOW,
    )  # fmt: skip
    mail_id = queue_mail("sign_in_unknown", "pat@example.org", {"email": "pat@example.org"}, now=make.NOW)
    task_id = _table(app, event)
    file_code = _file_answer(event, registration, store(answers_folder(folder), PDF))
    role_holder = make.make_role(event, "organiser")
    people = {
        "visitor": None,
        "participant": participant,
        "moderator": make.make_role(event, "moderator"),
        "communications": make.make_role(event, "communications"),
        "organiser": role_holder,
        "other-organiser": make.make_role(other_event, "organiser"),
        "administrator": make.make_admin(),
    }
    return World(
        event,
        other_event,
        people,
        arguments={
            "event_slug": event.slug,
            "series_slug": series.slug,
            "room_slug": room.slug,
            "track_slug": track.slug,
            "session_code": event_session.code,
            "speaker_code": speaker.code,
            "person_code": participant.code,
            "registration_code": registration.code,
            "registration_ref": sign_registration((registration.code, registration.link_version)),
            "reservation_code": reservation.code,
            "material_code": material.code,
            "talk_id": talk.id,
            "appearance_id": appearance.id,
            "window_id": make.make_availability(event, speaker).id,
            "link_id": link.id,
            "comment_id": comment.id,
            "room_id": room.id,
            "track_id": track.id,
            "item_id": mail_id,
            "mail_id": mail_id,
            "job_id": job_id,
            "task_id": task_id,
            "file_code": file_code,
            "report_id": report.event_id,
            "question_code": make.make_question(event).code,
            "invitation_code": make.make_invitation(event).code,
            "role_id": db.session.scalars(select(EventRole.id).filter_by(event_id=event.id, role="moderator")).one(),
        },
        of_endpoint={
            "static": {"filename": "img/favicon.svg"},
            "programme.accents": {"colours": "005f6b"},
            "calendars.feed": {"token": make.make_calendar_feed(participant)},
            "accounts.link": {"token": _one_time_link(participant)},
            "booking.confirm": {"token": _registration_link(event)},
        },
    )


def _table(app: Flask, event: Event) -> int:
    """Store an export of registrations that a worker wrote, and return its task."""
    task_id = request_export(event, RegistrationFilter(), order="name", actor_id=None, now=make.NOW)
    item = db.session.get_one(OutboxItem, task_id)
    path = export_path(app.config["SETTINGS"].data_dir, item.payload["file"])
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(PDF)
    item.state, item.done_at = "done", make.NOW
    return task_id


def _file_answer(event: Event, registration: Registration, key: str) -> str:
    """Store a question for a file, with an answer, and return its code."""
    question = Question(event_id=event.id, code="q_file", position=90, kind="file", label="Your slides", purpose="x")
    db.session.add(question)
    db.session.flush()
    value = {"key": key, "name": "slides.pdf", "type": "application/pdf", "size": len(PDF)}
    db.session.add(Answer(registration_id=registration.id, question_id=question.id, value=value))
    db.session.flush()
    return question.code


def _one_time_link(person: Person) -> str:
    token = new_token()
    expires_at = make.NOW.replace(year=make.NOW.year + 1)
    db.session.add(
        OneTimeLink(
            token_hash=token_hash(token), email_key=person.email_key, created_at=make.NOW, expires_at=expires_at
        )
    )
    db.session.flush()
    return token


def _registration_link(event: Event) -> str:
    token = new_token()
    db.session.add(
        RegistrationLink(
            token_hash=token_hash(token), event_id=event.id, person_id=make.make_person().id,
            typed={"name": "Gia Guest", "answers": {}, "session_id": None, "is_new_person": True},
            created_at=make.NOW, expires_at=make.NOW.replace(year=make.NOW.year + 1),
        )
    )  # fmt: skip
    db.session.flush()
    return token


@dataclass(frozen=True)
class Endpoint:
    """One method of one address, with arguments that lead to something."""

    method: str
    rule: Rule
    arguments: dict[str, Any]
    permission: Permission | None
    has_loader: bool

    def path(self, app: Flask, **instead: Any) -> str:
        """Return the address, with some arguments replaced by `instead`."""
        with app.test_request_context():
            return app.url_for(self.rule.endpoint, **{**self.arguments, **instead})

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


def endpoints(app: Flask, world: World) -> list[Endpoint]:
    """Return every method of every address. Fails if an argument has no value."""
    result = []
    for rule in app.url_map.iter_rules():
        known = {**world.arguments, **world.of_endpoint.get(rule.endpoint, {})}
        unknown = rule.arguments - known.keys()
        if unknown:
            pytest.fail(
                f"{rule.rule}: add {', '.join(unknown)} to `arguments` or `of_endpoint` in tests/architecture/route_fixtures.py"
            )
        view = app.view_functions[rule.endpoint]
        arguments = {name: known[name] for name in rule.arguments}
        result += [
            Endpoint(method, rule, arguments, view.permission, view.loader is not None)
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        ]
    return result
