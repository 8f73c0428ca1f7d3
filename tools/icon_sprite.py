"""Compose static/vendor/bootstrap-icons/sprite.svg from the icons named here.

Usage: `make icons PACKAGE=…`, the folder of the unpacked package bootstrap-icons.

Run it again after adding a name. Each icon becomes one symbol with the package's own drawing, unchanged.
"""

import re
import sys
from pathlib import Path

NAMES = (
    "arrow-clockwise",
    "arrow-counterclockwise",
    "box-arrow-up-right",
    "calendar-plus",
    "check-circle",
    "check-lg",
    "chevron-down",
    "clipboard",
    "download",
    "envelope",
    "exclamation-octagon",
    "exclamation-triangle",
    "file-earmark",
    "file-earmark-pdf",
    "file-earmark-slides",
    "file-earmark-spreadsheet",
    "info-circle",
    "lock",
    "pencil",
    "person-plus",
    "printer",
    "search",
    "star",
    "star-fill",
    "trash",
    "wifi-off",
)
SPRITE = Path(__file__).resolve().parent.parent / "static/vendor/bootstrap-icons/sprite.svg"


def symbol(name: str, drawing: str) -> str:
    """Return the icon's drawing as one symbol, whose id is the icon's name."""
    view_box = re.search(r'viewBox="([^"]+)"', drawing)
    body = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    if view_box is None or body is None:
        raise SystemExit(f"{name}: no drawing found")
    paths = re.sub(r"\s*\n\s*", "", body.group(1))
    return f'<symbol id="{name}" viewBox="{view_box.group(1)}" fill="currentColor">{paths}</symbol>'


def main() -> None:
    """Write the sprite."""
    icons = Path(sys.argv[1]) / "icons"
    symbols = [symbol(name, (icons / f"{name}.svg").read_text(encoding="utf-8")) for name in NAMES]
    sprite = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    SPRITE.write_text("\n".join(sprite), encoding="utf-8")


if __name__ == "__main__":
    main()
