"""Positions of cards in the organiser's grid (for the visitors' grid see tests/public/test_rules.py)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.programme.rules.grid import MAX_COLUMNS, MAX_DRAFT_LANES, MAX_ROWS, Block, GridPosition, draft_grid


def block(number, column, start, end, spans=False):
    return Block(number, column, spans, int(start * 60), int(end * 60))


def test_empty_day_shows_all_rooms_and_default_hours():
    drawn = draft_grid([], ["hall", "studio"])

    assert (drawn.columns, drawn.first, drawn.last, drawn.positions) == (["hall", "studio"], 540, 1080, {})


def test_day_has_a_spare_hour_around_its_sessions():
    drawn = draft_grid([block(1, "hall", 7.25, 9), block(2, "hall", 18, 19.5)], ["hall"])

    assert (drawn.first, drawn.last) == (6 * 60, 20.5 * 60)
    assert drawn.positions[1] == GridPosition(16, 21, 1)


@pytest.mark.parametrize(("start", "end", "first", "last"), [(0, 1, 0, 1080), (23, 24, 540, 1440), (12, 13, 540, 1080)])
def test_spare_hours_stay_within_the_day(start, end, first, last):
    drawn = draft_grid([block(1, "hall", start, end)], ["hall"])

    assert (drawn.first, drawn.last) == (first, last)


def test_session_past_midnight_is_cut_off_after_24_hours():
    late = draft_grid([block(1, "hall", 22, 26)], ["hall"])
    long = draft_grid([block(1, "hall", 1, 2), block(2, "hall", 23, 47)], ["hall"])

    assert (late.last, late.positions[1].row_span) == (26 * 60, 48)
    assert (long.first, long.last, long.positions[2].row_span) == (0, 1440, 12)


def test_session_without_room_has_a_column_unless_it_spans():
    coffee = block(1, "", 10, 11, spans=True)

    assert draft_grid([coffee], ["hall"]).columns == ["hall"]
    assert draft_grid([coffee, block(2, "hall", 10.5, 12)], ["hall"]).columns == ["hall", ""]


@pytest.mark.parametrize("rooms", [[], [str(number) for number in range(MAX_COLUMNS + 1)]])
def test_grid_without_or_with_too_many_columns_is_none(rooms):
    assert draft_grid([], rooms) is None


@pytest.mark.parametrize(("at_once", "is_drawn"), [(MAX_DRAFT_LANES, True), (MAX_DRAFT_LANES + 1, False)])
def test_number_of_lanes_is_limited(at_once, is_drawn):
    drawn = draft_grid([block(number, "hall", 9, 10) for number in range(at_once)], ["hall"])

    assert (drawn is not None) is is_drawn


@given(
    st.lists(
        st.tuples(st.sampled_from(["hall", "studio", ""]), st.booleans(), st.integers(0, 1439), st.integers(1, 1440)),
        max_size=10,
    )
)
def test_cards_lie_within_the_grid_and_never_overlap(drawn_from):
    blocks = [Block(n, column, spans, start, start + long) for n, (column, spans, start, long) in enumerate(drawn_from)]

    drawn = draft_grid(blocks, ["hall", "studio"])

    rows = (drawn.last - drawn.first) // 5
    assert 0 < rows <= MAX_ROWS
    assert all(card.row_start >= 1 and card.row_start + card.row_span - 1 <= rows for card in drawn.positions.values())
    taken = [
        (card.column, card.lane.partition("-")[0], block.start, block.end)
        for block in blocks
        for card in [drawn.positions[block.id]]
    ]
    for number, (column, lane, start, end) in enumerate(taken):
        for other_column, other_lane, other_start, other_end in taken[:number]:
            is_beside = column != other_column or lane != other_lane
            assert is_beside or end <= other_start or other_end <= start
