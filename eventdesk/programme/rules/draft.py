"""Steps of planning: what of a session is planned, how it is kept, and what a step changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

DRAFT_FIELDS = ("title", "kind", "room_id", "place", "track_id", "starts_at", "ends_at", "minutes", "state")
"""What the plan of a session holds; all else of a session is shown at once."""
_TIME_FIELDS = ("starts_at", "ends_at")


def as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return planned values as a step keeps them in JSON: moments as ISO 8601 texts."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def from_stored(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `as_stored` made as planned values again."""
    return {
        name: datetime.fromisoformat(value) if name in _TIME_FIELDS and value is not None else value
        for name, value in stored.items()
    }


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return those values of `before` and of `after` in which they differ; what `after` does not name stays."""
    names = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def verb_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what a step does that turns `before` into `after`, both only what differs."""
    if after.get("state") == "cancelled":
        return "cancel"
    if after.get("state") == "removed":
        return "remove"
    if "state" in after:
        return "add" if before["state"] == "removed" else "restore"
    if "starts_at" in after and after["starts_at"] is None:
        return "unplace"
    if {"starts_at", "ends_at", "room_id", "place"} & after.keys():
        return "move"
    return "change"
