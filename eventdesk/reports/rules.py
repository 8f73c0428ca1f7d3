"""Funding statements, and whether a PDF is out of date. Pure: values in, answer out."""

from __future__ import annotations

from datetime import datetime

FUNDING_STATEMENTS = ("Funded by the European Union", "Co-funded by the European Union")
"""The words with which the EU's emblem must stand (Communicating and raising EU visibility, 2021–2027, section 2)."""


def funding_lines(note: str) -> tuple[str, str]:
    """Return the funding line and the disclaimer that follows it: the first line of `note`, and the others."""
    first, _, others = note.strip().partition("\n")
    return first.strip(), " ".join(others.split())


def carries_emblem(note: str) -> bool:
    """Return whether a funding note is one of those with which the emblem of the EU must stand."""
    return note.strip().startswith(FUNDING_STATEMENTS)


def is_behind(changed_at: datetime, data_as_of: datetime | None) -> bool:
    """Return whether the texts were changed after the last rendering had read them."""
    return data_as_of is not None and changed_at > data_as_of
