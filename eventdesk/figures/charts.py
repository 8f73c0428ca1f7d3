"""Geometry of the charts, the same on a page and in print: fractions of the width or height that a chart has.

Pages draw them in `components/charts.html`, the report in `reports/charts.py`.
"""

from collections.abc import Sequence
from typing import NamedTuple

MAX_OCCUPANCY = 2.0
"""A session with more than this many times its seats is cut off at the edge of the chart."""
_MIN_OCCUPANCY = 1.18
"""Leaves room for the line at the capacity where no session is fuller than its seats."""
_MARGIN = 1.02


class ColumnBox(NamedTuple):
    """One column over time: where it begins, how far it is to the next one, and how high it is."""

    x: float
    pitch: float
    height: float


class FunnelBar(NamedTuple):
    """One step of a funnel: the people who continued, and those who dropped out after them."""

    continued: float
    dropped_out: float


class OccupancyBar(NamedTuple):
    """The seats of one session: those used, the line at its capacity, and the waiting list beyond that line."""

    used: float
    capacity: float
    waiting: float


def fractions(values: Sequence[float]) -> list[float]:
    """Return each value as a fraction of the largest one; 0 if none is larger than 0."""
    largest = max([0, *values])
    return [value / largest if largest else 0.0 for value in values]


def columns(values: Sequence[int], min_columns: int = 1) -> list[ColumnBox]:
    """Return the columns of a chart that is divided into at least `min_columns` equal parts."""
    pitch = 1 / max(len(values), min_columns)
    return [ColumnBox(number * pitch, pitch, height) for number, height in enumerate(fractions(values))]


def funnel(steps: Sequence[tuple[int, int]]) -> list[FunnelBar]:
    """Return the steps of a funnel, each given by those who continued and those who dropped out."""
    largest = max([1, *(sum(step) for step in steps)])
    return [FunnelBar(continued / largest, dropped_out / largest) for continued, dropped_out in steps]


def occupancy(sessions: Sequence[tuple[int, int, int]]) -> list[OccupancyBar]:
    """Return the bars of sessions, each given by the seats used, the capacity and the length of its waiting list.

    The line at the capacity is at the same height of the scale for all sessions: the bars compare shares, not numbers.
    """
    needed = [max(capacity + waiting, used) / capacity for used, capacity, waiting in sessions]
    widest = min(max([_MIN_OCCUPANCY, *(_MARGIN * width for width in needed)]), MAX_OCCUPANCY)
    line = 1 / widest
    return [
        OccupancyBar(min(used / capacity * line, 1), line, min(waiting / capacity * line, 1 - line - 0.005))
        for used, capacity, waiting in sessions
    ]


def ticks(largest: int) -> tuple[int, int]:
    """Return the distance between the ticks of an axis and the last tick: at most five round steps."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            step = factor * size
            if step * 5 >= largest:
                return step, -(-largest // step) * step
        size *= 10
