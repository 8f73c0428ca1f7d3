"""Marking and normalising text."""

import unicodedata


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


def clean_line(text: str) -> str:
    """Return `text` as one line: control characters removed, white space folded, composed (NFC)."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def clean_text(text: str) -> str:
    """Return `text` with line breaks as \\n, other control characters removed, composed (NFC)."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    kept = "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()
