"""Events and sessions as JSON-LD, for search engines and calendars that read pages.

The vocabulary is https://schema.org/Event; what search engines read of it is described at
https://developers.google.com/search/docs/appearance/structured-data/event. The addresses at which participants join are
left out: only people who are registered see them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from eventdesk.core.markup import to_text
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.queries.programme import Programme, ProgrammeOutline
from eventdesk.public.views.cards import location_of, unique_people
from eventdesk.seats.models import SessionSeats
from eventdesk.speakers.queries import SpeakerRow
from eventdesk.web.filters import local
from eventdesk.web.setup import absolute_url

CONTEXT = "https://schema.org"
MAX_SUB_EVENTS = 50
"""Sessions listed with the event; their own pages have the details."""
MAX_PERFORMERS = 30
MAX_DESCRIPTION = 500

Data = dict[str, Any]


def event_data(event: Event, head: EventHeader, shown: Programme) -> Data | None:
    """Return an event as JSON-LD, with the sessions that have a time; None for one that is not public."""
    if not event.is_public:
        return None
    timed = [entry for entry in shown.entries if entry.kind != "break" and entry.starts_at and entry.ends_at]
    starts = [entry.starts_at for entry in timed if entry.starts_at]
    ends = [entry.ends_at for entry in timed if entry.ends_at]
    address = absolute_url("public.event_page", event_slug=event.slug)
    return _drop_empty(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": event.title,
            "url": address,
            "description": event.lead or _short(event.description),
            "startDate": _moment(min(starts), event) if starts else event.starts_on.isoformat(),
            "endDate": _moment(max(ends), event) if ends else event.ends_on.isoformat(),
            "eventStatus": _status(event.state),
            "eventAttendanceMode": _mode(event),
            "location": _locations(event, address),
            "organizer": _organizer(event),
            "offers": _offers(event, address),
            "performer": _performers(one for people in shown.people.values() for one in people),
            "superEvent": _series(event),
            "subEvent": [_sub_event(entry, event, head, shown) for entry in timed[:MAX_SUB_EVENTS]],
        }
    )


def session_data(event_session: EventSession, people: Sequence[SpeakerRow], seats: SessionSeats | None) -> Data | None:
    """Return a session as JSON-LD; None for one that is not public, or has no time yet."""
    event = event_session.event
    if not event_session.is_public or event_session.starts_at is None or event_session.ends_at is None:
        return None
    address = _session_address(event, event_session.code)
    room = event_session.room.name if event_session.room else event_session.place
    is_off = "cancelled" in (event_session.state, event.state)
    return _drop_empty(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": event_session.title,
            "url": address,
            "identifier": event_session.code,
            "description": _short(event_session.abstract),
            "startDate": _moment(event_session.starts_at, event),
            "endDate": _moment(event_session.ends_at, event),
            "eventStatus": _status("cancelled" if is_off else "published"),
            "eventAttendanceMode": _mode(event, room),
            "location": _locations(event, address, room),
            "organizer": _organizer(event),
            "offers": _offers(event, absolute_url("public.event_page", event_slug=event.slug)),
            "performer": _performers(people),
            "maximumAttendeeCapacity": seats.effective_capacity if seats else None,
            "about": event_session.track.name if event_session.track else None,
            "superEvent": _drop_empty(
                {
                    "@type": "Event",
                    "name": event.title,
                    "url": absolute_url("public.event_page", event_slug=event.slug),
                    "startDate": event.starts_on.isoformat(),
                    "endDate": event.ends_on.isoformat(),
                    "location": _locations(event, absolute_url("public.event_page", event_slug=event.slug)),
                }
            ),
        }
    )


def _drop_empty(data: Data) -> Data:
    """Return the data without empty values."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _moment(moment: datetime, event: Event) -> str:
    """Return a moment in the event's local time, with its offset (ISO 8601)."""
    return local(moment, event.timezone).isoformat(timespec="minutes")


def _short(markdown: str) -> str:
    return to_text(markdown)[:MAX_DESCRIPTION]


def _status(state: str) -> str:
    return f"{CONTEXT}/{'EventCancelled' if state == 'cancelled' else 'EventScheduled'}"


def _mode(event: Event, room: str = "") -> str:
    is_on_site = bool(room or event.venue or event.city)
    if event.is_online and is_on_site:
        return f"{CONTEXT}/MixedEventAttendanceMode"
    return f"{CONTEXT}/{'OnlineEventAttendanceMode' if event.is_online else 'OfflineEventAttendanceMode'}"


def _locations(event: Event, address: str, room: str = "") -> list[Data]:
    """Return the location and, if the event is online too, the page from which participants join."""
    locations: list[Data] = []
    if room or event.venue or event.city:
        postal = _drop_empty(
            {
                "@type": "PostalAddress",
                "streetAddress": event.address,
                "addressLocality": event.city,
                "addressCountry": event.country,
            }
        )
        name = ", ".join(filter(None, (room, event.venue))) or event.city
        locations.append(_drop_empty({"@type": "Place", "name": name, "address": postal if len(postal) > 1 else None}))
    if event.is_online:
        locations.append({"@type": "VirtualLocation", "url": address})
    return locations


def _organizer(event: Event) -> Data | None:
    if event.organiser is None:
        return None
    return _drop_empty({"@type": "Organization", "name": event.organiser.name, "url": event.organiser.url})


def _offers(event: Event, address: str) -> Data | None:
    """Return the offer of a free event; the fee of other events is free text, which has no form here."""
    if event.fee.strip().rstrip(".").casefold() not in ("free", "free of charge", "none"):
        return None
    return _drop_empty(
        {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "url": address,
            "validFrom": _moment(event.registration_opens_at, event) if event.registration_opens_at else None,
            "validThrough": _moment(event.registration_closes_at, event) if event.registration_closes_at else None,
        }
    )


def _performers(people: Iterable[SpeakerRow]) -> list[Data]:
    speaking = unique_people(person for person in people if person.part in ("speaker", "moderator"))[:MAX_PERFORMERS]
    return [
        _drop_empty(
            {
                "@type": "Person",
                "name": person.name,
                "jobTitle": person.job_title,
                "affiliation": {"@type": "Organization", "name": person.organisation} if person.organisation else None,
            }
        )
        for person in speaking
    ]


def _series(event: Event) -> Data | None:
    if event.series is None:
        return None
    address = absolute_url("public.series_page", series_slug=event.series.slug)
    return {"@type": "EventSeries", "name": event.series.title, "url": address}


def _sub_event(entry: ProgrammeItem, event: Event, head: EventHeader, outline: ProgrammeOutline | Programme) -> Data:
    address = _session_address(event, entry.code)
    room = location_of(entry, outline.rooms) if entry.room_id else entry.place
    is_off = "cancelled" in (entry.state, head.state)
    return _drop_empty(
        {
            "@type": "Event",
            "name": entry.title,
            "url": address,
            "startDate": _moment(entry.starts_at, event) if entry.starts_at else None,
            "endDate": _moment(entry.ends_at, event) if entry.ends_at else None,
            "eventStatus": _status("cancelled" if is_off else "published"),
            "location": _locations(event, address, room),
        }
    )


def _session_address(event: Event, code: str) -> str:
    return absolute_url("public.session_page", event_slug=event.slug, session_code=code)
