"""The links in mails, as data: each package says where those to its own pages lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MailLink:
    """Where a link in a mail leads."""

    endpoint: str
    arguments: Callable[..., dict[str, Any]] = dict
    """Makes the endpoint's arguments of those that the mail template gives; as they are where nothing is said."""


def merge_links(*packages: Mapping[str, MailLink]) -> dict[str, MailLink]:
    """Return the links of several packages by name. Raises ValueError for a name that two of them give."""
    found: dict[str, MailLink] = {}
    for links in packages:
        if twice := found.keys() & links.keys():
            raise ValueError(f"Two packages name a link in mails {', '.join(sorted(twice))}.")
        found.update(links)
    return found
