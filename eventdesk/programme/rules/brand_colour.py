"""The accent colour of an event: its contrast, its variant for dark mode, and the stylesheet with both."""

import re
from collections.abc import Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache

from eventdesk.core.colour import WHITE, Rgb, contrast, mix, parse_hex, to_hex
from eventdesk.core.text import N_

MIN_CONTRAST = 5.5
"""On white. The contrast on the tint and on the wash of the accent is then at least 4.5."""
MIN_CONTRAST_DARK = 7.0
MAX_ACCENTS = 20
DARK: Rgb = (0x14, 0x17, 0x1A)
PRESET_DARK = {"005f6b": "74c6cf", "5a3792": "c0a6ee", "1b4b9b": "93b7f5", "93370d": "f0a585"}
"""The default accents with hand-picked variants for dark mode: petrol, violet, cobalt, brick."""


def validate_colour(colour: str) -> str | None:
    """Return what is wrong with a colour of six hexadecimal digits for text on white, or None."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        return N_("Enter a colour as six hexadecimal digits, like 005f6b")
    if contrast(parse_hex(colour), WHITE) < MIN_CONTRAST:
        return N_("This colour is too light to read on white. Choose a darker one")
    return None


def accent_sheet(colours: Sequence[str]) -> str:
    """Return a stylesheet with a class for each colour, which sets the tokens of `static/css/foundations/tokens.css`."""
    return "".join(_sheet(colour) for colour in dict.fromkeys(colours))


@lru_cache(maxsize=256)
def _sheet(colour: str) -> str:
    dark = dark_variant(colour)
    wash, dark_wash = mix(parse_hex(colour), WHITE, 0.07), mix(parse_hex(dark), DARK, 0.12)
    return (
        f".ed-accent-{colour}{{--accent:#{colour};--accent-wash:#{to_hex(wash)};"
        f"--on-accent:#{to_hex(WHITE)};--cover:#{colour}}}\n"
        f"@media (prefers-color-scheme:dark){{.ed-accent-{colour}{{--accent:#{dark};"
        f"--accent-wash:#{to_hex(dark_wash)};--on-accent:#{to_hex(DARK)};--cover:#{colour}}}}}\n"
    )


def dark_variant(colour: str) -> str:
    """Return the variant of a colour for dark mode: a preset, or the colour lightened until its contrast suffices."""
    if colour in PRESET_DARK:
        return PRESET_DARK[colour]
    variant = parse_hex(colour)
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in variant))
    while contrast(variant, DARK) < MIN_CONTRAST_DARK:
        lightness = min(1.0, lightness + 0.01)
        red, green, blue = (round(part * 255) for part in hls_to_rgb(hue, lightness, saturation))
        variant = (red, green, blue)
    return to_hex(variant)
