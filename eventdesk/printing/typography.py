"""Typography of printed text: control characters, emoji, direction, line breaks. Values in, text out."""

from __future__ import annotations

import unicodedata

from eventdesk.core.formats import NO_BREAK

_OF_EMOJI = "\ufe0f\u20e3"
"""What makes an emoji of the character before it: variation selector 16, and the combining key cap."""


def clean(text: str) -> str:
    """Return `text` without the control characters that have no shape in print or no place in HTML."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs", "Cn", "Co"}
    )


def drawn(text: str) -> str:
    """Return `text` without emoji, which no bundled font has, and the spaces they leave; as it is where nothing is left."""
    letters = "".join(character for character in text if character < "\U0001f000" and character not in _OF_EMOJI)
    return " ".join(letters.split()) or text


def direction(text: str) -> str:
    """Return "rtl" if the first letter that has a direction runs from right to left, else "ltr"."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def max_word_length(text: str) -> int:
    """Return the length of the longest run of letters that cannot be broken."""
    return max((len(word) for word in text.replace("-", "- ").split()), default=0)


def tie(text: str) -> str:
    """Return `text` with a no-break space before a short last word, so that none stands alone on a line."""
    head, space, last = text.rstrip().rpartition(" ")
    before = head.rpartition(" ")[2]
    return f"{head}{NO_BREAK}{last}" if space and len(last) <= 5 and len(before) + len(last) <= 12 else text


def sentence(text: str) -> str:
    """Return `text` with its first letter as a capital."""
    return text[:1].upper() + text[1:]
