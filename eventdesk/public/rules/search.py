"""What a search finds: each of its words stands somewhere, whatever the accents, the letter case and the script."""

from collections.abc import Iterable

from eventdesk.core.text import search_key

MAX_SEARCH = 100


def search_words(asked: str) -> list[str]:
    """Return the words to search for, in search form."""
    return search_key(asked[:MAX_SEARCH]).split()


def matches(words: Iterable[str], texts: Iterable[str]) -> bool:
    """Return whether every one of `words` stands somewhere in `texts`."""
    key = search_key(" ".join(texts))
    return all(word in key for word in words)
