"""What the address of a programme asks to see."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from eventdesk.core.text import clean_line
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.rules.search import MAX_SEARCH

MAX_NAME = 60
"""Characters of a day, room, track, view or zone in the address; longer ones are of no programme."""
NAMES = ("day", "view", "room", "track", "zone")
VIEWS = ("", "time", "room", "track")
"""Rooms side by side, day by day; one list in order of time; room by room; track by track."""


class ProgrammeFilter(NamedTuple):
    """What the address asks to see."""

    day: str
    view: str
    room: str
    track: str
    zone: str
    q: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.room or self.track or self.q)

    def address(self, head: EventHeader, **other: str) -> str:
        """Return the address of the same programme with `other` asked instead."""
        asked: dict[str, Any] = {**{name: getattr(self, name) for name in (*NAMES, "q")}, **other}
        return url_for("public.programme", event_slug=head.slug, **{k: v for k, v in asked.items() if v})


def parse_filter(args: "MultiDict[str, str]", head: EventHeader) -> ProgrammeFilter:
    """Return what the arguments of an address ask; the event's own zone is as good as none."""
    names = {name: clean_line(args.get(name, "")[:MAX_NAME]) for name in NAMES}
    if names["zone"] == head.timezone:
        names["zone"] = ""
    if names["view"] == "day":
        names["view"] = ""
    return ProgrammeFilter(**names, q=clean_line(args.get("q", "")[:MAX_SEARCH]))


def is_worth_caching(query: str, args: "MultiDict[str, str]", asked: ProgrammeFilter) -> bool:
    """Return whether many people ask for the page at this address, whose part behind the question mark is `query`.

    What anybody can type in any number of ways is not kept, lest it drive out what is asked for often: searches, the
    six hundred zones, and other spellings of the same address.
    """
    pairs = list(args.items(multi=True))
    return (
        not asked.q
        and not asked.zone
        and query == urlencode(pairs)
        and len(pairs) == len(args)
        and all(value == getattr(asked, name, None) for name, value in pairs)
    )
