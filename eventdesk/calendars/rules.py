"""Calendar entries made from loaded rows: of a session, and of a person's seat in it."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.calendar_entry import ENGLISH_LABELS, CalendarEntry, EntryStatus, Labels
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.seats.models import LIVE_STATES, Reservation
from eventdesk.seats.states import EndedBy, ReservationState

# Each step of a reservation is one more revision of the entry (RFC 5545, 3.8.7.4).
_STEPS: dict[str, int] = {
    ReservationState.PENDING: 0,
    ReservationState.INVITED: 0,
    ReservationState.ON_HOLD: 0,
    ReservationState.WAITING: 1,
    ReservationState.OFFERED: 2,
    ReservationState.CONFIRMED: 3,
    ReservationState.CANCELLED: 4,
    ReservationState.REJECTED: 4,
    ReservationState.EXPIRED: 4,
}


class Contributor(NamedTuple):
    """A person in a session, as "Name, Organisation", and their role."""

    name: str
    part: str


@dataclass(slots=True)
class Contributions:
    """The people of one session and the titles of its talks, in their order."""

    people: list[Contributor] = field(default_factory=list)
    talks: list[str] = field(default_factory=list)


def feed_token(feed_id: int, secret: str) -> str:
    """Return the token (256 bits) of a private feed. It is derived again to show its owner the address.

    Only its hash is stored: the database without the installation's `secret` reveals no address.
    """
    digest = hmac.digest(secret.encode(), f"calendar feed {feed_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_exportable(event_session: EventSession) -> bool:
    """Return whether calendars show a session: it has a time and is not a break."""
    return event_session.starts_at is not None and event_session.kind != "break"


def session_entry(
    event: Event,
    event_session: EventSession,
    contributions: Contributions,
    *,
    addresses: Addresses,
    labels: Labels = ENGLISH_LABELS,
) -> CalendarEntry:
    """Return the entry of a session. Raises ValueError for one without a time.

    The description is the abstract in Markdown, which reads well unrendered.
    """
    if event_session.starts_at is None or event_session.ends_at is None:
        raise ValueError("A session without a time cannot be in a calendar.")
    is_cancelled = "cancelled" in (event.state, event_session.state)
    organisers = [person.name for person in contributions.people if person.part == "organiser"]
    return CalendarEntry(
        # The UID holds no address: it stays the same when the installation moves.
        uid=f"{event_session.uid}@eventdesk",
        sequence=event_session.sequence,
        created=event_session.created_at,
        last_modified=_last_change(event, event_session),
        starts_at=event_session.starts_at,
        ends_at=event_session.ends_at,
        timezone=event.timezone,
        title=event_session.title,
        description=_description(event_session, contributions, labels),
        location=_location(event, event_session, labels),
        is_online=event.is_online or bool(event_session.online_url),
        url=addresses.session(event.slug, event_session.code),
        categories=(*((event_session.track.name,) if event_session.track else ()), event.title),
        speakers=_speakers(contributions, labels),
        organiser="; ".join(organisers) or (event.organiser.name if event.organiser else ""),
        status=EntryStatus.CANCELLED if is_cancelled else EntryStatus.CONFIRMED,
        busy=False,
    )


def reservation_entry(
    entry: CalendarEntry,
    event: Event,
    history: Sequence[Reservation],
    *,
    position: int = 0,
    labels: Labels = ENGLISH_LABELS,
) -> CalendarEntry:
    """Return the session's `entry` as a person sees it, from all their reservations in it, oldest first.

    `position` is theirs on the waiting list.
    """
    last = history[-1]
    changes = (entry.last_modified, last.created_at, last.confirmed_at, last.cancelled_at)
    seat = entry._replace(
        sequence=entry.sequence + (max(_STEPS.values()) + 1) * (len(history) - 1) + _STEPS[last.state],
        last_modified=max(change for change in changes if change is not None),
        busy=True,
    )
    if last.state not in LIVE_STATES:
        is_removed = last.state == ReservationState.CANCELLED and last.ended_by == EndedBy.ORGANISER
        note = labels.seat_removed if is_removed else labels.seat_ended
        return seat._replace(status=EntryStatus.CANCELLED, seat_note=note)
    if entry.status is EntryStatus.CANCELLED:
        return seat
    if last.state == ReservationState.WAITING:
        note = labels.seat_waiting.replace("{number}", str(position))
        return seat._replace(status=EntryStatus.TENTATIVE, seat_note=note)
    notes: dict[str, str] = {
        ReservationState.PENDING: labels.seat_pending,
        ReservationState.INVITED: labels.seat_invited,
        ReservationState.ON_HOLD: labels.seat_on_hold,
        ReservationState.OFFERED: labels.seat_offered,
    }
    if note := notes.get(last.state, ""):
        is_busy = last.state == ReservationState.OFFERED
        return seat._replace(status=EntryStatus.TENTATIVE, is_waiting=False, busy=is_busy, seat_note=note)
    online_address = last.event_session.online_url or (event.online_url if event.is_online else "")
    return seat._replace(seat_note=labels.seat_confirmed, online_address=online_address)


def _last_change(event: Event, event_session: EventSession) -> datetime:
    """Return when the entry changed; of the event's own changes, only its cancellation is one to its sessions."""
    if event.state == "cancelled":
        return max(event_session.changed_at, event.changed_at)
    return event_session.changed_at


def _location(event: Event, event_session: EventSession, labels: Labels) -> str:
    room = event_session.room.name if event_session.room else event_session.place
    online = labels.online if event.is_online and not event.venue else ""
    return ", ".join(part for part in (room, event.venue, event.city, online) if part)


def _description(event_session: EventSession, contributions: Contributions, labels: Labels) -> str:
    talks = "\n".join([f"{labels.talks}:", *contributions.talks]) if contributions.talks else ""
    return "\n\n".join(part for part in (event_session.abstract, talks) if part)


def _speakers(contributions: Contributions, labels: Labels) -> tuple[str, ...]:
    """Return all speakers and moderators, each once, in the order of the programme."""
    names = (
        labels.moderator.replace("{name}", person.name) if person.part == "moderator" else person.name
        for person in contributions.people
        if person.part != "organiser"
    )
    return tuple(dict.fromkeys(names))
