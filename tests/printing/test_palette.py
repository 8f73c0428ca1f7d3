"""The colours of a printed document."""

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.printing.palette import contrast_on_white, palette


@given(st.integers(0, 0xFFFFFF))
def test_accent_is_darkened_until_it_can_be_read(colour):
    found = palette(f"#{colour:06x}")

    assert contrast_on_white(found.accent) >= 7
    assert contrast_on_white(found.steps[1]) < contrast_on_white(found.steps[2]) < contrast_on_white(found.steps[4])


def test_accent_that_is_dark_enough_or_no_colour_at_all():
    assert palette("#0e4f5f").steps == ("#ffffff", "#dbe5e7", "#a8c0c5", "#3e727f", "#0e4f5f")
    assert palette("red; } @import").accent == "#0e4f5f"
