"""Print static/js/search_table.js: which signs a search ignores or takes for one another, from core/text.py.

Usage: make search-table
"""

import json
import sys
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from eventdesk.core.text import CONFUSABLES, is_ignored

SIGNS = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]


def ignored() -> list[str]:
    """Return the signs that a search ignores."""
    return [sign for sign in SIGNS if is_ignored(sign)]


def zeros() -> list[str]:
    """Return the zero of each script that has digits of its own; the other nine follow it."""
    return [
        sign
        for sign in SIGNS
        if unicodedata.decimal(sign, -1) == 0 and unicodedata.normalize("NFKD", sign) == sign and not sign.isascii()
    ]


def ranges(signs: Iterable[str]) -> str:
    """Return the inside of a character class of a regular expression that matches the signs."""
    codes = [ord(sign) for sign in signs]
    gaps = [(before, after) for before, after in pairwise(codes) if after != before + 1]
    firsts, lasts = [codes[0], *(after for _, after in gaps)], [*(before for before, _ in gaps), codes[-1]]
    return "".join(
        escape(first) if first == last else f"{escape(first)}-{escape(last)}"
        for first, last in zip(firsts, lasts, strict=True)
    )


def escape(code: int) -> str:
    """Return a code point as JavaScript writes one in a text or a regular expression."""
    return f"\\u{{{code:x}}}"


def script() -> str:
    """Return the text of the file."""
    return (
        f"/* Written by tools/search_table.py from core/text.py, with Unicode {unicodedata.unidata_version}:"
        " `make search-table` writes it. */\n\n"
        f"export const CONFUSABLES = {json.dumps(CONFUSABLES, ensure_ascii=False, indent=2)};\n\n"
        f'export const ZEROS = "{"".join(escape(ord(sign)) for sign in zeros())}";\n\n'
        f"export const IGNORED = /[{ranges(ignored())}]/gu;\n"
    )


if __name__ == "__main__":
    print(script(), end="")
