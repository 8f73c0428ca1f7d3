"""What a version of a programme changes, in words: for the organiser before it is published, for visitors afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext

from eventdesk.core.text import N_
from eventdesk.web.filters import clock_time, day_month

KIND_LABELS = {"session": N_("session"), "plenary": N_("plenary"), "break": N_("break")}


def describe_change(change: Mapping[str, Any], timezone: str) -> list[str]:
    """Return the sentences that say what changes of a session (programme/rules/versions.py: `Change.as_stored`)."""
    kinds, before, after = set(change["kinds"]), change["before"], change["after"]
    if "added" in kinds:
        return [gettext("New: %(when)s.", when=_when_and_where(after, timezone))]
    if "cancelled" in kinds:
        return [gettext("Cancelled. It was planned for %(when)s.", when=_when_and_where(before, timezone))]
    words = []
    if "restored" in kinds:
        words.append(gettext("It takes place after all: %(when)s.", when=_when_and_where(after, timezone)))
    elif "moved" in kinds:
        words.append(_moved(before, after, timezone))
    if "placed" in kinds and "restored" not in kinds:
        words.append(_placed(before["where"], after["where"]))
    if "renamed" in kinds:
        words.append(gettext("Renamed. Before: “%(title)s”.", title=before["title"]))
    if before["track"] != after["track"]:
        words.append(_track(before["track"], after["track"]))
    if before["kind"] != after["kind"]:
        words.append(gettext("It is a %(kind)s now.", kind=gettext(KIND_LABELS[after["kind"]])))
    return words or [gettext("Its details changed.")]


def _moved(before: Mapping[str, Any], after: Mapping[str, Any], timezone: str) -> str:
    if not after["starts_at"]:
        return gettext("Time to be announced. Before: %(when)s.", when=_when(before, timezone))
    if not before["starts_at"]:
        return gettext("Its time: %(when)s.", when=_when(after, timezone))
    if _day(before, timezone) == _day(after, timezone):
        return gettext(
            "Moved from %(before)s to %(after)s on %(day)s.",
            before=_clocks(before, timezone), after=_clocks(after, timezone), day=_day(after, timezone),
        )  # fmt: skip
    return gettext("Moved from %(before)s to %(after)s.", before=_when(before, timezone), after=_when(after, timezone))


def _placed(before: str, after: str) -> str:
    if not after:
        return gettext("Place to be announced. Before: %(before)s.", before=before)
    if not before:
        return gettext("Its place: %(after)s.", after=after)
    return gettext("Place changed from %(before)s to %(after)s.", before=before, after=after)


def _track(before: str, after: str) -> str:
    if not after:
        return gettext("No longer in the track %(before)s.", before=before)
    return gettext("Now in the track %(after)s.", after=after)


def _when_and_where(shown: Mapping[str, Any], timezone: str) -> str:
    return ", ".join(filter(None, [_when(shown, timezone), shown["where"]]))


def _when(shown: Mapping[str, Any], timezone: str) -> str:
    """Return "14 October, 11:30–12:15"."""
    if not shown["starts_at"]:
        return gettext("time to be announced")
    return f"{_day(shown, timezone)}, {_clocks(shown, timezone)}"


def _day(shown: Mapping[str, Any], timezone: str) -> str:
    return day_month(datetime.fromisoformat(shown["starts_at"]), timezone)


def _clocks(shown: Mapping[str, Any], timezone: str) -> str:
    """Return "11:30–12:15", with the day of the end where that is a day later."""
    starts_at, ends_at = (datetime.fromisoformat(shown[name]) for name in ("starts_at", "ends_at"))
    ends = clock_time(ends_at, timezone)
    if ends_at - starts_at >= timedelta(days=1):
        ends = f"{day_month(ends_at, timezone)}, {ends}"
    return f"{clock_time(starts_at, timezone)}–{ends}"
