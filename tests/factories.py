"""Factories of rows for tests. Each takes the values that matter to a test and refuses unknown ones.

They write the models directly, so that tests of one package do not depend on the services of another. Inside
`with transaction():` they only flush; elsewhere each commits its rows.
"""

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from eventdesk.accounts.models import Account, EventRole
from eventdesk.calendars.models import CalendarFeed
from eventdesk.checkin.models import CheckIn
from eventdesk.core.codes import new_code, new_token, token_hash
from eventdesk.core.db import WRITE, db, transaction
from eventdesk.core.models import AuditEntry
from eventdesk.core.text import email_key, search_key
from eventdesk.people.models import Organisation, Person
from eventdesk.people.rules import sort_key
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Room, Series, Talk, Track
from eventdesk.programme.rules.draft import DRAFT_FIELDS
from eventdesk.registration.models import InvitationCode, Question, Registration, RegistrationPolicy
from eventdesk.registration.services.policy import set_policy
from eventdesk.reports.models import EventReport
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.services.policy import set_seat_policy
from eventdesk.speakers.models import AvailabilitySlot, Material, SpeakerAssignment

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The time in tests: a Monday morning, six weeks before the events of the factories."""
FIRST_DAY = date(2026, 4, 14)

_number = count(1)
Row = TypeVar("Row")


def _stored(row: Row) -> Row:
    if db.session.info.get(WRITE):
        db.session.add(row)
        db.session.flush()
    else:
        with transaction():
            db.session.add(row)
    return row


def make_organisation(**given: Any) -> Organisation:
    """Store an organisation."""
    given.setdefault("name", f"Organisation {next(_number)}")
    given.setdefault("name_key", search_key(given["name"]))
    return _stored(Organisation(**{"country": "BE", **given}))


def make_person(**given: Any) -> Person:
    """Store a person with an email address; `email=None` for one without."""
    number = next(_number)
    given.setdefault("name", f"Person {number:03}")
    given.setdefault("email", f"person{number}@example.org")
    given.setdefault("email_key", given["email"] and email_key(given["email"]))
    given.setdefault("sort_key", sort_key(given["name"]))
    return _stored(Person(**{"code": new_code(8), "created_at": NOW, **given}))


def make_account(person: Person | None = None, **given: Any) -> Account:
    """Return the account of `person`, created if there is none, with the given values."""
    person = person or make_person()
    if account := db.session.get(Account, person.id):
        for name in given:
            if not hasattr(Account, name):
                raise TypeError(f"Account has no {name}")
        _changed(account, **given)
        return account
    return _stored(Account(**{"person_id": person.id, "created_at": NOW, **given}))


def make_role(event: Event, role: str = "organiser", person: Person | None = None) -> Person:
    """Store a role of `person` (a new one by default) in `event`, and return the person, who has an account."""
    person = person or make_person(name=f"{role.capitalize()} {next(_number):03}")
    make_account(person)
    _stored(EventRole(event_id=event.id, person_id=person.id, role=role, given_at=NOW))
    return person


def make_admin(person: Person | None = None) -> Person:
    """Make `person` (a new one by default) an administrator, and return the person."""
    person = person or make_person(name=f"Administrator {next(_number):03}")
    make_account(person, is_admin=True)
    return person


def make_series(**given: Any) -> Series:
    """Store a series."""
    number = next(_number)
    return _stored(Series(**{"slug": f"series-{number}", "title": f"Series {number}", **given}))


def make_event(**given: Any) -> Event:
    """Store a published event of two days in Brussels, six weeks from NOW."""
    number = next(_number)
    starts_on = given.setdefault("starts_on", FIRST_DAY)
    return _stored(
        Event(
            **{
                "slug": f"event-{number}",
                "title": f"Event {number}",
                "ends_on": starts_on + timedelta(days=1),
                "timezone": "Europe/Brussels",
                "venue": "Hall of Clusters",
                "city": "Brussels",
                "country": "BE",
                "state": "published",
                "created_at": NOW,
                "changed_at": NOW,
                **given,
            }
        )
    )


def make_room(event: Event, **given: Any) -> Room:
    """Store a room of `event`."""
    number = next(_number)
    return _stored(Room(**{"event_id": event.id, "slug": f"room-{number}", "name": f"Room {number}", **given}))


def make_track(event: Event, **given: Any) -> Track:
    """Store a track of `event`."""
    number = next(_number)
    return _stored(
        Track(**{"event_id": event.id, "slug": f"track-{number}", "letter": "T", "name": f"Track {number}", **given})
    )


def make_session(
    event: Event | None = None, *, seats: int | None = None, plan: dict[str, Any] | None = None, **given: Any
) -> EventSession:
    """Store a published session on the first day of `event` at 09:00 UTC, with the same values in the draft.

    With `seats` it takes reservations. `plan` has the values in which the draft differs.
    """
    event = event or make_event()
    number = next(_number)
    starts_at = given.setdefault(
        "starts_at", datetime(event.starts_on.year, event.starts_on.month, event.starts_on.day, 9, tzinfo=UTC)
    )
    event_session = _stored(
        EventSession(
            **{
                "event_id": event.id,
                "code": str(15000 + number),
                "uid": str(uuid.uuid4()),
                "title": f"Session {number}",
                "ends_at": starts_at and starts_at + timedelta(minutes=45),
                "state": "published",
                "created_at": NOW,
                "changed_at": NOW,
                **given,
            }
        )
    )
    planned = {name: getattr(event_session, name) for name in DRAFT_FIELDS if name not in ("minutes", "state")}
    planned["state"] = "cancelled" if event_session.state == "cancelled" else "planned"
    _stored(DraftSession(event_session_id=event_session.id, event_id=event.id, **planned | (plan or {})))
    if seats is not None:
        make_seats(event_session, capacity=seats)
    return event_session


def make_seats(event_session: EventSession, **given: Any) -> SessionSeats:
    """Store the open seats of a session, with a waiting list."""
    return _stored(SessionSeats(**{"event_session_id": event_session.id, "capacity": 10, **given}))


def make_talk(event_session: EventSession, **given: Any) -> Talk:
    """Store a talk of a session."""
    return _stored(Talk(**{"event_session_id": event_session.id, "title": f"Talk {next(_number)}", **given}))


def make_link(event: Event, **given: Any) -> Link:
    """Store a link of an event."""
    number = next(_number)
    return _stored(
        Link(**{"event_id": event.id, "kind": "partner", "title": f"Partner {number}",
                "url": "https://example.org/", **given})
    )  # fmt: skip


def make_comment(event_session: EventSession, author: Person | None = None, **given: Any) -> Comment:
    """Store a comment below a session."""
    author = author or make_person()
    return _stored(
        Comment(**{"event_session_id": event_session.id, "author_id": author.id, "at": NOW,
                   "text": "See you there.", **given})
    )  # fmt: skip


def make_appearance(event_session: EventSession, person: Person | None = None, **given: Any) -> SpeakerAssignment:
    """Store `person` (a new one by default) as a speaker of a session."""
    person = person or make_person(email=None)
    return _stored(SpeakerAssignment(**{"event_session_id": event_session.id, "person_id": person.id, **given}))


def make_availability(event: Event, person: Person | None = None, **given: Any) -> AvailabilitySlot:
    """Store that `person` (a new one by default) is available from 08:00 to 12:00 UTC on the first day."""
    person = person or make_person(email=None)
    midnight = datetime(event.starts_on.year, event.starts_on.month, event.starts_on.day, tzinfo=UTC)
    return _stored(
        AvailabilitySlot(
            **{
                "event_id": event.id,
                "person_id": person.id,
                "starts_at": midnight + timedelta(hours=8),
                "ends_at": midnight + timedelta(hours=12),
                **given,
            }
        )
    )


def make_material(event_session: EventSession, **given: Any) -> Material:
    """Store the row of a material; the test stores the file, if any (core.files.store)."""
    return _stored(
        Material(
            **{
                "code": new_code(8),
                "event_session_id": event_session.id,
                "title": "Lessons learned",
                "file_name": "lessons.pdf",
                "media_type": "application/pdf",
                "size": 1234,
                "file_key": "0" * 64,
                "uploaded_at": NOW,
                **given,
            }
        )
    )


def make_terms(event: Event, **given: Any) -> RegistrationPolicy:
    """Store the registration policy of an event, without limits by default. The form then has no questions."""
    return _stored(RegistrationPolicy(**{"event_id": event.id, **given}))


def make_registration(event: Event | None = None, person: Person | None = None, **given: Any) -> Registration:
    """Store the registration of `person` (a new one by default) for `event`."""
    event, person = event or make_event(), person or make_person()
    return _stored(
        Registration(
            **{
                "code": new_code(8),
                "event_id": event.id,
                "person_id": person.id,
                "organisation_id": person.organisation_id,
                "country": person.country,
                "stakeholder_kind": person.stakeholder_kind,
                "created_at": NOW,
                "changed_at": NOW,
                **given,
            }
        )
    )


def make_reservation(event_session: EventSession, person: Person | None = None, **given: Any) -> Reservation:
    """Store a reservation of `person` in a session: a seat, or with `state="waiting"` a position on the waiting list.

    The person is registered for the event if necessary, and the counts of the session are updated.
    """
    person = person or make_person()
    event = event_session.event
    if not db.session.query(Registration).filter_by(event_id=event.id, person_id=person.id).first():
        make_registration(event, person)
    seats = db.session.get(SessionSeats, event_session.id) or make_seats(event_session)
    state = given.setdefault("state", "confirmed")
    if state == "confirmed":
        seats.taken += 1
        given.setdefault("confirmed_at", NOW)
    elif state == "waiting":
        seats.waiting += 1
        seats.last_queue_number += 1
        given.setdefault("queue_number", seats.last_queue_number)
    if state in ("offered", "on_hold"):
        seats.taken += 1
        given.setdefault("expires_at", NOW + timedelta(hours=1))
    changed = {name: getattr(seats, name) for name in ("taken", "waiting", "last_queue_number")}
    _changed(seats, **changed)
    reservation = _stored(
        Reservation(
            **{
                "code": new_code(8),
                "event_session_id": event_session.id,
                "person_id": person.id,
                "created_at": NOW,
                **given,
            }
        )
    )
    _stored(
        AuditEntry(at=NOW, event_id=event.id, verb="reserve_seat", subject=f"Reservation:{reservation.id}", detail={})
    )
    return reservation


def _changed(row: Any, **values: Any) -> None:
    """Store new values of a row. They are set inside of the transaction, which reads rows again."""
    if db.session.info.get(WRITE):
        for name, value in values.items():
            setattr(row, name, value)
        db.session.flush()
        return
    with transaction():
        for name, value in values.items():
            setattr(row, name, value)


def make_question(event: Event, **given: Any) -> Question:
    """Store a question at the end of the form of an event, which then replaces the default form."""
    if db.session.get(RegistrationPolicy, event.id) is None:
        _stored(RegistrationPolicy(event_id=event.id))
    number = next(_number)
    return _stored(
        Question(
            **{
                "event_id": event.id,
                "code": given.get("standard") or f"q_{number}",
                "position": number,
                "kind": "text",
                "label": f"Question {number}",
                "purpose": "To plan the day.",
                **given,
            }
        )
    )


def make_invitation(event: Event, **given: Any) -> InvitationCode:
    """Store an invitation code for ten people."""
    number = next(_number)
    return _stored(
        InvitationCode(**{"event_id": event.id, "code": f"CODE-{number}", "max_uses": 10, "created_at": NOW, **given})
    )


def make_check_in(event_session: EventSession, person: Person, **given: Any) -> CheckIn:
    """Store that `person` checked in to a session."""
    return _stored(CheckIn(**{"event_session_id": event_session.id, "person_id": person.id, "at": NOW, **given}))


def make_report(event: Event, **given: Any) -> EventReport:
    """Store the draft of an event's report."""
    return _stored(
        EventReport(**{"event_id": event.id, "summary": "It was well attended.", "changed_at": NOW, **given})
    )


def make_calendar_feed(person: Person, **given: Any) -> str:
    """Store a private calendar feed of `person` and return the token of its address."""
    token = new_token()
    _stored(CalendarFeed(**{"person_id": person.id, "token_hash": token_hash(token), "created_at": NOW, **given}))
    return token


def set_policies(event, *, actor_id=None, now=NOW, **given):
    """Set the registration policy and the seat limits of an event; what is not given has no limit."""
    values = {
        "places": None, "requires_approval": False, "requires_code": False, "note": "", "forbids_overlaps": False,
        "max_seats_per_person": None, "max_seats_per_day": None,
    }  # fmt: skip
    assert given.keys() <= values.keys(), given.keys() - values.keys()
    values |= given
    limits = {name: values.pop(name) for name in ("forbids_overlaps", "max_seats_per_person", "max_seats_per_day")}
    set_seat_policy(event, **limits, actor_id=actor_id, now=now)
    return set_policy(event, **values, actor_id=actor_id, now=now)
