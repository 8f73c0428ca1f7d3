"""The colours of a printed document."""

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.core.colour import WHITE, contrast, parse_hex
from eventdesk.printing.palette import palette


@given(st.integers(0, 0xFFFFFF))
def test_accent_is_darkened_until_it_can_be_read(colour):
    found = palette(f"#{colour:06x}")

    assert contrast(parse_hex(found.accent), WHITE) >= 7
    assert (
        contrast(parse_hex(found.steps[1]), WHITE)
        < contrast(parse_hex(found.steps[2]), WHITE)
        < contrast(parse_hex(found.steps[4]), WHITE)
    )


def test_accent_that_is_dark_enough_or_no_colour_at_all():
    assert palette("#0e4f5f").steps == ("#ffffff", "#dbe5e7", "#a8c0c5", "#3e727f", "#0e4f5f")
    assert palette("red; } @import").accent == "#0e4f5f"
