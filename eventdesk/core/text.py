"""Marking and normalising text."""

import unicodedata
from functools import lru_cache


def N_(message: str) -> str:  # noqa: N802 - the customary name of gettext's no-op marker, which pybabel looks for
    """Mark `message` for translation and return it unchanged; the door translates it when it is shown."""
    return message


def email_key(address: str) -> str:
    """Return the one form under which an e-mail address is stored and looked up.

    Spaces around it, letter case, composed or decomposed letters and full-width letters make no other account.
    """
    return unicodedata.normalize("NFKC", address).strip().casefold()


def search_key(text: str) -> str:
    """Return `text` without accents and case, so that "Dvořák" is found by "dvorak" in every script."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


_ALIKE = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "e",
    "ґ": "г", "є": "е",
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    "'": "", "’": "", "‘": "", "ʼ": "", "ʹ": "", "`": "",
    "‐": "-", "–": "-", "—": "-",
}  # fmt: skip
"""Letters and signs that people type for one another and that Unicode does not take apart: ł, Turkish ı, the final
letters of Hebrew, the Persian letters of Arabic and the line that only makes words longer, apostrophes, dashes."""


@lru_cache(maxsize=4096)
def _loose_sign(sign: str) -> str:
    """Return what stands for one sign of a text: nothing for accents, vowel marks and what cannot be seen."""
    letters = "".join(
        c
        for c in unicodedata.normalize("NFKD", sign)
        if not (unicodedata.combining(c) or unicodedata.category(c) == "Cf")
    ).casefold()
    return "".join(_ALIKE.get(c, str(unicodedata.decimal(c)) if c.isdecimal() else c) for c in letters)


def loose_key(text: str) -> str:
    """Return `text` as a search compares it: as `search_key`, and without what `_ALIKE` names and invisible signs.

    It is not stored: names are known again by `search_key`, which keeps "ł" and "l" apart. Texts may be long, so each
    sign is looked at once, and not at each of its places.
    """
    text = text.lower().replace("'", "").replace("`", "")
    if not text.isascii():
        for sign in set(text):
            if sign > "\x7f" and (instead := _loose_sign(sign)) != sign:
                text = text.replace(sign, instead)
    return " ".join(text.split())


def clean_line(text: str) -> str:
    """Return `text` as one line: control characters removed, white space folded, composed (NFC)."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def clean_text(text: str) -> str:
    """Return `text` with line breaks as \\n, other control characters removed, composed (NFC)."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    kept = "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()


FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BEGIN = frozenset((*FORMULA_SIGNS, " ", "\n"))


def begins_like_formula(text: str) -> bool:
    """Return whether a spreadsheet could take `text` for a formula; that holds for telephone numbers, too."""
    return text[:1] in _BEGIN and text.lstrip(" \n").startswith(FORMULA_SIGNS)
