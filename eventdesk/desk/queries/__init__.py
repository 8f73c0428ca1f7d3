"""What the desk's pages show of several rooms at once, each in a fixed number of queries."""

from eventdesk.desk.queries.agenda import Agenda, agenda, clashes_of_event, clashes_of_session, people_of_sessions
from eventdesk.desk.queries.overview import Counts, counts_of_events, events_of_desk
from eventdesk.desk.queries.people import (
    AppearanceOfSession,
    RoleOfEvent,
    SpeakerOfEvent,
    appearance_by_id,
    appearances,
    other_events_of,
    role_by_id,
    speaker_by_code,
    speakers_of_event,
)
from eventdesk.desk.queries.publishing import Affected, people_of_changes, registered_addresses
from eventdesk.desk.queries.sessions import seats, session_typed

__all__ = [
    "Affected",
    "Agenda",
    "AppearanceOfSession",
    "Counts",
    "RoleOfEvent",
    "SpeakerOfEvent",
    "agenda",
    "appearance_by_id",
    "appearances",
    "clashes_of_event",
    "clashes_of_session",
    "counts_of_events",
    "events_of_desk",
    "other_events_of",
    "people_of_changes",
    "people_of_sessions",
    "registered_addresses",
    "role_by_id",
    "seats",
    "session_typed",
    "speaker_by_code",
    "speakers_of_event",
]
