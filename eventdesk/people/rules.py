"""Sort keys, index letters and short forms of names."""

from eventdesk.core.text import search_key


def sort_key(name: str) -> str:
    """Return the key by which `name` is sorted: the last word first, without accents or case."""
    *given, family = name.split() or [""]
    return search_key(" ".join([family, *given]))[:160]


def index_letter(name: str) -> str:
    """Return the upper-case letter under which `name` is listed, or "#" if its sort key does not begin with a letter."""
    first = sort_key(name)[:1].upper()
    return first if first.isalpha() else "#"


def short_name(name: str) -> str:
    """Return a name short enough for a navigation bar, as in "Ieva P."."""
    parts = name.split()
    return f"{parts[0]} {parts[-1][0]}." if len(parts) > 1 else name[:20]
