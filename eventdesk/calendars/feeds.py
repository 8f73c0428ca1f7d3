"""The three calendar files: a programme, one session, somebody's own agenda."""

from eventdesk.calendars import queries
from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.calendar_entry import ENGLISH_LABELS, Labels
from eventdesk.calendars.ical import to_ics
from eventdesk.programme.models.programme import Event, EventSession


def programme_file(event: Event, *, addresses: Addresses, words: Labels = ENGLISH_LABELS) -> bytes:
    """Return the published sessions of an event as iCalendar (RFC 5545). Three queries."""
    return to_ics(
        event.title,
        queries.event_entries(event, addresses=addresses, words=words),
        about=event.lead,
        url=addresses.event(event.slug),
        source=addresses.programme_file(event.slug),
        words=words,
    )


def session_file(event_session: EventSession, *, addresses: Addresses, words: Labels = ENGLISH_LABELS) -> bytes:
    """Return one session as iCalendar. Two queries."""
    entry = queries.session_entry(event_session, addresses=addresses, words=words)
    return to_ics(event_session.title, [entry], url=entry.url, words=words)


def agenda_file(person_id: int, *, name: str, addresses: Addresses, words: Labels = ENGLISH_LABELS) -> bytes:
    """Return a person's seats as iCalendar, without the secret address it is fetched from. Four queries."""
    return to_ics(name, queries.reservation_entries(person_id, addresses=addresses, words=words), words=words)
