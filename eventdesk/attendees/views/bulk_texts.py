"""What the pages of bulk actions say, by action."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext, ngettext

from eventdesk.attendees.rules import BulkAction
from eventdesk.core.text import N_

TITLES = {
    BulkAction.APPROVE: N_("Approve registrations"),
    BulkAction.REJECT: N_("Reject registrations"),
    BulkAction.CANCEL: N_("Cancel registrations"),
    BulkAction.MOVE: N_("Move to another session"),
    BulkAction.MESSAGE: N_("Send message"),
}
EMPTY_TITLES = {
    BulkAction.APPROVE: N_("No selected registration is awaiting approval"),
    BulkAction.REJECT: N_("No selected registration is awaiting approval"),
    BulkAction.CANCEL: N_("All selected registrations have already ended"),
    BulkAction.MOVE: N_("No selected registration is confirmed"),
    BulkAction.MESSAGE: N_("No selected person has confirmed their email address"),
}
"""Shown where an action applies to none of the selected registrations."""
DESCRIPTIONS = {
    BulkAction.APPROVE: N_("They will be registered and notified by email."),
    BulkAction.REJECT: N_("They will receive an email with the reason."),
    BulkAction.CANCEL: N_(
        "They will be notified by email. Their seats in all sessions go to people on the waiting lists. "
        "This can't be undone."
    ),
    BulkAction.MOVE: N_(
        "People with a seat in the first session get a free seat in the second, and an email. "
        "The seats they leave go to people on the waiting list."
    ),
}
DONE_TITLES = {
    BulkAction.APPROVE: N_("Registrations approved"),
    BulkAction.REJECT: N_("Registrations rejected"),
    BulkAction.CANCEL: N_("Registrations cancelled"),
    BulkAction.MOVE: N_("People moved"),
    BulkAction.MESSAGE: N_("Message to participants"),
}


class Notice(NamedTuple):
    """A banner."""

    kind: str
    title: str
    text: str = ""
    is_live: bool = False


class SubmitButton(NamedTuple):
    """A button that sends the form."""

    label: str
    kind: str = "primary"
    name: str = ""
    value: str = ""


def submit_button(action: BulkAction, number: int) -> SubmitButton:
    """Return the button that does an action with so many registrations."""
    if action is BulkAction.APPROVE:
        return SubmitButton(ngettext("Approve %(num)s registration", "Approve %(num)s registrations", number))
    if action is BulkAction.REJECT:
        return SubmitButton(ngettext("Reject %(num)s registration", "Reject %(num)s registrations", number), "danger")
    return SubmitButton(ngettext("Cancel %(num)s registration", "Cancel %(num)s registrations", number), "danger")


def move_buttons(preview: Mapping[str, Any] | None) -> list[SubmitButton]:
    """Return the buttons of a move: to preview it and, after a preview, to do it."""
    if preview is None or not preview["seated"]:
        return [SubmitButton(gettext("Preview"), name="step", value="preview")]
    move = ngettext("Move %(num)s person", "Move %(num)s people", preview["seated"])
    return [
        SubmitButton(move, name="step", value="do"),
        SubmitButton(gettext("Update preview"), "secondary", name="step", value="preview"),
    ]


def approval_notices(number: int, places_left: int | None) -> list[Notice]:
    """Return the warning that there are fewer places than registrations to approve, if so."""
    if places_left is None or places_left >= number:
        return []
    title = (
        ngettext("Only %(num)s place is left.", "Only %(num)s places are left.", places_left)
        if places_left
        else gettext("No places are left.")
    )
    text = gettext("Earlier registrations are approved first. The others are not changed, and you get a list of them.")
    return [Notice("warn", title, text)]


def move_notices(preview: Mapping[str, Any]) -> list[Notice]:
    """Return what a move would do."""
    notices = []
    if preview["is_stale"]:
        title = gettext("You have chosen other sessions since the preview.")
        notices.append(Notice("note", title, gettext("No one has been moved. Check the new preview."), is_live=True))
    if not preview["seated"]:
        title = gettext("No selected person has a seat in “%(title)s”.", title=preview["source"])
        return [*notices, Notice("warn", title)]
    seated = ngettext(
        "%(num)s person has a seat in “%(title)s”.",
        "%(num)s people have a seat in “%(title)s”.",
        preview["seated"],
        title=preview["source"],
    )
    return [*notices, Notice("note", seated, _free_text(preview))]


def _free_text(preview: Mapping[str, Any]) -> str:
    title, free = preview["target"], preview["free"]
    if free is None:
        return gettext("“%(title)s” has no limit of seats.", title=title)
    text = ngettext("“%(title)s” has %(num)s free seat.", "“%(title)s” has %(num)s free seats.", free, title=title)
    if free >= preview["seated"]:
        return text
    rest = gettext("People without a free seat keep the seat they have, and you get a list of them.")
    return f"{text} {rest}"


def message_notices(preview: Mapping[str, Any] | None) -> list[Notice]:
    """Return what has happened since the last preview of a message."""
    if preview is None:
        return []
    if preview["is_stale"]:
        title = gettext("The message has changed since the preview.")
        return [Notice("note", title, gettext("Nothing has been sent. Check the new preview."), is_live=True)]
    if preview["tested"]:
        title = gettext("A test has been sent to %(address)s.", address=preview["tested"])
        return [Notice("ok", title, gettext("No one else has received it."), is_live=True)]
    if preview["tested"] is not None:
        return [Notice("warn", gettext("No test was sent: you have no email address."))]
    return []


def selected_states_text(states: Sequence[tuple[int, str]]) -> str:
    """Return registrations by state, as in "Confirmed (2), Cancelled (1)"."""
    return ", ".join(gettext("%(state)s (%(count)s)", state=gettext(label), count=count) for count, label in states)


def result_text(action: BulkAction, done: int) -> str:
    """Return how many registrations an action has changed."""
    if action is BulkAction.APPROVE:
        return ngettext("%(num)s registration approved.", "%(num)s registrations approved.", done)
    if action is BulkAction.REJECT:
        return ngettext("%(num)s registration rejected.", "%(num)s registrations rejected.", done)
    if action is BulkAction.CANCEL:
        return ngettext("%(num)s registration cancelled.", "%(num)s registrations cancelled.", done)
    if action is BulkAction.MOVE:
        return ngettext("%(num)s person moved.", "%(num)s people moved.", done)
    return ngettext("Message queued for %(num)s person.", "Message queued for %(num)s people.", done)
