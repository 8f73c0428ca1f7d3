"""What a new version of a programme changes, session by session."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PublishedState:
    """What a programme says of a session when and where it is; `is_on` False: it is cancelled."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    where: str
    track: str = ""
    kind: str = "session"
    is_on: bool = True
    room_id: int | None = None
    """A room and another place may bear the same name."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a version changes of one session. Moments are ISO 8601 texts, so that it can be kept as it is."""

    code: str
    title: str
    kinds: tuple[str, ...]
    """`added`, `cancelled`, `restored`, `moved` (its time), `placed` (its room), `renamed` and `details`."""
    before: dict[str, Any]
    """What of `Shown` was said before; empty for a session that was added."""
    after: dict[str, Any]

    def as_stored(self) -> dict[str, Any]:
        """Return it as plain values; `Change(**stored)` brings it back."""
        return asdict(self)


def change_of(code: str, before: PublishedState | None, after: PublishedState) -> Change | None:
    """Return what is different for a session between two versions (None: visitors did not know it), or None."""
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
    """Return those changes that somebody with a part or a seat in the session should be told of."""
    return [change for change in changes if set(change.kinds) - {"details"}]


def _plain(shown: PublishedState) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(shown).items()}
