"""The colours of a printed document."""

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.core.colour import WHITE, contrast, parse_hex
from eventdesk.printing.palette import palette


@given(st.integers(0, 0xFFFFFF))
def test_accent_is_darkened_until_it_is_readable(colour):
    colours = palette(f"#{colour:06x}")

    assert contrast(parse_hex(colours.accent), WHITE) >= 7
    assert (
        contrast(parse_hex(colours.steps[1]), WHITE)
        < contrast(parse_hex(colours.steps[2]), WHITE)
        < contrast(parse_hex(colours.steps[4]), WHITE)
    )


def test_dark_accent_is_unchanged_and_no_colour_gives_the_default():
    assert palette("#0e4f5f").steps == ("#ffffff", "#dbe5e7", "#a8c0c5", "#3e727f", "#0e4f5f")
    assert palette("red; } @import").accent == "#0e4f5f"
