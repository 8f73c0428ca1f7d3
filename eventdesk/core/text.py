"""Text: marking for translation, cleaning, and normalising for search and comparison."""

import unicodedata
from functools import lru_cache


def N_(message: str) -> str:  # noqa: N802 - the customary name of gettext's no-op marker, which pybabel looks for
    """Mark `message` for translation and return it unchanged; it is translated when it is shown."""
    return message


def email_key(address: str) -> str:
    """Return the form of an email address by which accounts are looked up.

    Spaces around it, letter case, composed or decomposed letters and full-width letters make no difference.
    """
    return unicodedata.normalize("NFKC", address).strip().casefold()


CONFUSABLES = {
    "ß": "ss", "ς": "σ",
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "e",
    "ґ": "г", "є": "е",
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    "'": "", "’": "", "‘": "", "ʼ": "", "ʹ": "", "`": "",
    "‐": "-", "–": "-", "—": "-",
}  # fmt: skip
"""Characters that people type for one another although Unicode does not decompose them: ß, ł, Turkish ı, the final
letters of Greek and Hebrew, Persian and Arabic letters, the Arabic tatweel, apostrophes, dashes."""


def is_ignored(sign: str) -> bool:
    """Return whether a search ignores a character: an accent, a vowel mark or an invisible character."""
    return bool(unicodedata.combining(sign)) or unicodedata.category(sign) == "Cf"


@lru_cache(maxsize=4096)
def _fold_char(sign: str) -> str:
    """Return the characters that replace one character in a search key."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", sign).lower() if not is_ignored(c))
    return "".join(CONFUSABLES.get(c, str(unicodedata.decimal(c)) if c.isdecimal() else c) for c in letters)


def search_key(text: str) -> str:
    """Return the form of `text` in which it is searched and compared: "dvorak" matches "Dvořák", "lodz" matches "Łódź".

    Letter case, accents, invisible characters and those of `CONFUSABLES` make no difference, in any script.
    `static/js/search_key.js` does the same with the tables that `tools/search_table.py` writes from this module. Texts
    can be long, so each distinct character is replaced once.
    """
    text = text.lower().replace("'", "").replace("`", "")
    if not text.isascii():
        for sign in set(text):
            if sign > "\x7f" and (instead := _fold_char(sign)) != sign:
                text = text.replace(sign, instead)
    return " ".join(text.split())


def clean_line(text: str) -> str:
    """Return `text` as one line: control characters removed, white space folded, composed (NFC)."""
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(unicodedata.normalize("NFC", printable).split())


def clean_text(text: str) -> str:
    """Return `text` with line breaks as \\n, other control characters removed, composed (NFC)."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    printable = "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", printable).strip()


FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BEGIN = frozenset((*FORMULA_PREFIXES, " ", "\n"))


def looks_like_formula(text: str) -> bool:
    """Return whether a spreadsheet could read `text` as a formula; it also returns True for telephone numbers."""
    return text[:1] in _BEGIN and text.lstrip(" \n").startswith(FORMULA_PREFIXES)
