"""Colours: parsing, formatting, mixing and contrast."""

import pytest

from eventdesk.core.colour import WHITE, contrast, mix, parse_hex, to_hex


@pytest.mark.parametrize("written", ["005f6b", "#005f6b", "005F6B"])
def test_colour_is_parsed_with_or_without_its_sign(written):
    assert (parse_hex(written), to_hex(parse_hex(written))) == ((0, 95, 107), "005f6b")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("000000", "ffffff", 21), ("ffffff", "000000", 21), ("ffffff", "ffffff", 1), ("767676", "ffffff", 4.54)],
)
def test_contrast_follows_wcag(first, second, ratio):
    assert round(contrast(parse_hex(first), parse_hex(second)), 2) == ratio


def test_mix_of_a_colour_and_its_ground():
    shares = [to_hex(mix((0, 95, 107), WHITE, share)) for share in (0, 0.07, 1)]

    assert shares == ["ffffff", "edf4f5", "005f6b"]
