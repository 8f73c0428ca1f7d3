"""Whether a search matches: each of its terms occurs somewhere, regardless of accents, letter case and script."""

from collections.abc import Iterable

from eventdesk.core.text import search_key

MAX_SEARCH = 100


def search_terms(query: str) -> list[str]:
    """Return the terms to search for, in search form."""
    return search_key(query[:MAX_SEARCH]).split()


def matches(terms: Iterable[str], texts: Iterable[str]) -> bool:
    """Return whether every one of `terms` occurs in `texts`."""
    key = search_key(" ".join(texts))
    return all(term in key for term in terms)
