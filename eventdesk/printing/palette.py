"""The colours of one report: an accent dark enough to be read, and the steps down to white."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eventdesk.core.colour import WHITE, contrast, mix, parse_hex, to_hex

LEAST_CONTRAST = 7.0
HOUSE_ACCENT = "#0e4f5f"
# How much of the accent is left in each step between white and itself.
_STEPS = (0.15, 0.36, 0.80)


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
    accent = parse_hex(colour)
    while contrast(accent, WHITE) < LEAST_CONTRAST:
        accent = (accent[0] * 19 // 20, accent[1] * 19 // 20, accent[2] * 19 // 20)
    light, middle, strong, full = (f"#{to_hex(mix(accent, WHITE, left))}" for left in (*_STEPS, 1.0))
    return Palette(full, ("#ffffff", light, middle, strong, full))
