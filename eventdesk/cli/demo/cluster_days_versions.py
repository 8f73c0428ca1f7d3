"""The history of the programme of Cluster Days: two earlier versions, and the draft of the next one."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.desk import services as desk
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.queries.draft import draft_session
from eventdesk.programme.services.draft import DraftValues, cancel_session, schedule_session
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.sessions import add_session
from eventdesk.speakers.services.assignments import add_assignment

VILNIUS = ZoneInfo("Europe/Vilnius")

NOTES = (
    "The programme of both days.",
    "More time for questions on the second morning, and a session on skills.",
    "One session is off: its guest cannot travel.",
)


class Slot(NamedTuple):
    """Values of a session in one version that differ from the next version."""

    title: str
    """The beginning of its title."""
    day: int = 0
    starts: str = ""
    ends: str = ""
    room: str = ""
    new_title: str = ""
    """Its full title in this version."""


FIRST = (
    Slot("Keynote: the twin transition", 1, "09:30", "10:15"),
    Slot("Panel: who pays", new_title="Panel: who pays?"),
    Slot("Evaluation without fear", room="Great hall"),
)
"""The values of the first version that differ from the second."""
NOT_IN_FIRST = "Skills: when members"

NEXT = (
    Slot("First contact", new_title="First contact: how to prepare a delegation visit"),
    Slot("Shared laboratories", 1, "13:15", "14:00"),
    Slot("Closing: what we take home", 1, "15:00", "15:30"),
    Slot("Speed networking", 0, "16:15", "17:00"),
    Slot("Trade missions online", room="Studio"),
)
"""The values of the draft that differ from the last version, in the order in which they were changed."""
CANCELLED_NEXT = "Indicators a small cluster"


class NewSession(NamedTuple):
    """A session that is only in the draft."""

    title: str
    minutes: int
    track: str
    who: str
    """Keys of the speakers."""
    day: int = 0
    starts: str = ""
    room: str = ""


NEW_SESSIONS = (
    NewSession("Circular textiles: a cluster in eight months", 45, "B", "dimitra"),
    NewSession("Pitches from the Caucasus", 60, "C", "nino armen"),
    NewSession("Lightning round: failures we learnt from", 30, "B", ""),
    NewSession("Legal forms for a cluster office", 45, "A", "bernd", 1, "10:15", "Room 1.07"),
)


def publish_earlier(
    event: Event,
    sessions: dict[str, EventSession],
    rooms: dict[str, Room],
    first_day: date,
    *,
    actor_id: int,
    announced: datetime,
    now: datetime,
) -> None:
    """Publish the first version and then the second, which is the present draft of `sessions`."""
    added_later = _named(sessions, NOT_IN_FIRST)
    second = {slot.title: _draft_values(event, _named(sessions, slot.title)) for slot in (*FIRST, Slot(NOT_IN_FIRST))}
    for slot in FIRST:
        _plan(_named(sessions, slot.title), _values(slot, rooms, first_day), actor_id=actor_id, now=announced)
    _plan(added_later, {"starts_at": None, "ends_at": None}, actor_id=actor_id, now=announced)
    publish_programme(event, note=NOTES[0], actor_id=actor_id, now=announced)
    for title, values in second.items():
        _plan(_named(sessions, title), values, actor_id=actor_id, now=now)
    desk.publish_programme(event, note=NOTES[1], seen=None, actor_id=actor_id, now=now)


def plan_next(
    event: Event,
    sessions: dict[str, EventSession],
    rooms: dict[str, Room],
    tracks: dict[str, Track],
    known: dict[str, Person],
    first_day: date,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Draft the next version, change by change. It still has two conflicts and a warning."""
    at = now - timedelta(hours=3)
    for session in NEW_SESSIONS:
        starts_at = _moment(first_day + timedelta(days=session.day), session.starts) if session.starts else None
        event_session = add_session(
            event,
            title=session.title,
            minutes=session.minutes,
            track=tracks[session.track],
            room=rooms.get(session.room),
            starts_at=starts_at,
            ends_at=starts_at and starts_at + timedelta(minutes=session.minutes),
            actor_id=actor_id,
            now=at,
        )
        for key in session.who.split():
            person = known[key]
            add_assignment(
                event_session,
                person=person,
                job_title=person.job_title,
                part="speaker",
                organisation=person.organisation.name if person.organisation else "",
                actor_id=actor_id,
                now=at,
            )
    cancel_session(_named(sessions, CANCELLED_NEXT), actor_id=actor_id, now=at)
    for minutes, slot in enumerate(NEXT, 1):
        values = _values(slot, rooms, first_day)
        _plan(_named(sessions, slot.title), values, actor_id=actor_id, now=at + timedelta(minutes=minutes))


def _named(sessions: dict[str, EventSession], start: str) -> EventSession:
    return next(event_session for title, event_session in sessions.items() if title.startswith(start))


def _draft_values(event: Event, event_session: EventSession) -> DraftValues:
    plan = draft_session(event.slug, event_session.code)
    if plan is None:
        return {}
    return {"title": plan.title, "starts_at": plan.starts_at, "ends_at": plan.ends_at, "room": plan.room}


def _values(slot: Slot, rooms: dict[str, Room], first_day: date) -> DraftValues:
    """Return the values of a slot that are set."""
    values: DraftValues = {}
    if slot.new_title:
        values["title"] = slot.new_title
    if slot.room:
        values["room"] = rooms[slot.room]
    if slot.starts:
        day = first_day + timedelta(days=slot.day)
        values["starts_at"], values["ends_at"] = _moment(day, slot.starts), _moment(day, slot.ends)
    return values


def _moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), VILNIUS)


def _plan(event_session: EventSession, values: DraftValues, *, actor_id: int, now: datetime) -> None:
    schedule_session(event_session, actor_id=actor_id, now=now, **values)
