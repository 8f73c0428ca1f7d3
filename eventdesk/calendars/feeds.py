"""The three calendar files: a programme, one session, a person's agenda."""

from eventdesk.calendars import queries
from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.calendar_entry import ENGLISH_LABELS, Labels
from eventdesk.calendars.ical import to_ics
from eventdesk.programme.models.programme import Event, EventSession


def programme_file(event: Event, *, addresses: Addresses, labels: Labels = ENGLISH_LABELS) -> bytes:
    """Return the published sessions of an event as iCalendar (RFC 5545). Three queries."""
    return to_ics(
        event.title,
        queries.event_entries(event, addresses=addresses, labels=labels),
        about=event.lead,
        url=addresses.event(event.slug),
        source=addresses.programme_file(event.slug),
        labels=labels,
    )


def session_file(event_session: EventSession, *, addresses: Addresses, labels: Labels = ENGLISH_LABELS) -> bytes:
    """Return one session as iCalendar. Two queries."""
    entry = queries.session_entry(event_session, addresses=addresses, labels=labels)
    return to_ics(event_session.title, [entry], url=entry.url, labels=labels)


def agenda_file(person_id: int, *, name: str, addresses: Addresses, labels: Labels = ENGLISH_LABELS) -> bytes:
    """Return a person's reservations as iCalendar, without the secret address of the file. Four queries."""
    return to_ics(name, queries.reservation_entries(person_id, addresses=addresses, labels=labels), labels=labels)
