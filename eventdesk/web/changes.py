"""Sentences about the changes between two versions of a programme, for pages and emails."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext

from eventdesk.core.text import N_
from eventdesk.web.filters import clock_time, day_month, describe_timezone

_KIND_CHANGES = {
    "session": N_("It is now a session."),
    "plenary": N_("It is now a plenary."),
    "break": N_("It is now a break."),
}


def describe_change(change: Mapping[str, Any], timezone: str) -> list[str]:
    """Return sentences about a change of a session, as `Change.as_stored` in programme/rules/versions.py gives it."""
    kinds, before, after = set(change["kinds"]), change["before"], change["after"]
    if "added" in kinds:
        return [gettext("New: %(when)s.", when=_when_and_where(after, timezone))]
    if "cancelled" in kinds:
        return [gettext("Cancelled. It was planned for %(when)s.", when=_when_and_where(before, timezone))]
    sentences = []
    if "restored" in kinds:
        sentences.append(gettext("Back in the programme: %(when)s.", when=_when_and_where(after, timezone)))
    elif "moved" in kinds:
        sentences.append(_moved(before, after, timezone))
    if "placed" in kinds and "restored" not in kinds:
        sentences.append(_placed(before["where"], after["where"]))
    if "renamed" in kinds:
        sentences.append(gettext("Renamed. Previously: “%(title)s”.", title=before["title"]))
    if before["track"] != after["track"]:
        sentences.append(_track(before["track"], after["track"]))
    if before["kind"] != after["kind"]:
        sentences.append(gettext(_KIND_CHANGES[after["kind"]]))
    return sentences or [gettext("Details changed.")]


def changes_zone(changes: Sequence[Mapping[str, Any]], timezone: str) -> str:
    """Return a sentence that names the time zone of the times in `changes`, or "" if none of them has a time."""
    times = [state["starts_at"] for change in changes for state in (change["after"], change["before"]) if state]
    first = next(filter(None, times), None)
    if first is None:
        return ""
    return gettext("All times are %(zone)s.", zone=describe_timezone(timezone, datetime.fromisoformat(first)))


def _moved(before: Mapping[str, Any], after: Mapping[str, Any], timezone: str) -> str:
    if not after["starts_at"]:
        return gettext("Time to be announced. Previously: %(when)s.", when=_when(before, timezone))
    if not before["starts_at"]:
        return gettext("Scheduled for %(when)s.", when=_when(after, timezone))
    if _day(before, timezone) == _day(after, timezone):
        return gettext(
            "Moved from %(before)s to %(after)s on %(day)s.",
            before=_clocks(before, timezone),
            after=_clocks(after, timezone),
            day=_day(after, timezone),
        )
    return gettext("Moved from %(before)s to %(after)s.", before=_when(before, timezone), after=_when(after, timezone))


def _placed(before: str, after: str) -> str:
    if not after:
        return gettext("Location to be announced. Previously: %(before)s.", before=before)
    if not before:
        return gettext("Location: %(after)s.", after=after)
    return gettext("Location changed from %(before)s to %(after)s.", before=before, after=after)


def _track(before: str, after: str) -> str:
    if not after:
        return gettext("No longer in the track %(before)s.", before=before)
    return gettext("Now in the track %(after)s.", after=after)


def _when_and_where(state: Mapping[str, Any], timezone: str) -> str:
    return ", ".join(filter(None, [_when(state, timezone), state["where"]]))


def _when(state: Mapping[str, Any], timezone: str) -> str:
    """Return "14 October, 11:30–12:15"."""
    if not state["starts_at"]:
        return gettext("time to be announced")
    return f"{_day(state, timezone)}, {_clocks(state, timezone)}"


def _day(state: Mapping[str, Any], timezone: str) -> str:
    return day_month(datetime.fromisoformat(state["starts_at"]), timezone)


def _clocks(state: Mapping[str, Any], timezone: str) -> str:
    """Return "11:30–12:15", with the day of the end if the session is a day long or more."""
    starts_at, ends_at = (datetime.fromisoformat(state[name]) for name in ("starts_at", "ends_at"))
    ends = clock_time(ends_at, timezone)
    if ends_at - starts_at >= timedelta(days=1):
        ends = f"{day_month(ends_at, timezone)}, {ends}"
    return f"{clock_time(starts_at, timezone)}–{ends}"
