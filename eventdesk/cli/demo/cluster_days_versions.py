"""How the programme of Cluster Days came about: two earlier versions, and the draft of the next one."""

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
    """When and where a session is in one version, where that is not what the next one says."""

    title: str
    """How its title begins."""
    day: int = 0
    starts: str = ""
    ends: str = ""
    room: str = ""
    called: str = ""
    """Its whole title in this version."""


FIRST = (
    Slot("Keynote: the twin transition", 1, "09:30", "10:15"),
    Slot("Panel: who pays", called="Panel: who pays?"),
    Slot("Evaluation without fear", room="Great hall"),
)
"""What the first version said otherwise than the second."""
NOT_IN_FIRST = "Skills: when members"

NEXT = (
    Slot("First contact", called="First contact: how to prepare a delegation visit"),
    Slot("Shared laboratories", 1, "13:15", "14:00"),
    Slot("Closing: what we take home", 1, "15:00", "15:30"),
    Slot("Speed networking", 0, "16:15", "17:00"),
    Slot("Trade missions online", room="Studio"),
)
"""What the draft says otherwise than the last version, in the order in which it was planned."""
CANCELLED_NEXT = "Indicators a small cluster"


class Idea(NamedTuple):
    """A session of which visitors know nothing yet."""

    title: str
    minutes: int
    track: str
    who: str
    """Keys of the speakers."""
    day: int = 0
    starts: str = ""
    room: str = ""


IDEAS = (
    Idea("Circular textiles: a cluster in eight months", 45, "B", "dimitra"),
    Idea("Pitches from the Caucasus", 60, "C", "nino armen"),
    Idea("Lightning round: failures we learnt from", 30, "B", ""),
    Idea("Legal forms for a cluster office", 45, "A", "bernd", 1, "10:15", "Room 1.07"),
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
    """Publish the first version, then what the second changes; the plan of `sessions` is that of the second."""
    late = _named(sessions, NOT_IN_FIRST)
    second = {slot.title: _present(event, _named(sessions, slot.title)) for slot in (*FIRST, Slot(NOT_IN_FIRST))}
    for slot in FIRST:
        _plan(_named(sessions, slot.title), _values(slot, rooms, first_day), actor_id=actor_id, now=announced)
    _plan(late, {"starts_at": None, "ends_at": None}, actor_id=actor_id, now=announced)
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
    """Plan the next version, step by step, up to where its organiser has got: two conflicts are left, and a warning."""
    at = now - timedelta(hours=3)
    for idea in IDEAS:
        starts_at = _moment(first_day + timedelta(days=idea.day), idea.starts) if idea.starts else None
        event_session = add_session(
            event, title=idea.title, minutes=idea.minutes, track=tracks[idea.track], room=rooms.get(idea.room),
            starts_at=starts_at, ends_at=starts_at and starts_at + timedelta(minutes=idea.minutes),
            actor_id=actor_id, now=at,
        )  # fmt: skip
        for key in idea.who.split():
            person = known[key]
            add_assignment(
                event_session, person=person, job_title=person.job_title, part="speaker",
                organisation=person.organisation.name if person.organisation else "", actor_id=actor_id, now=at,
            )  # fmt: skip
    cancel_session(_named(sessions, CANCELLED_NEXT), actor_id=actor_id, now=at)
    for minutes, slot in enumerate(NEXT, 1):
        values = _values(slot, rooms, first_day)
        _plan(_named(sessions, slot.title), values, actor_id=actor_id, now=at + timedelta(minutes=minutes))


def _named(sessions: dict[str, EventSession], begins: str) -> EventSession:
    return next(event_session for title, event_session in sessions.items() if title.startswith(begins))


def _present(event: Event, event_session: EventSession) -> DraftValues:
    plan = draft_session(event.slug, event_session.code)
    if plan is None:
        return {}
    return {"title": plan.title, "starts_at": plan.starts_at, "ends_at": plan.ends_at, "room": plan.room}


def _values(slot: Slot, rooms: dict[str, Room], first_day: date) -> DraftValues:
    """Return what a slot says, and no more."""
    values: DraftValues = {}
    if slot.called:
        values["title"] = slot.called
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
