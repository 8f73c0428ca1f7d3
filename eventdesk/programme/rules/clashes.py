"""What does not fit together in a programme. Nothing here forbids anything: organisers are told, and decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.core.text import N_

LATEST = datetime.max.replace(tzinfo=UTC)
"""Where what has no time stands in the order of time."""


@dataclass(frozen=True)
class Slot:
    """What the checks need to know of one session; without times it is not placed yet."""

    id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    where: str = ""
    room_id: int | None = None
    room_seats: int | None = None
    seats: int | None = None
    """Seats that can be reserved; None where no reservation is needed."""
    people: tuple[tuple[int, str], ...] = ()
    """Id and name of everybody who appears in it, in whatever part."""
    is_cancelled: bool = False


@dataclass(frozen=True)
class Clash:
    """Something an organiser should look at. `message` begins with `subject` and has its other values in `params`."""

    kind: str
    """`room`, `speaker`, `outside` or `seats`."""
    sessions: tuple[int, ...]
    subject: str
    message: str
    params: dict[str, object] = field(default_factory=dict, hash=False)
    at: datetime | None = None

    @property
    def is_warning(self) -> bool:
        """Whether it is less than two things at once in one place or person."""
        return self.kind in ("outside", "seats")

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.message % {"subject": self.subject, **self.params}


def clashes(slots: Sequence[Slot], *, starts_on: date, ends_on: date, timezone: str) -> list[Clash]:
    """Return what does not fit together, clashes before warnings, by time.

    For each room and each person one sweep in the order of time: n log n, and at most one clash for each session that
    begins while another still runs.
    """
    zone = ZoneInfo(timezone)
    placed = sorted(
        (
            (slot.starts_at, slot.ends_at, slot)
            for slot in slots
            if slot.starts_at is not None and slot.ends_at is not None and not slot.is_cancelled
        ),
        key=lambda placed: (placed[0], placed[2].id),
    )
    found = [
        *_room_clashes(placed, zone),
        *_speaker_clashes(placed, zone),
        *_outside(placed, starts_on, ends_on, zone),
        *_too_many_seats(slot for slot in slots if not slot.is_cancelled),
    ]
    return sorted(found, key=lambda clash: (clash.is_warning, clash.at or LATEST, clash.kind, clash.sessions))


Placed = tuple[datetime, datetime, Slot]


def _overlaps(slots: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Yield each of `slots`, which are by start, that begins before one before it has ended, with that one.

    It is compared with the one that ends last: if it overlaps any, it overlaps that.
    """
    last: Placed | None = None
    for slot in slots:
        if last is not None and slot[0] < last[1]:
            yield last, slot
        if last is None or slot[1] > last[1]:
            last = slot


def _room_clashes(placed: Sequence[Placed], zone: ZoneInfo) -> Iterator[Clash]:
    by_room: dict[int, list[Placed]] = defaultdict(list)
    for start, end, slot in placed:
        if slot.room_id is not None:
            by_room[slot.room_id].append((start, end, slot))
    message = N_("%(subject)s is used twice, %(start)s–%(end)s: “%(one)s” and “%(other)s”.")
    for in_room in by_room.values():
        for one, other in _overlaps(in_room):
            yield _at_once("room", other[2].where, message, one, other, zone)


def _speaker_clashes(placed: Sequence[Placed], zone: ZoneInfo) -> Iterator[Clash]:
    by_person: dict[int, list[Placed]] = defaultdict(list)
    names: dict[int, str] = {}
    for start, end, slot in placed:
        for person_id, name in dict(slot.people).items():
            by_person[person_id].append((start, end, slot))
            names[person_id] = name
    message = N_("%(subject)s is in two places, %(start)s–%(end)s: “%(one)s” and “%(other)s”.")
    for person_id, their in by_person.items():
        for one, other in _overlaps(their):
            yield _at_once("speaker", names[person_id], message, one, other, zone)


def _at_once(kind: str, subject: str, message: str, one: Placed, other: Placed, zone: ZoneInfo) -> Clash:
    """Return the clash of two slots, with the time that they have in common."""
    start, end = max(one[0], other[0]).astimezone(zone), min(one[1], other[1]).astimezone(zone)
    params: dict[str, object] = {
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "one": one[2].title,
        "other": other[2].title,
    }
    return Clash(kind, (one[2].id, other[2].id), subject, message, params, other[0])


def _outside(placed: Sequence[Placed], starts_on: date, ends_on: date, zone: ZoneInfo) -> Iterator[Clash]:
    for start, end, slot in placed:
        first = start.astimezone(zone)
        # A session that ends at midnight ends on the day before.
        last = (end - timedelta(microseconds=1)).astimezone(zone)
        if first.date() < starts_on or last.date() > ends_on:
            yield Clash(
                "outside",
                (slot.id,),
                f"“{slot.title}”",
                N_("%(subject)s is on %(day)s, outside the days of the event."),
                {"day": f"{first.day} {first:%B %Y}"},
                start,
            )


def _too_many_seats(slots: Iterable[Slot]) -> Iterator[Clash]:
    for slot in slots:
        if slot.seats is not None and slot.room_seats is not None and slot.seats > slot.room_seats:
            yield Clash(
                "seats",
                (slot.id,),
                slot.where,
                N_("%(subject)s has %(room)s seats; %(seats)s can be reserved for “%(title)s”."),
                {"room": slot.room_seats, "seats": slot.seats, "title": slot.title},
                slot.starts_at,
            )
