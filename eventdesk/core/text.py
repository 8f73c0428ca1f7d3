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


CONFUSABLES = {
    "ß": "ss", "ς": "σ",
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "e",
    "ґ": "г", "є": "е",
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    "'": "", "’": "", "‘": "", "ʼ": "", "ʹ": "", "`": "",
    "‐": "-", "–": "-", "—": "-",
}  # fmt: skip
"""Letters and signs that people type for one another and that Unicode does not take apart: ß, ł, Turkish ı, the final
letters of Greek and Hebrew, the Persian letters of Arabic and the line that only makes words longer, apostrophes,
dashes."""


def is_ignored(sign: str) -> bool:
    """Return whether a search ignores a sign: an accent, a vowel mark, or what cannot be seen."""
    return bool(unicodedata.combining(sign)) or unicodedata.category(sign) == "Cf"


@lru_cache(maxsize=4096)
def _fold_char(sign: str) -> str:
    """Return what stands for one sign of a text in a search."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", sign).lower() if not is_ignored(c))
    return "".join(CONFUSABLES.get(c, str(unicodedata.decimal(c)) if c.isdecimal() else c) for c in letters)


def search_key(text: str) -> str:
    """Return `text` as it is searched and as names are known again: "dvorak" is "Dvořák", and "lodz" is "Łódź".

    Letter case, accents, signs that cannot be seen and what `CONFUSABLES` names make no difference, in any script.
    `static/js/search_key.js` gives the same, with the tables that `tools/search_table.py` writes from this module. Texts
    may be long, so each sign is looked at once, and not at each of its places.
    """
    text = text.lower().replace("'", "").replace("`", "")
    if not text.isascii():
        for sign in set(text):
            if sign > "\x7f" and (instead := _fold_char(sign)) != sign:
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


FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BEGIN = frozenset((*FORMULA_PREFIXES, " ", "\n"))


def looks_like_formula(text: str) -> bool:
    """Return whether a spreadsheet could take `text` for a formula; that holds for telephone numbers, too."""
    return text[:1] in _BEGIN and text.lstrip(" \n").startswith(FORMULA_PREFIXES)
