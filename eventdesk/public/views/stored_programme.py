"""The visitors' programme, stored with a placeholder for the seats of each session: a reservation renews only those.

While seats are reserved every second, the rest of the page stays the same for minutes. Its version is the event's header
with its revision and, while the event runs, the minute. The seats are read for each response, so no reader sees a number
older than their request.
"""

from datetime import datetime
from typing import NamedTuple

from flask import get_template_attribute
from markupsafe import Markup

from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.queries.programme import SeatNumbers
from eventdesk.public.views.cards import seats_of_entry
from eventdesk.public.views.stored_pages import PLACEHOLDER, StoredPages, placeholder
from eventdesk.seats.rules.display import SeatLabel
from eventdesk.web.filters import format_datetime

AS_OF = "as-of"


class SeatPlaceholders:
    """Makes the placeholders of one page, and remembers the session of each."""

    as_of = placeholder(AS_OF)
    """Stands for the moment at which the seats were read."""

    def __init__(self) -> None:
        self.entries: dict[str, ProgrammeItem] = {}

    def of(self, entry: ProgrammeItem) -> Markup:
        """Return the placeholder for the seats of a session."""
        self.entries[str(entry.id)] = entry
        return placeholder(entry.id)


class _Line(NamedTuple):
    seats: SeatNumbers | None
    """The numbers that the line was made from."""
    html: str


class StoredProgramme:
    """A programme between its placeholders."""

    def __init__(self, html: str, placeholders: SeatPlaceholders, head: EventHeader) -> None:
        self._pieces = PLACEHOLDER.split(html)
        self._entries = placeholders.entries
        self._head = head
        self._lines: dict[str, _Line] = {}
        self.characters = len(html)

    def filled(self, seats: dict[int, SeatNumbers], now: datetime) -> str:
        """Return the page with these seats. A line is rendered again where its session's numbers have changed."""
        render_line = get_template_attribute("components/seats.html", "seat_line")
        rendered: dict[SeatLabel, str] = {}
        pieces = self._pieces.copy()
        for position in range(1, len(pieces), 2):
            name = pieces[position]
            if name == AS_OF:
                pieces[position] = format_datetime(now, self._head.timezone)
                continue
            entry = self._entries[name]
            numbers, line = seats.get(entry.id), self._lines.get(name)
            if line is None or line.seats != numbers:
                label = seats_of_entry(entry, numbers, None, self._head, now=now)
                if label is not None and label not in rendered:
                    rendered[label] = str(render_line(label))
                line = self._lines[name] = _Line(numbers, rendered[label] if label else "")
            pieces[position] = line.html
        return "".join(pieces)


stored_programmes = StoredPages[StoredProgramme]()
"""Those of this process."""
