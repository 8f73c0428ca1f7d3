"""What may be said in a report. Pure: values in, answer out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

SMALLEST_GROUP = 5
"""Groups of fewer people are not counted by themselves in a report that everybody may read."""
FUNDING_STATEMENTS = ("Funded by the European Union", "Co-funded by the European Union")
"""The words with which the EU's emblem must stand (Communicating and raising EU visibility, 2021–2027, section 2)."""

Group = tuple[str, int]


def groups_to_show(sizes: Sequence[Group]) -> tuple[list[str], list[str]]:
    """Return the labels that are counted by themselves, and those that are counted together.

    Together they hold `SMALLEST_GROUP` people or more, so that nothing is learnt by taking the others from the total:
    where the small groups are fewer than that, the next larger ones join them.
    """
    by_size = sorted(sizes, key=lambda group: (group[1], group[0]))
    together = [group for group in by_size if group[1] < SMALLEST_GROUP]
    for group in by_size[len(together) :]:
        if not together or sum(size for _, size in together) >= SMALLEST_GROUP:
            break
        together.append(group)
    if len(together) == 1 and len(by_size) > 1:
        together.append(by_size[1])
    hidden = {label for label, _ in together}
    alone = sorted((group for group in sizes if group[0] not in hidden), key=lambda group: (-group[1], group[0]))
    return [label for label, _ in alone], sorted(hidden)


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
