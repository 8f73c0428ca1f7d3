"""Changes of the draft: the fields of a session that are drafted, how they are stored, and what differs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventdesk.programme.states import DraftState

DRAFT_FIELDS = ("title", "kind", "room_id", "place", "track_id", "starts_at", "ends_at", "minutes", "state")
"""The fields of a session that visitors see only after publishing; all others change at once."""
_TIME_FIELDS = ("starts_at", "ends_at")


def as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return draft values as a change stores them in JSON: times as ISO 8601 texts."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def from_stored(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the draft values that `as_stored` was given."""
    return {
        name: datetime.fromisoformat(value) if name in _TIME_FIELDS and value is not None else value
        for name, value in stored.items()
    }


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of `before` and of `after` that differ; names that `after` lacks count as unchanged."""
    names = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def verb_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what a change does that turns `before` into `after`; both contain only what differs."""
    if "state" in after:
        if after["state"] == DraftState.CANCELLED:
            return "cancel"
        if after["state"] == DraftState.REMOVED:
            return "remove"
        return "add" if before["state"] == DraftState.REMOVED else "restore"
    if "starts_at" in after and after["starts_at"] is None:
        return "unplace"
    if {"starts_at", "ends_at", "room_id", "place"} & after.keys():
        return "move"
    return "change"
