"""Labels of draft changes: what can be undone, and what other organisers changed."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, ngettext

from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftChange

CHANGE_LABELS = {
    "add": N_("added “%(title)s”"),
    "move": N_("moved “%(title)s”"),
    "unplace": N_("unscheduled “%(title)s”"),
    "change": N_("changed “%(title)s”"),
    "cancel": N_("cancelled “%(title)s”"),
    "restore": N_("restored “%(title)s”"),
    "remove": N_("removed “%(title)s”"),
}
MAX_LISTED = 3
"""How many changes by others are described one by one."""


def change_label(step: DraftChange, titles: Mapping[int, str]) -> str:
    """Return what a change did, without who made it: "moved “Opening” and 2 more"."""
    first = step.changes[0]["session"] if step.changes else 0
    # A verb that only a later version of eventdesk knows is shown as a change.
    label = gettext(CHANGE_LABELS.get(step.verb, CHANGE_LABELS["change"]), title=titles.get(first, ""))
    more = len(step.changes) - 1
    if more < 1:
        return label
    return ngettext("%(change)s and %(num)s more", "%(change)s and %(num)s more", more, change=label)


def describe_changes(steps: Sequence[DraftChange], titles: Mapping[int, str]) -> str:
    """Return what others did: "Ieva Petrauskaitė moved “Opening”." Without a change something was undone or redone."""
    if not steps:
        return gettext("The agenda has changed: someone undid or redid a change.")
    sentences = [
        gettext(
            "%(who)s %(change)s.",
            who=step.actor.name if step.actor else gettext("Someone"),
            change=change_label(step, titles),
        )
        for step in steps[-MAX_LISTED:]
    ]
    more = len(steps) - MAX_LISTED
    if more > 0:
        sentences.append(ngettext("And %(num)s earlier change.", "And %(num)s earlier changes.", more))
    return " ".join(sentences)
