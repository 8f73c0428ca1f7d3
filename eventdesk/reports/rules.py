"""Funding statements, and whether a PDF is out of date: decisions from plain values."""

from __future__ import annotations

from datetime import datetime

FUNDING_STATEMENTS = ("Funded by the European Union", "Co-funded by the European Union")
"""Statements that require the emblem of the EU (Communicating and raising EU visibility, 2021–2027, section 2)."""


def funding_lines(note: str) -> tuple[str, str]:
    """Return the funding statement and the disclaimer: the first line of `note`, and the other lines joined."""
    first, _, others = note.strip().partition("\n")
    return first.strip(), " ".join(others.split())


def requires_eu_emblem(note: str) -> bool:
    """Return whether a funding note begins with a statement that requires the emblem of the EU."""
    return note.strip().startswith(FUNDING_STATEMENTS)


def is_outdated(changed_at: datetime, data_as_of: datetime | None) -> bool:
    """Return whether the texts were changed after the latest PDF was created."""
    return data_as_of is not None and changed_at > data_as_of
