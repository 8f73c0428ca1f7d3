"""The texts of the organiser's board: conflicts, changes, locations and what a move asks first."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext, ngettext

from eventdesk.core.errors import DomainError
from eventdesk.core.text import N_
from eventdesk.planning.rules.schedule_conflict import ScheduleConflict
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import Event
from eventdesk.programme.services.draft import StaleDraft
from eventdesk.programme.states import DraftState
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.web.errors import translate
from eventdesk.web.filters import clock_time, day_month

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


def conflict_text(conflict: ScheduleConflict) -> str:
    """Return the sentence of a conflict in the reader's language, as `templates/planning/_conflict.html` shows it with links."""
    values = {name: day_month(value) if isinstance(value, date) else value for name, value in conflict.params.items()}
    people = values.get("people")
    subject = ngettext("%(num)s person", "%(num)s people", people) if people else conflict.subject
    return str(gettext(conflict.message, subject=subject, **values))


def unscheduled_prompt(draft: DraftSession) -> str:
    """Return the question to ask before a session with reservations loses its time; "" if there is nothing to ask."""
    seats = session_seats(draft.event_session.id)
    count = seats.taken + seats.waiting if seats else 0
    if not count or draft.starts_at is None or draft.state == DraftState.CANCELLED:
        return ""
    return ngettext(
        "“%(title)s” has %(num)s reservation. Once you publish, visitors see “time to be announced”.",
        "“%(title)s” has %(num)s reservations. Once you publish, visitors see “time to be announced”.",
        count,
        title=draft.title,
    )


def problem_text(problem: DomainError, event: Event) -> str:
    """Return why a session was not moved, and where it is now if somebody else moved it."""
    text = translate(problem)
    if isinstance(problem, StaleDraft):
        return f"{text} {current_position_text(problem.plan, event)}"
    return as_sentence(text)


def as_sentence(text: str) -> str:
    """Return the message of a form's field as a sentence of its own."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def current_position_text(draft: DraftSession, event: Event) -> str:
    position = position_text(draft, event)
    return gettext("It is now on %(where)s.", where=position) if position else gettext("It is now unscheduled.")


def position_text(draft: DraftSession, event: Event) -> str:
    """Return "14 October, 14:00–14:45, Room 1.05"; "" for a session without a time."""
    if draft.starts_at is None or draft.ends_at is None:
        return ""
    times = f"{clock_time(draft.starts_at, event.timezone)}–{clock_time(draft.ends_at, event.timezone)}"
    return ", ".join(filter(None, (day_month(draft.starts_at, event.timezone), times, where_text(draft))))


def where_text(plan: DraftSession) -> str:
    """Return the room of a session, or its other place, or ""."""
    return plan.room.name if plan.room else plan.place
