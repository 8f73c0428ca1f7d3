"""The colours of a document: a readable accent colour and its lighter steps."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eventdesk.core.colour import WHITE, contrast, mix, parse_hex, to_hex

MIN_CONTRAST = 7.0
"""The contrast ratio on white (WCAG 2.2, 1.4.6)."""
DEFAULT_ACCENT = "#0e4f5f"
# The share of the accent in each step between white and the accent.
_STEPS = (0.15, 0.36, 0.80)


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent and its five steps, lightest first, as "#rrggbb"."""

    accent: str
    steps: tuple[str, str, str, str, str]


def palette(colour: str) -> Palette:
    """Return the colours for an event with the accent `colour`, darkened until its contrast on white is 7:1.

    Anything but "#rrggbb" gives the default accent.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        colour = DEFAULT_ACCENT
    accent = parse_hex(colour)
    while contrast(accent, WHITE) < MIN_CONTRAST:
        accent = (accent[0] * 19 // 20, accent[1] * 19 // 20, accent[2] * 19 // 20)
    light, middle, strong, full = (f"#{to_hex(mix(accent, WHITE, left))}" for left in (*_STEPS, 1.0))
    return Palette(full, ("#ffffff", light, middle, strong, full))
