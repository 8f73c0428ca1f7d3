"""The accent colour of an event: contrast, variant for dark mode, stylesheet."""

import pytest

from eventdesk.core.colour import WHITE, contrast, parse_hex
from eventdesk.programme.rules.brand_colour import accent_sheet, dark_variant, validate_colour


@pytest.mark.parametrize("colour", ["005f6b", "5a3792", "1b4b9b", "93370d", "000000", "0000ff"])
def test_dark_colour_has_enough_contrast_in_both_modes(colour):
    assert validate_colour(colour) is None
    assert contrast(parse_hex(colour), WHITE) >= 5.5
    assert contrast(parse_hex(dark_variant(colour)), parse_hex("14171a")) >= 7


@pytest.mark.parametrize("colour", ["ffffff", "ffff00", "ff0000", "767676"])
def test_light_colour_is_refused(colour):
    assert validate_colour(colour) == "This colour is too light to read on white. Choose a darker one"


@pytest.mark.parametrize("colour", ["", "zzzzzz", "005F6B", "#005f6b"])
def test_malformed_colour_is_refused(colour):
    assert validate_colour(colour) == "Enter a colour as six hexadecimal digits, like 005f6b"


def test_stylesheet_of_the_default_accent():
    assert accent_sheet(["005f6b", "005f6b"]) == (
        ".ed-accent-005f6b{--accent:#005f6b;--accent-wash:#edf4f5;--on-accent:#ffffff;--cover:#005f6b}\n"
        "@media (prefers-color-scheme:dark){.ed-accent-005f6b"
        "{--accent:#74c6cf;--accent-wash:#202c30;--on-accent:#14171a;--cover:#005f6b}}\n"
    )


def test_stylesheet_of_two_colours_is_cached_forever(client):
    answer = client.get("/accents/005f6b-5a3792.css")

    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.text.count("@media") == 2


@pytest.mark.parametrize("path", ["zzz", "005F6B", "005f6b-", "-".join(["005f6b"] * 21), "005f6b}*{", "..%2f"])
def test_stylesheet_of_a_malformed_address_is_404(client, path):
    assert client.get(f"/accents/{path}.css").status_code == 404
