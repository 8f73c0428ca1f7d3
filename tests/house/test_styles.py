"""Light and dark differ in their colours and in nothing else: who has seen one has seen how the other is built."""

import re
from pathlib import Path

import pytest

from eventdesk.programme.rules.accents import accent_sheet

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = {
    **{str(file.relative_to(STATIC)): file.read_text() for file in sorted(STATIC.rglob("*.css"))},
    "of the accents": accent_sheet(["005f6b", "a6195b"]),
}
DARK = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{((?:[^{}]|\{[^{}]*\})*)\}")
COLOUR = re.compile(r"\s*--[\w-]+\s*:\s*(#[0-9a-f]{3,8}|url\([^)]*\))\s*", re.IGNORECASE)


def declared(sheet: str) -> list[str]:
    """Return what a stylesheet declares for one colour scheme alone."""
    rules = [body for block in DARK.findall(sheet) for body in re.findall(r"\{([^{}]*)\}", block)]
    return [one for body in rules for one in body.split(";") if one.strip()]


@pytest.mark.parametrize("name", SHEETS)
def test_colour_scheme_changes_tokens_of_colours_only(name):
    assert [one for one in declared(SHEETS[name]) if not COLOUR.fullmatch(one)] == []


def test_colour_schemes_are_found():
    assert {name for name, sheet in SHEETS.items() if declared(sheet)} == {"css/tokens.css", "of the accents"}


def test_scripts_do_not_ask_for_the_colour_scheme():
    asking = [file.name for file in STATIC.rglob("*.js") if "prefers-color-scheme" in file.read_text()]

    assert asking == []
