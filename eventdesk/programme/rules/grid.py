"""Positions of the sessions of one day in a grid of rooms: for visitors (used rooms) and organisers (all rooms)."""

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
"""The columns, rows and lanes that have CSS classes (tools/grid_classes.py); a day that needs more is shown as a list."""
DAY = 24 * 60
SPARE = 60
"""Minutes that organisers see before the first and after the last session of a day."""
DEFAULT_HOURS = (9 * 60, 18 * 60)
SHORT_DAY = 6 * 60

Column = int | str
"""A room's id, or the name of a location that is not one of the rooms."""


class Block(NamedTuple):
    """A session or break of a day, in minutes from midnight."""

    id: int
    column: Column
    """Its column, unless it spans the grid."""
    spans: bool
    """Whether it is for everyone (a plenary, a break): it spans all columns if nothing else runs at the same time."""
    start: int
    end: int


class GridPosition(NamedTuple):
    """The position of a card in the grid."""

    row_start: int
    """From 1; a row is five minutes (STEP)."""
    row_span: int
    """The number of rows."""
    column: int
    """From 1; 0 if it spans all columns."""
    lane: str = ""
    """Empty, or its lane and their number as in "1-2", if blocks overlap in the column."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A day drawn as a grid."""

    first: int
    """The minute of the day at which row 1 begins."""
    last: int
    """The minute of the day at which the last row ends."""
    columns: list[Column]
    positions: dict[int, GridPosition]
    """By the id of the block."""

    def row(self, minute: int) -> int:
        """Return the row in which a minute of the day lies."""
        return (minute - self.first) // STEP + 1

    @property
    def half_hours(self) -> list[int]:
        """The minutes of the day at which a line is drawn."""
        return list(range(self.first, self.last, 30))


def grid(blocks: Sequence[Block], rooms: Sequence[Column]) -> Grid | None:
    """Return the positions of the `blocks` of one day, with a column for each of `rooms` that is used, in that order.

    Returns None if a list is clearer: with fewer than two columns, or more than have CSS classes.
    """
    if not blocks:
        return None
    spanning = _spanning(blocks)
    columns = _columns(blocks, spanning, rooms, include_unused=False)
    first = min(block.start for block in blocks) // 30 * 30
    last = -(-max(block.end for block in blocks) // 30) * 30
    if not 2 <= len(columns) <= MAX_COLUMNS or (last - first) // STEP > MAX_ROWS:
        return None
    return _placed(blocks, spanning, columns, first, last, MAX_LANES)


def draft_grid(blocks: Sequence[Block], rooms: Sequence[Column]) -> Grid | None:
    """Return the positions of the `blocks` of one day, with a column for each of `rooms` and a spare hour around them.

    A day with few sessions shows the usual hours; what lasts beyond 24 hours from the first row is cut off there.
    Returns None without columns, with too many of them, or with too many blocks at once in one.
    """
    spanning = _spanning(blocks)
    columns = _columns(blocks, spanning, rooms, include_unused=True)
    if not 1 <= len(columns) <= MAX_COLUMNS:
        return None
    first = max(0, min((block.start for block in blocks), default=DAY) - SPARE)
    last = min(DAY, max((block.end for block in blocks), default=0) + SPARE)
    if last - first < SHORT_DAY:
        first, last = min(first, DEFAULT_HOURS[0]), max(last, DEFAULT_HOURS[1])
    first, last = first // 30 * 30, -(-max(last, *(block.end for block in blocks), 0) // 30) * 30
    return _placed(blocks, spanning, columns, first, min(last, first + MAX_ROWS * STEP), MAX_DRAFT_LANES)


def _columns(
    blocks: Sequence[Block], spanning: Collection[int], rooms: Sequence[Column], *, include_unused: bool
) -> list[Column]:
    """Return `rooms`, without unused ones unless `include_unused`, then the other locations in use, by name."""
    used = {block.column for block in blocks if block.id not in spanning}
    columns = [room for room in rooms if include_unused or room in used]
    return columns + sorted(str(column) for column in used if column not in columns)


def _placed(
    blocks: Sequence[Block], spanning: Collection[int], columns: list[Column], first: int, last: int, max_lanes: int
) -> Grid | None:
    lanes = _lanes([block for block in blocks if block.id not in spanning])
    if any(count > max_lanes for _, count in lanes.values()):
        return None
    numbers = {column: number for number, column in enumerate(columns, 1)}
    positions = {}
    for block in blocks:
        row_start = (block.start - first) // STEP + 1
        row_span = max(1, -(-(min(block.end, last) - first) // STEP) - row_start + 1)
        if block.id in spanning:
            positions[block.id] = GridPosition(row_start, row_span, 0)
        else:
            number, count = lanes[block.id]
            lane = f"{number}-{count}" if count > 1 else ""
            positions[block.id] = GridPosition(row_start, row_span, numbers[block.column], lane)
    return Grid(first, last, columns, positions)


def _spanning(blocks: Sequence[Block]) -> set[int]:
    """Return the ids of the blocks that span the grid: they are for everyone, and nothing else runs at the same time."""
    return {
        block.id
        for block in blocks
        if block.spans
        and not any(other.id != block.id and other.start < block.end and block.start < other.end for other in blocks)
    }


def _lanes(blocks: Sequence[Block]) -> dict[int, tuple[int, int]]:
    """Return for each block its lane, from 1, and the number of lanes at its time in its column."""
    lanes: dict[int, tuple[int, int]] = {}
    by_column: dict[Column, list[Block]] = defaultdict(list)
    for block in blocks:
        by_column[block.column].append(block)
    for in_column in by_column.values():
        in_column.sort(key=lambda block: (block.start, block.end))
        cluster: list[tuple[Block, int]] = []
        ends: list[int] = []
        for block in in_column:
            if ends and block.start >= max(ends):
                lanes.update({member.id: (lane, len(ends)) for member, lane in cluster})
                cluster, ends = [], []
            free = next((number for number, end in enumerate(ends) if end <= block.start), len(ends))
            ends[free : free + 1] = [block.end]
            cluster.append((block, free + 1))
        lanes.update({member.id: (lane, len(ends)) for member, lane in cluster})
    return lanes
