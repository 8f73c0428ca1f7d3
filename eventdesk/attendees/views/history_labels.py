"""The history of a registration as text."""

from typing import NamedTuple

from flask_babel import gettext

from eventdesk.attendees.queries.history import HistoryEntry
from eventdesk.core.states import OutboxState
from eventdesk.core.text import N_
from eventdesk.messages.rendering import render_payload

LABELS = {
    "register": N_("Registered."),
    "hold_place": N_("Registered; the email address is not confirmed yet."),
    "change_registration": N_("Answers changed."),
    "change_consent": N_("Consent to be listed in the report changed."),
    "approve": N_("Approved."),
    "refuse": N_("Rejected: %(reason)s"),
    "cancel_registration": N_("Registration cancelled."),
    "end_links": N_("Links to the participant's page deactivated."),
    "lapse": N_("Expired: no reply in time."),
    "write": N_("Message sent: %(subject)s"),
    "hold_seat": N_("Seat on hold until the email address is confirmed."),
    "take_seat": N_("Seat accepted."),
    "give_back_seat": N_("Reservation released."),
    "promote": N_("Seat assigned from the waiting list."),
    "offer_seat": N_("Seat offered."),
    "pass_over": N_("Skipped on the waiting list because of another seat."),
    "remove_seat": N_("Removed from the session by an organiser."),
    "refuse_seat": N_("Seat request rejected: %(reason)s"),
    "invite": N_("Invited."),
    "move_seat": N_("Moved to another session."),
    "move_in_queue": N_("Moved on the waiting list from %(before)s to %(after)s: %(reason)s"),
}
"""By the verb of the audit entry."""
_RESERVED = {
    "confirmed": N_("Seat reserved."),
    "waiting": N_("Joined the waiting list."),
    "pending": N_("Seat requested."),
}
"""Of the verb `reserve_seat`, by the state of the reservation."""


class HistoryLine(NamedTuple):
    """An entry of the history as the page shows it."""

    text: str
    detail: str
    """A session, or the state of an email."""
    actor: str
    mail_id: int | None


def history_line(entry: HistoryEntry, person_id: int, person: str) -> HistoryLine:
    """Return an entry as text; `person` is the name of the registered person."""
    if entry.verb == "mail":
        return _mail_line(entry)
    values = {name: entry.detail.get(name, "") for name in ("reason", "subject", "before", "after")}
    label = _label(entry)
    text = gettext(label) % values if label else entry.verb.replace("_", " ")
    return HistoryLine(text, entry.title, person if entry.actor_id == person_id else _actor(entry), None)


def _label(entry: HistoryEntry) -> str:
    got = entry.detail.get("got", "")
    if entry.verb == "reserve_seat":
        return _RESERVED.get(str(got), _RESERVED["confirmed"])
    if entry.verb == "register" and got == "pending":
        return N_("Registered; approval is needed.")
    if entry.verb == "cancel_registration" and entry.detail.get("reason"):
        return N_("Registration cancelled: %(reason)s")
    return LABELS.get(entry.verb, "")


def _actor(entry: HistoryEntry) -> str:
    if entry.actor:
        return entry.actor
    return gettext("Automatic") if entry.actor_id is None else gettext("Deleted person")


def _mail_line(entry: HistoryEntry) -> HistoryLine:
    item = entry.detail
    subject, _ = render_payload(item)
    values = {"status": gettext(OutboxState(item["state"]).label), "address": item["recipient"], "error": item["error"]}
    detail = (
        gettext("%(status)s: %(address)s. %(error)s", **values)
        if item["error"]
        else gettext("%(status)s: %(address)s", **values)
    )
    return HistoryLine(gettext("Email: %(subject)s", subject=subject), detail, "", item["id"])
