"""Intervals of time: which of them overlap, and what they cover together."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import TypeVar

Window = tuple[datetime, datetime]
"""A time from start to end."""
Item = TypeVar("Item")


def overlapping_pairs(
    intervals: Sequence[tuple[datetime, datetime, Item]], *, gap: timedelta, limit: int
) -> Iterator[tuple[tuple[datetime, datetime, Item], tuple[datetime, datetime, Item]]]:
    """Yield the pairs of `intervals` (start, end, item) of which the later begins less than `gap` after the earlier ends.

    The intervals must be sorted by start. For each later one the pairs are at most `limit` with intervals that still run,
    and `limit` with some that have ended: those that end last. One sweep in order of time.
    """
    running: list[tuple[datetime, float, tuple[datetime, datetime, Item]]] = []
    for number, interval in enumerate(intervals):
        start, end, _ = interval
        if running:
            del running[: bisect_right(running, (start - gap, inf))]
        if running:
            now = bisect_right(running, (start, inf))
            for _, _, other in (*running[now:][-limit:], *running[:now][-limit:]):
                yield other, interval
        insort(running, (end, -number, interval))


def merge_windows(windows: Iterable[Window]) -> list[Window]:
    """Return windows that cover the same time and neither overlap nor touch, by start."""
    merged: list[Window] = []
    for start, end in sorted(windows):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
