"""The current time. Entry points read the clock once and pass `now` on; rules and services never read it."""

from collections.abc import Callable
from datetime import UTC, datetime

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - one replaceable source, set by tests


def now() -> datetime:
    """Return the current moment: time-zone aware, in UTC, as precise as its source."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Read the time from `source` (in tests), or from the system with None."""
    global _source  # noqa: PLW0603 - the one object that tests replace
    _source = source or (lambda: datetime.now(UTC))
