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
CHANGE_SENTENCES = {
    "add": N_("%(who)s added “%(title)s”."),
    "move": N_("%(who)s moved “%(title)s”."),
    "unplace": N_("%(who)s unscheduled “%(title)s”."),
    "change": N_("%(who)s changed “%(title)s”."),
    "cancel": N_("%(who)s cancelled “%(title)s”."),
    "restore": N_("%(who)s restored “%(title)s”."),
    "remove": N_("%(who)s removed “%(title)s”."),
}
MAX_LISTED = 3
"""How many changes by others are described one by one."""


def change_label(change: DraftChange, titles: Mapping[int, str]) -> str:
    """Return what a change did, without who made it: "moved “Opening” and 2 more"."""
    # A verb that only a later version of eventdesk knows is shown as a change.
    label = gettext(CHANGE_LABELS.get(change.verb, CHANGE_LABELS["change"]), title=_first_title(change, titles))
    more = len(change.changes) - 1
    if more < 1:
        return label
    return ngettext("%(change)s and %(num)s more", "%(change)s and %(num)s more", more, change=label)


def describe_changes(changes: Sequence[DraftChange], titles: Mapping[int, str]) -> str:
    """Return what others did: "Ieva Petrauskaitė moved “Opening”." Without a change something was undone or redone."""
    if not changes:
        return gettext("The agenda has changed: someone undid or redid a change.")
    sentences = [_sentence(change, titles) for change in changes[-MAX_LISTED:]]
    more = len(changes) - MAX_LISTED
    if more > 0:
        sentences.append(ngettext("And %(num)s earlier change.", "And %(num)s earlier changes.", more))
    return " ".join(sentences)


def _sentence(change: DraftChange, titles: Mapping[int, str]) -> str:
    who = change.actor.name if change.actor else gettext("Someone")
    title, more = _first_title(change, titles), len(change.changes) - 1
    if more > 0:
        return ngettext(
            "%(who)s changed “%(title)s” and %(num)s more session.",
            "%(who)s changed “%(title)s” and %(num)s more sessions.",
            more,
            who=who,
            title=title,
        )
    return gettext(CHANGE_SENTENCES.get(change.verb, CHANGE_SENTENCES["change"]), who=who, title=title)


def _first_title(change: DraftChange, titles: Mapping[int, str]) -> str:
    return titles.get(change.changes[0]["session"], "") if change.changes else ""
