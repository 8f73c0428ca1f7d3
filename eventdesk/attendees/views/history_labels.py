"""The history of a registration in words."""

from typing import Any

from flask_babel import gettext

from eventdesk.attendees.queries.history import HistoryEntry
from eventdesk.attendees.registration_table import RESERVATION_LABELS
from eventdesk.core.text import N_
from eventdesk.messages.rendering import render_payload

LABELS = {
    "register": N_("Registered."),
    "hold_place": N_("Registered; the e-mail address has to be confirmed."),
    "change_registration": N_("What they said was changed."),
    "change_consent": N_("The consent to be named in the report was changed."),
    "approve": N_("Approved."),
    "refuse": N_("Refused: %(reason)s"),
    "cancel_registration": N_("Registration cancelled."),
    "end_links": N_("The links to the personal page were ended."),
    "lapse": N_("Lapsed: it was not confirmed in time."),
    "write": N_("Wrote to them: %(subject)s"),
    "hold_seat": N_("Seat held until the e-mail address is confirmed."),
    "take_seat": N_("Took the seat."),
    "give_back_seat": N_("Seat or place given back."),
    "remove_seat": N_("Removed from the session by an organiser."),
    "promote": N_("Got a free seat from the waiting list."),
    "offer_seat": N_("A free seat was offered."),
    "pass_over": N_("Passed over on the waiting list, because of another seat."),
    "refuse_seat": N_("Seat refused: %(reason)s"),
    "invite": N_("Invited."),
    "move_seat": N_("Moved to another session."),
    "move_in_queue": N_("Moved on the waiting list from %(before)s to %(after)s: %(reason)s"),
}
_GOT = {
    "confirmed": N_("Seat reserved."),
    "waiting": N_("Joined the waiting list."),
    "pending": N_("Asked for a seat."),
}
STATES = {
    "queued": N_("To be sent"), "claimed": N_("To be sent"), "sending": N_("Being sent"), "done": N_("Sent"),
    "logged": N_("Kept here"), "failed": N_("Not sent"),
}  # fmt: skip


def history_text(happening: HistoryEntry, person_id: int, person: str) -> dict[str, Any]:
    """Return what happened as a page says it: `what`, `more` (a session, a mail's state), `who`, and `mail_id`."""
    if happening.verb == "mail":
        return _mail_words(happening)
    detail = happening.detail
    pattern = LABELS.get(happening.verb, "")
    if happening.verb == "reserve_seat":
        pattern = _GOT.get(str(detail.get("got", "confirmed")), _GOT["confirmed"])
    elif happening.verb == "register" and detail.get("got") == "pending":
        pattern = N_("Registered; an organiser has to agree.")
    elif happening.verb == "cancel_registration" and detail.get("reason"):
        pattern = N_("Registration cancelled: %(reason)s")
    filled = {name: detail.get(name, "") for name in ("reason", "subject", "before", "after")}
    what = gettext(pattern) % filled if pattern else happening.verb.replace("_", " ")
    if happening.actor_id == person_id:
        who = person
    else:
        who = happening.actor or (gettext("eventdesk") if happening.actor_id is None else gettext("somebody"))
    return {"what": what, "more": happening.title, "who": who, "mail_id": None}


def _mail_words(happening: HistoryEntry) -> dict[str, Any]:
    item = happening.detail
    subject, _ = render_payload(item)
    state = gettext(STATES[item["state"]])
    if item["state"] == "logged":
        more = gettext("Kept here for %(address)s, not sent", address=item["recipient"])
    else:
        more = gettext("%(state)s to %(address)s", state=state, address=item["recipient"])
    return {
        "what": gettext("Mail: %(subject)s", subject=subject),
        "more": f"{more}. {item['error']}" if item["error"] else more,
        "who": "",
        "mail_id": item["id"],
    }


def reservation_text(state: str) -> str:
    """Return what somebody has or had in a session."""
    ended = {"rejected": N_("Refused"), "expired": N_("Not taken in time"), "cancelled": N_("Given back")}
    return gettext({**RESERVATION_LABELS, **ended}[state])
