"""Fields for what organisers ask: numbers, days, choices, files."""

from datetime import datetime

MAX_FILE_BYTES = 10 * 1000 * 1000
"""Bytes of one file that is given as an answer."""


def registration_is_open(*, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """Return whether people can register at `now`; a bound that is not set does not bind."""
    return (opens_at is None or opens_at <= now) and (closes_at is None or now < closes_at)


MAX_REASON = 300
