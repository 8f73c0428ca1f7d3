"""The colour of an event: contrast, the twin for dark screens, the stylesheet."""

import pytest

from eventdesk.core.colour import WHITE, contrast, parse_hex
from eventdesk.programme.rules import brand_colour as accents
from eventdesk.programme.rules.brand_colour import accent_sheet, validate_colour


@pytest.mark.parametrize("colour", ["005f6b", "5a3792", "1b4b9b", "93370d", "000000", "0000ff"])
def test_dark_colour_can_be_read_in_both_modes(colour):
    assert validate_colour(colour) is None
    assert contrast(parse_hex(colour), WHITE) >= 5.5
    assert contrast(parse_hex(accents.dark_variant(colour)), parse_hex("14171a")) >= 7


@pytest.mark.parametrize("colour", ["ffffff", "ffff00", "ff0000", "767676", "", "zzzzzz", "005F6B", "#005f6b"])
def test_light_colour_and_what_is_none_are_refused(colour):
    assert validate_colour(colour) is not None


def test_house_accent_has_the_sheet_of_the_tokens():
    assert accent_sheet(["005f6b", "005f6b"]) == (
        ".ed-accent-005f6b{--accent:#005f6b;--accent-wash:#edf4f5;--on-accent:#ffffff;--cover:#005f6b}\n"
        "@media (prefers-color-scheme:dark){.ed-accent-005f6b"
        "{--accent:#74c6cf;--accent-wash:#202c30;--on-accent:#14171a;--cover:#005f6b}}\n"
    )


def test_sheet_of_several_colours_is_kept_for_ever(client):
    answer = client.get("/accents/005f6b-5a3792.css")

    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.text.count("@media") == 2


@pytest.mark.parametrize("path", ["zzz", "005F6B", "005f6b-", "-".join(["005f6b"] * 21), "005f6b}*{", "..%2f"])
def test_sheet_of_strange_address_is_not_found(client, path):
    assert client.get(f"/accents/{path}.css").status_code == 404
