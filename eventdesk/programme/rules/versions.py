"""The differences between two versions of a programme, session by session."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PublishedState:
    """A session as a version of the programme shows it; `is_on` is False if it is cancelled."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    where: str
    track: str = ""
    kind: str = "session"
    is_on: bool = True
    room_id: int | None = None
    """Compared as well as `where`, since a room and another location can have the same name."""


@dataclass(frozen=True, slots=True)
class Change:
    """The differences of one session. Times are ISO 8601 texts, so that it can be stored as JSON."""

    code: str
    title: str
    kinds: tuple[str, ...]
    """`added`, `cancelled`, `restored`, `moved` (its time), `placed` (its room), `renamed` and `details`."""
    before: dict[str, Any]
    """The values of PublishedState before; empty for a session that was added."""
    after: dict[str, Any]

    def as_stored(self) -> dict[str, Any]:
        """Return it as plain values, from which `Change(**stored)` makes it again."""
        return asdict(self)


def change_of(code: str, before: PublishedState | None, after: PublishedState) -> Change | None:
    """Return the differences of a session between two versions, or None; `before` is None if it is new to visitors."""
    if before is None:
        return Change(code, after.title, ("added",), {}, _plain(after)) if after.is_on else None
    kinds = []
    if before.is_on != after.is_on:
        kinds.append("restored" if after.is_on else "cancelled")
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        kinds.append("moved")
    if before.where != after.where:
        kinds.append("placed")
    if before.title != after.title:
        kinds.append("renamed")
    is_other_room = before.where == after.where and before.room_id != after.room_id
    if is_other_room or (before.track, before.kind) != (after.track, after.kind):
        kinds.append("details")
    return Change(code, after.title, tuple(kinds), _plain(before), _plain(after)) if kinds else None


def affects_attendees(changes: Iterable[Change]) -> list[Change]:
    """Return the changes that speakers and attendees of the session should be notified of."""
    return [change for change in changes if set(change.kinds) - {"details"}]


def _plain(state: PublishedState) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(state).items()}
