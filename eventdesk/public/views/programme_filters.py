"""The filters in the address of a programme."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from eventdesk.core.text import clean_line
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.rules.search import MAX_SEARCH

MAX_NAME = 60
"""Characters of a day, room, track, view or zone in the address; no programme has longer ones."""
NAMES = ("day", "view", "room", "track", "zone")
VIEWS = ("", "time", "room", "track")
"""Each day with rooms side by side; one list by time; room by room; track by track."""


class ProgrammeFilter(NamedTuple):
    """What of a programme is requested, and in which view and time zone; "" where nothing is."""

    day: str
    view: str
    room: str
    track: str
    zone: str
    q: str

    @property
    def is_filtered(self) -> bool:
        """Whether a part of the sessions is requested, other than a day."""
        return bool(self.room or self.track or self.q)

    def address(self, head: EventHeader, **other: str) -> str:
        """Return the address of the same programme with `other` values instead."""
        values: dict[str, Any] = {**self._asdict(), **other}
        return url_for("public.programme", event_slug=head.slug, **{k: v for k, v in values.items() if v})


def parse_filter(args: "MultiDict[str, str]", head: EventHeader) -> ProgrammeFilter:
    """Return the filters in the arguments of an address; the event's own time zone counts as none."""
    names = {name: clean_line(args.get(name, "")[:MAX_NAME]) for name in NAMES}
    if names["zone"] == head.timezone:
        names["zone"] = ""
    if names["view"] == "day":
        names["view"] = ""
    return ProgrammeFilter(**names, q=clean_line(args.get("q", "")[:MAX_SEARCH]))


def is_worth_caching(query: str, args: "MultiDict[str, str]", filters: ProgrammeFilter) -> bool:
    """Return whether many people request the page at this address, whose part after the question mark is `query`.

    Searches, the six hundred time zones and other spellings of the same address are not cached: there is no end of them,
    and they would displace the pages that are requested often.
    """
    pairs = list(args.items(multi=True))
    return (
        not filters.q
        and not filters.zone
        and query == urlencode(pairs)
        and len(pairs) == len(args)
        and all(value == getattr(filters, name, None) for name, value in pairs)
    )
