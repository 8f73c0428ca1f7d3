"""In which language a mail is written."""

from collections.abc import Collection


def mail_language(stored: str, *, known: Collection[str], default: str) -> str:
    """Return the language stored for a recipient ("" for none) where there are texts in it, else the default one."""
    return stored if stored in known else default
