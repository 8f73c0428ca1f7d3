"""What may be said of people: kinds of stakeholder, short names, the order of names."""

from eventdesk.core.text import search_key


def sort_key(name: str) -> str:
    """Return the key by which `name` is listed: the last word first, without accents or case."""
    *given, family = name.split() or [""]
    return search_key(" ".join([family, *given]))[:160]


def index_letter(name: str) -> str:
    """Return the letter under which `name` stands in a list, upper case; "#" where it starts with none."""
    first = sort_key(name)[:1].upper()
    return first if first.isalpha() else "#"


def short_name(name: str) -> str:
    """Return a name short enough for a bar: "Ieva P."."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name[:20]
