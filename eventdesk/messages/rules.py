"""The language of an email."""

from collections.abc import Collection


def mail_language(stored: str, *, known: Collection[str], default: str) -> str:
    """Return the language stored for a recipient ("" if there is none) if it is one of `known`, else the default."""
    return stored if stored in known else default
