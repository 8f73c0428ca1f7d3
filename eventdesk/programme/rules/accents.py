"""The colour of an event: whether it can be read, its twin for dark screens, the stylesheet of both.

Contrast is WCAG 2.2's: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
"""

import re
from collections.abc import Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache

from eventdesk.core.text import N_

LEAST_CONTRAST = 5.5
"""On white; then the contrast on the tint and on the accent's own wash is at least 4.5 too."""
LEAST_CONTRAST_DARK = 7.0
MOST_ACCENTS = 20
WHITE, DARK = "ffffff", "14171a"
HOUSE_TWINS = {"005f6b": "74c6cf", "5a3792": "c0a6ee", "1b4b9b": "93b7f5", "93370d": "f0a585"}
"""The house's own accents, chosen by eye for both modes: petrol, violet, cobalt, brick."""


def accent_problem(colour: str) -> str | None:
    """Return what is wrong with a colour of six hexadecimal digits for text on white, or None."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        return N_("Enter a colour as six digits, as in 005f6b")
    if contrast(colour, WHITE) < LEAST_CONTRAST:
        return N_("This colour is too light to be read on white: choose a darker one")
    return None


def accent_sheet(colours: Sequence[str]) -> str:
    """Return the stylesheet with a class for each colour, as `static/css/foundations/tokens.css` describes it."""
    return "".join(_sheet(colour) for colour in dict.fromkeys(colours))


@lru_cache(maxsize=256)
def _sheet(colour: str) -> str:
    dark = dark_twin(colour)
    return (
        f".ed-accent-{colour}{{--accent:#{colour};--accent-wash:#{_mixed(colour, WHITE, 0.07)};"
        f"--on-accent:#{WHITE};--cover:#{colour}}}\n"
        f"@media (prefers-color-scheme:dark){{.ed-accent-{colour}{{--accent:#{dark};"
        f"--accent-wash:#{_mixed(dark, DARK, 0.12)};--on-accent:#{DARK};--cover:#{colour}}}}}\n"
    )


def dark_twin(colour: str) -> str:
    """Return the colour's twin for the dark paper: a chosen one, or its lightness raised until it can be read."""
    if colour in HOUSE_TWINS:
        return HOUSE_TWINS[colour]
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in _read(colour)))
    twin = colour
    while contrast(twin, DARK) < LEAST_CONTRAST_DARK:
        lightness = min(1.0, lightness + 0.01)
        twin = "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, lightness, saturation))
    return twin


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours of six hexadecimal digits, between 1 and 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (number / 255 for number in _read(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _read(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _mixed(colour: str, ground: str, share: float) -> str:
    pairs = zip(_read(colour), _read(ground), strict=True)
    return "".join(f"{round(part * share + below * (1 - share)):02x}" for part, below in pairs)
