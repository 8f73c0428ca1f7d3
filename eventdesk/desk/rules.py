"""Decisions of the desk: what to do next, and whether a form is older than what it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Progress:
    """How far an event is."""

    state: str
    is_online: bool
    is_over: bool
    rooms: int
    sessions: int
    unplaced: int
    changes: int
    """What publishing the programme would change."""
    conflicts: int = 0


def next_steps(progress: Progress) -> list[str]:
    """Return what to do next, the most urgent first; nothing once the event is over or cancelled."""
    if progress.is_over or progress.state == "cancelled":
        return []
    wanted = {
        "rooms": not progress.rooms and not progress.is_online,
        "sessions": not progress.sessions,
        "place": progress.unplaced > 0,
        "conflicts": progress.conflicts > 0,
        "publish_programme": progress.changes > 0,
        "publish_event": progress.state == "draft" and progress.sessions > 0,
    }
    return [step for step, is_wanted in wanted.items() if is_wanted]


def fingerprint(values: Mapping[str, object]) -> str:
    """Return a short mark of each value, which a form carries along: what was there when it was made."""
    return ".".join(_mark(values[name]) for name in sorted(values))


def changed_since(carried: str, values: Mapping[str, object]) -> list[str]:
    """Return the names of `values` that are not what they were when `carried` was made; all of them for no mark."""
    marks = carried.split(".")
    names = sorted(values)
    if len(marks) != len(names):
        return names
    return [name for name, mark in zip(names, marks, strict=True) if mark != _mark(values[name])]


def _mark(value: object) -> str:
    return sha256(str(value).encode()).hexdigest()[:10]


def may_change_speaker(*, has_account: bool, other_events: int, is_admin: bool) -> bool:
    """Return whether an organiser may change a speaker's own details: not those of somebody who signs in and looks
    after them, and not those that stand in other organisers' events too.
    """
    return is_admin or (not has_account and not other_events)
