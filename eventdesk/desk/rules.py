"""Decisions of the desk: what to do next, whether a form is out of date, and who may change a speaker."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from eventdesk.programme.states import PublicationState


@dataclass(frozen=True)
class Progress:
    """How far the preparation of an event is."""

    state: str
    is_online: bool
    is_over: bool
    rooms: int
    sessions: int
    unplaced: int
    changes: int
    """How many sessions differ from what visitors see."""
    conflicts: int = 0


def next_steps(progress: Progress) -> list[str]:
    """Return the next steps, the most urgent first; none once the event is over or cancelled."""
    if progress.is_over or progress.state == PublicationState.CANCELLED:
        return []
    is_pending = {
        "rooms": not progress.rooms and not progress.is_online,
        "sessions": not progress.sessions,
        "place": progress.unplaced > 0,
        "conflicts": progress.conflicts > 0,
        "publish_programme": progress.changes > 0,
        "publish_event": progress.state == PublicationState.DRAFT and progress.sessions > 0,
    }
    return [step for step, pending in is_pending.items() if pending]


def fingerprint(values: Mapping[str, object]) -> str:
    """Return a short hash of each value. A form carries it, to show what was stored when it was opened."""
    return ".".join(_hash(values[name]) for name in sorted(values))


def changed_since(carried: str, values: Mapping[str, object]) -> list[str]:
    """Return the names of the values that have changed since `carried` was made; all if it cannot be read."""
    hashes = carried.split(".")
    names = sorted(values)
    if len(hashes) != len(names):
        return names
    return [name for name, value_hash in zip(names, hashes, strict=True) if value_hash != _hash(values[name])]


def _hash(value: object) -> str:
    return sha256(str(value).encode()).hexdigest()[:10]


def may_change_speaker(*, has_account: bool, other_events: int, is_admin: bool) -> bool:
    """Return whether an organiser may change the details of a speaker.

    People with an account change their details themselves, and details that other events show too are left alone.
    """
    return is_admin or (not has_account and not other_events)
