"""What a calendar says of a session, and of somebody's seat in it: loaded rows in, entries out."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.calendar_entry import ENGLISH_LABELS, CalendarEntry, EntryStatus, Labels
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.seats.models import Reservation

# How far a reservation has come; each step is one more change to what the person wrote down.
_REVISION_FIELDS = {
    "pending": 0, "invited": 0, "on_hold": 0, "waiting": 1, "offered": 2, "confirmed": 3, "cancelled": 4, "rejected": 4,
    "expired": 4,
}  # fmt: skip


class Contributor(NamedTuple):
    """Somebody who appears in a session, as "Name, Organisation", and in which part."""

    said: str
    part: str


@dataclass(slots=True)
class Contributions:
    """Who appears in one session, and the titles of its talks, in their order."""

    people: list[Contributor] = field(default_factory=list)
    talks: list[str] = field(default_factory=list)


def feed_token(feed_id: int, secret: str) -> str:
    """Return the token (256 bits) of a private feed, so that its owner can see the address again.

    Only its hash is stored: whoever reads the database without the house's `secret` learns no address.
    """
    digest = hmac.digest(secret.encode(), f"calendar feed {feed_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_exportable(event_session: EventSession) -> bool:
    """Return whether a session stands in calendars: it has a time, and is no break."""
    return event_session.starts_at is not None and event_session.kind != "break"


def session_entry(
    event: Event,
    event_session: EventSession,
    contributions: Contributions,
    *,
    addresses: Addresses,
    words: Labels = ENGLISH_LABELS,
) -> CalendarEntry:
    """Return the entry of a session that has a time. Raises ValueError for one that has none.

    The description is the abstract as it was written: Markdown is made to be read unrendered.
    """
    if event_session.starts_at is None or event_session.ends_at is None:
        raise ValueError("A session without a time cannot stand in a calendar.")
    is_cancelled = "cancelled" in (event.state, event_session.state)
    organisers = [one.said for one in contributions.people if one.part == "organiser"]
    return CalendarEntry(
        # Nothing of the address: the UID stays when the house moves to another one.
        uid=f"{event_session.uid}@eventdesk",
        sequence=event_session.sequence,
        created=event_session.created_at,
        last_modified=_last_change(event, event_session),
        starts_at=event_session.starts_at,
        ends_at=event_session.ends_at,
        timezone=event.timezone,
        title=event_session.title,
        description=_description(event_session, contributions, words),
        location=_location(event, event_session, words),
        is_online=event.is_online or bool(event_session.online_url),
        url=addresses.session(event.slug, event_session.code),
        categories=(*((event_session.track.name,) if event_session.track else ()), event.title),
        speakers=_speakers(contributions, words),
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
    words: Labels = ENGLISH_LABELS,
) -> CalendarEntry:
    """Return the session's `entry` as that of a person's seat, made of all their reservations in it, oldest first.

    `position` is the place in the queue of somebody who waits.
    """
    last = history[-1]
    changes = (entry.last_modified, last.created_at, last.confirmed_at, last.cancelled_at)
    seat = entry._replace(
        sequence=entry.sequence + (_REVISION_FIELDS["expired"] + 1) * (len(history) - 1) + _REVISION_FIELDS[last.state],
        last_modified=max(change for change in changes if change is not None),
        busy=True,
    )
    if last.state in ("cancelled", "rejected", "expired"):
        note = words.seat_given_back if last.state == "cancelled" else words.seat_ended
        return seat._replace(status=EntryStatus.CANCELLED, seat_note=note)
    if entry.status is EntryStatus.CANCELLED:
        return seat
    if last.state == "waiting":
        note = words.seat_waiting.replace("{number}", str(position))
        return seat._replace(status=EntryStatus.TENTATIVE, seat_note=note)
    if last.state != "confirmed":
        asked = {
            "pending": words.seat_asked, "invited": words.seat_invited, "on_hold": words.seat_held,
            "offered": words.seat_offered,
        }  # fmt: skip
        return seat._replace(
            status=EntryStatus.TENTATIVE, waits=False, busy=last.state == "offered", seat_note=asked[last.state]
        )
    online_address = last.event_session.online_url or (event.online_url if event.is_online else "")
    return seat._replace(seat_note=words.seat_confirmed, online_address=online_address)


def _last_change(event: Event, event_session: EventSession) -> datetime:
    """Return when the entry changed; of the event's own changes, only its cancellation is one to its sessions."""
    if event.state == "cancelled":
        return max(event_session.changed_at, event.changed_at)
    return event_session.changed_at


def _location(event: Event, event_session: EventSession, words: Labels) -> str:
    room = event_session.room.name if event_session.room else event_session.place
    online = words.online if event.is_online and not event.venue else ""
    return ", ".join(part for part in (room, event.venue, event.city, online) if part)


def _description(event_session: EventSession, contributions: Contributions, words: Labels) -> str:
    talks = "\n".join([f"{words.talks}:", *contributions.talks]) if contributions.talks else ""
    return "\n\n".join(part for part in (event_session.abstract, talks) if part)


def _speakers(contributions: Contributions, words: Labels) -> tuple[str, ...]:
    """Return everybody who speaks or moderates, each once, in the order of the programme."""
    said = (
        words.moderator.replace("{name}", one.said) if one.part == "moderator" else one.said
        for one in contributions.people
        if one.part != "organiser"
    )
    return tuple(dict.fromkeys(said))
