"""Colours: how they are read, written and mixed, and their contrast."""

import pytest

from eventdesk.core.colour import WHITE, contrast, mix, parse_hex, to_hex


@pytest.mark.parametrize("written", ["005f6b", "#005f6b", "005F6B"])
def test_colour_is_read_with_or_without_its_sign(written):
    assert (parse_hex(written), to_hex(parse_hex(written))) == ((0, 95, 107), "005f6b")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("000000", "ffffff", 21), ("ffffff", "000000", 21), ("ffffff", "ffffff", 1), ("767676", "ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert round(contrast(parse_hex(one), parse_hex(other)), 2) == ratio


def test_share_of_a_colour_is_left_on_its_ground():
    shares = [to_hex(mix((0, 95, 107), WHITE, share)) for share in (0, 0.07, 1)]

    assert shares == ["ffffff", "edf4f5", "005f6b"]
