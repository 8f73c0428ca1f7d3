"""What may be said of people: kinds of stakeholder, short names, the order of names."""

from eventdesk.core.text import N_, search_key

STAKEHOLDER_KINDS = {
    "business-association": N_("Business or professional association"),
    "cluster": N_("Cluster organisation"),
    "technology-park": N_("High-tech or techno park"),
    "company": N_("Company"),
    "ministry": N_("Ministry"),
    "public-agency": N_("Public agency"),
    "hdm-coordinator": N_("National HDM coordinator"),
    "eu-institution": N_("EU institution or Delegation"),
    "expert-network": N_("Expert network"),
    "university": N_("University or research institute"),
    "ecosystem-actor": N_("Other ecosystem actor"),
}
"""The kinds of the EU4Digital event page and those of the pictured forms; what is stored → what is read."""


def sort_key(name: str) -> str:
    """Return the key by which `name` is listed: the last word first, without accents or case."""
    *given, family = name.split() or [""]
    return search_key(" ".join([family, *given]))[:160]


def initial(name: str) -> str:
    """Return the letter under which `name` stands in a list, upper case; "#" where it starts with none."""
    first = sort_key(name)[:1].upper()
    return first if first.isalpha() else "#"


def short_name(name: str) -> str:
    """Return a name short enough for a bar: "Ieva P."."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name[:20]
