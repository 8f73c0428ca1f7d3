"""When registration is open, and limits on what is typed and uploaded."""

from datetime import datetime

MAX_FILE_BYTES = 10 * 1000 * 1000
"""Size of one file that is uploaded as an answer."""
MAX_REASON_LENGTH = 300
"""Characters of the reason for a rejection or cancellation."""


def registration_is_open(*, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """Return whether people can register at `now`. None means no limit on that side."""
    return (opens_at is None or opens_at <= now) and (closes_at is None or now < closes_at)
