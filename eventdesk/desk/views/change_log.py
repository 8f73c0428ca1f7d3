"""The steps of planning in words: what can be undone, and what somebody else did meanwhile."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, ngettext

from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftChange

CHANGE_LABELS = {
    "add": N_("added “%(title)s”"),
    "move": N_("moved “%(title)s”"),
    "unplace": N_("put “%(title)s” into the tray"),
    "change": N_("changed “%(title)s”"),
    "cancel": N_("cancelled “%(title)s”"),
    "restore": N_("restored “%(title)s”"),
    "remove": N_("removed “%(title)s”"),
}
MAX_LISTED = 3
"""How many steps of others are told of one by one."""


def change_label(step: DraftChange, titles: Mapping[int, str]) -> str:
    """Return what a step did, without who did it: "moved “Opening” and 2 more"."""
    first = step.changes[0]["session"] if step.changes else 0
    # A verb that only a later version of eventdesk knows is shown as a change.
    label = gettext(CHANGE_LABELS.get(step.verb, CHANGE_LABELS["change"]), title=titles.get(first, ""))
    more = len(step.changes) - 1
    if more < 1:
        return label
    return ngettext("%(change)s and %(num)s more", "%(change)s and %(num)s more", more, change=label)


def describe_changes(steps: Sequence[DraftChange], titles: Mapping[int, str]) -> str:
    """Return what others did: "Ieva Petrauskaitė moved “Opening”." Without a step: that something was undone or redone."""
    if not steps:
        return gettext("The agenda has changed: a step was undone or done again.")
    said = [
        gettext(
            "%(who)s %(did)s.",
            who=step.actor.name if step.actor else gettext("Somebody"),
            did=change_label(step, titles),
        )
        for step in steps[-MAX_LISTED:]
    ]
    more = len(steps) - MAX_LISTED
    if more > 0:
        said.append(ngettext("And %(num)s step before.", "And %(num)s steps before.", more))
    return " ".join(said)
