"""Typography of printed text: control characters, emoji, writing direction, line breaks."""

from __future__ import annotations

import unicodedata

from eventdesk.core.formats import NO_BREAK

_EMOJI_SUFFIXES = "\ufe0f\u20e3"
"""Characters that turn the one before into an emoji: variation selector 16 and the combining key cap."""


def clean(text: str) -> str:
    """Return `text` without control characters and characters that are not valid in HTML."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs", "Cn", "Co"}
    )


def without_emoji(text: str) -> str:
    """Return `text` without emoji, which no bundled font has; unchanged if nothing else is in it."""
    letters = "".join(character for character in text if character < "\U0001f000" and character not in _EMOJI_SUFFIXES)
    return " ".join(letters.split()) or text


def direction(text: str) -> str:
    """Return "rtl" if the first letter with a direction is written from right to left, else "ltr"."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def max_word_length(text: str) -> int:
    """Return the number of characters in the longest word; words can be broken after a hyphen."""
    return max((len(word) for word in text.replace("-", "- ").split()), default=0)


def tie(text: str) -> str:
    """Return `text` with a no-break space before a short last word, so that the word is not alone on a line."""
    head, space, last = text.rstrip().rpartition(" ")
    before = head.rpartition(" ")[2]
    return f"{head}{NO_BREAK}{last}" if space and len(last) <= 5 and len(before) + len(last) <= 12 else text


def sentence(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]
