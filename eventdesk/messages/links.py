"""The links in emails, as data: each package declares the links to its own pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MailLink:
    """The target of a link in emails."""

    endpoint: str
    arguments: Callable[..., dict[str, Any]] = dict
    """Converts the arguments given in the template to those of the endpoint; by default they are the same."""


def merge_links(*packages: Mapping[str, MailLink]) -> dict[str, MailLink]:
    """Return the links of several packages by name. Raises ValueError if two packages use the same name."""
    merged: dict[str, MailLink] = {}
    for links in packages:
        if twice := merged.keys() & links.keys():
            raise ValueError(f"Two packages declare the links {', '.join(sorted(twice))}.")
        merged.update(links)
    return merged
