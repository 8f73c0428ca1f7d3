"""What time it is. Doors ask the clock once and hand `now` in; rules and services never ask."""

from collections.abc import Callable
from datetime import UTC, datetime

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - one replaceable source, set by tests


def now() -> datetime:
    """Return the present moment, aware, in UTC, to the second's fraction the source gives."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Let `source` tell the time (tests), or the system again with None."""
    global _source  # noqa: PLW0603 - the one thing in the house that a test replaces
    _source = source or (lambda: datetime.now(UTC))
