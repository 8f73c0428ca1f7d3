"""QR codes as inline SVG."""

from __future__ import annotations

from markupsafe import Markup

QUIET_ZONE = 4
"""White modules around a QR code (ISO/IEC 18004, 9.1)."""


def qr_code(address: str, title: str) -> Markup:
    """Return a QR code of `address` as SVG, one unit per module, readable with up to 15 % damage (level M)."""
    import segno

    code = segno.make_qr(address, error="m")
    size = code.symbol_size(border=QUIET_ZONE)[0]
    parts = [
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(code.matrix, QUIET_ZONE)
        for column, is_dark in enumerate(modules, QUIET_ZONE)
        if is_dark
    ]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {0} {0}"><title>{1}</title>'
        '<path fill="#000000" d="{2}"/></svg>'
    ).format(size, title, "".join(parts))
