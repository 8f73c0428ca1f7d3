"""The colours of one printed document: an accent dark enough to be read, and the steps down to white.

Contrast is WCAG 2.2's: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LEAST_CONTRAST = 7.0
HOUSE_ACCENT = "#0e4f5f"
# How much of the accent is left in each step between white and itself.
_STEPS = (0.15, 0.36, 0.80)

RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent and its five steps, lightest first, as "#rrggbb"."""

    accent: str
    steps: tuple[str, str, str, str, str]


def palette(colour: str) -> Palette:
    """Return the colours of a document whose event has `colour`, darkened until it has 7:1 on white.

    What is no "#rrggbb" is answered with the house's own accent.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        colour = HOUSE_ACCENT
    accent = _read(colour)
    while contrast_on_white(_write(accent)) < LEAST_CONTRAST:
        accent = (accent[0] * 19 // 20, accent[1] * 19 // 20, accent[2] * 19 // 20)
    light, middle, strong = (_write(_towards_white(accent, left)) for left in _STEPS)
    return Palette(_write(accent), ("#ffffff", light, middle, strong, _write(accent)))


def contrast_on_white(colour: str) -> float:
    """Return the contrast of a "#rrggbb" with white, between 1 and 21."""
    red, green, blue = (_linear(part / 255) for part in _read(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _read(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _write(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _towards_white(colour: RGB, left: float) -> RGB:
    red, green, blue = (round(255 - (255 - part) * left) for part in colour)
    return red, green, blue
