"""The tables of the programme: what it is made of, and how it is planned."""

from eventdesk.programme.models.planning import PlanningStep, ProgrammeVersion, SessionPlan
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Room, Series, Talk, Track

__all__ = [
    "Comment",
    "Event",
    "EventSession",
    "Link",
    "PlanningStep",
    "ProgrammeVersion",
    "Room",
    "Series",
    "SessionPlan",
    "Talk",
    "Track",
]
