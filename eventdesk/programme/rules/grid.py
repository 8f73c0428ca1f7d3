"""Where the cards of one day stand in a grid of rooms: for visitors, who see what is used, and for who plans."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

STEP = 5
"""Minutes of one row of the grid."""
MAX_COLUMNS = 24
MAX_ROWS = 288
MAX_LANES = 3
MAX_DRAFT_LANES = 12
"""What the grid's classes can place (tools/grid_classes.py); a day that needs more is shown as a list."""
DAY = 24 * 60
SPARE = 60
"""Minutes before the first and after the last session of a day that a planner can see."""
DEFAULT_HOURS = (9 * 60, 18 * 60)
SHORT_DAY = 6 * 60

Column = int | str
"""A room's id, or the name of a place that is none of the rooms."""


class Block(NamedTuple):
    """Something that takes time in a day, in minutes from its midnight."""

    id: int
    column: Column
    """Where it stands when it does not span the grid."""
    spans: bool
    """Whether it is for everybody (a plenary, a break) and spans all columns, if nothing else runs beside it."""
    start: int
    end: int


class GridPosition(NamedTuple):
    """Where a card stands: first row and number of rows of five minutes, column (0: all), and its lane in it."""

    t: int
    d: int
    c: int
    lane: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A day drawn as a grid."""

    first: int
    """The minute of the day at which row 1 begins, and at which the last one ends."""
    last: int
    columns: list[Column]
    places: dict[int, GridPosition]

    def row(self, minute: int) -> int:
        """Return the row in which a minute of the day lies."""
        return (minute - self.first) // STEP + 1

    @property
    def half_hours(self) -> list[int]:
        """The minutes of the day at which a line is drawn."""
        return list(range(self.first, self.last, 30))


def grid(blocks: Sequence[Block], rooms: Sequence[Column]) -> Grid | None:
    """Return where the `blocks` of one day stand, with a column for each of `rooms` that is used, in that order.

    Returns None where a list reads better: fewer than two columns, or more than the classes can place.
    """
    if not blocks:
        return None
    spanning = _spanning(blocks)
    columns = _columns(blocks, spanning, rooms, keep=False)
    first = min(block.start for block in blocks) // 30 * 30
    last = -(-max(block.end for block in blocks) // 30) * 30
    if not 2 <= len(columns) <= MAX_COLUMNS or (last - first) // STEP > MAX_ROWS:
        return None
    return _placed(blocks, spanning, columns, first, last, MAX_LANES)


def draft_grid(blocks: Sequence[Block], rooms: Sequence[Column]) -> Grid | None:
    """Return where the `blocks` of one day stand, with a column for each of `rooms` and an hour to spare around them.

    A day with little in it shows the usual hours; what lasts beyond 24 hours from the first row is cut there. Returns
    None where the classes cannot place it: without a column, with too many, or too many blocks at once in one.
    """
    spanning = _spanning(blocks)
    columns = _columns(blocks, spanning, rooms, keep=True)
    if not 1 <= len(columns) <= MAX_COLUMNS:
        return None
    first = max(0, min((block.start for block in blocks), default=DAY) - SPARE)
    last = min(DAY, max((block.end for block in blocks), default=0) + SPARE)
    if last - first < SHORT_DAY:
        first, last = min(first, DEFAULT_HOURS[0]), max(last, DEFAULT_HOURS[1])
    first, last = first // 30 * 30, -(-max(last, *(block.end for block in blocks), 0) // 30) * 30
    return _placed(blocks, spanning, columns, first, min(last, first + MAX_ROWS * STEP), MAX_DRAFT_LANES)


def _columns(
    blocks: Sequence[Block], spanning: Collection[int], rooms: Sequence[Column], *, keep: bool
) -> list[Column]:
    """Return `rooms`, those that are not used only where to `keep`, then the other places that are used by name."""
    used = {block.column for block in blocks if block.id not in spanning}
    columns = [room for room in rooms if keep or room in used]
    return columns + sorted(str(column) for column in used if column not in columns)


def _placed(
    blocks: Sequence[Block], spanning: Collection[int], columns: list[Column], first: int, last: int, most_lanes: int
) -> Grid | None:
    lanes = _lanes([block for block in blocks if block.id not in spanning])
    if any(count > most_lanes for _, count in lanes.values()):
        return None
    numbers = {column: number for number, column in enumerate(columns, 1)}
    places = {}
    for block in blocks:
        t = (block.start - first) // STEP + 1
        d = max(1, -(-(min(block.end, last) - first) // STEP) - t + 1)
        if block.id in spanning:
            places[block.id] = GridPosition(t, d, 0)
        else:
            number, count = lanes[block.id]
            places[block.id] = GridPosition(t, d, numbers[block.column], f"{number}-{count}" if count > 1 else "")
    return Grid(first, last, columns, places)


def _spanning(blocks: Sequence[Block]) -> set[int]:
    """Return the ids of what spans the grid: it is for everybody, and nothing else runs at the same time."""
    return {
        block.id
        for block in blocks
        if block.spans
        and not any(other.id != block.id and other.start < block.end and block.start < other.end for other in blocks)
    }


def _lanes(blocks: Sequence[Block]) -> dict[int, tuple[int, int]]:
    """Return for each block its lane, from 1, and how many lanes there are where it stands."""
    lanes: dict[int, tuple[int, int]] = {}
    by_column: dict[Column, list[Block]] = defaultdict(list)
    for block in blocks:
        by_column[block.column].append(block)
    for standing in by_column.values():
        standing.sort(key=lambda block: (block.start, block.end))
        cluster: list[tuple[Block, int]] = []
        ends: list[int] = []
        for block in standing:
            if ends and block.start >= max(ends):
                lanes.update({one.id: (lane, len(ends)) for one, lane in cluster})
                cluster, ends = [], []
            free = next((number for number, end in enumerate(ends) if end <= block.start), len(ends))
            ends[free : free + 1] = [block.end]
            cluster.append((block, free + 1))
        lanes.update({one.id: (lane, len(ends)) for one, lane in cluster})
    return lanes
