"""The ticket of a registration: its content, its HTML, and the folder of printed tickets.

The file of a printed ticket is named by a hash of its content. When the registration, a seat or the programme changes,
the hash changes with it; the old file is removed after a while.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from eventdesk.printing.html import UNTRANSLATED, Translations, render_html
from eventdesk.printing.palette import palette
from eventdesk.printing.qr import qr_code

RETENTION = timedelta(days=14)
"""How long a printed ticket is stored."""
EDITION = 2
"""Part of the hash: add 1 when the text or the look of tickets changes."""


@dataclass(frozen=True, slots=True)
class TicketSession:
    """A seat on a ticket; its times are in the time zone of the event."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    is_cancelled: bool = False

    @property
    def day(self) -> date | None:
        """The day it starts; None while its time is not known."""
        return self.starts_at.date() if self.starts_at else None


@dataclass(frozen=True, slots=True)
class Ticket:
    """The content of a ticket."""

    language: str
    event: str
    organiser: str
    accent: str
    """As "#rrggbb"."""
    first_day: datetime
    """Noon of the first day in the time zone of the event: gives the day and the zone."""
    last_day: date
    city: str
    """The city of the zone, as in "Brussels"."""
    place: str
    name: str
    organisation: str
    code: str
    address: str
    """The address in the QR code: the page on which staff check this person in."""
    my_page: str
    """The address at which the person releases seats."""
    contact: str
    sessions: tuple[TicketSession, ...]

    @property
    def days(self) -> list[tuple[date | None, list[TicketSession]]]:
        """The sessions by day; sessions without a time come last."""
        by_day: dict[date | None, list[TicketSession]] = {}
        for session in self.sessions:
            by_day.setdefault(session.day, []).append(session)
        return sorted(by_day.items(), key=lambda day: (day[0] is None, day[0] or date.max))

    @property
    def key(self) -> str:
        """A hash of the content."""
        return hashlib.sha256(f"{EDITION} {self!r}".encode("utf-8", "surrogatepass")).hexdigest()


def ticket_html(ticket: Ticket, translations: Translations | None = None) -> str:
    """Return a ticket as HTML, ready for printing."""
    translations = translations or UNTRANSLATED
    title = translations.gettext("QR code with which staff check in this registration")
    values = {
        "ticket": ticket,
        "palette": palette(ticket.accent),
        "qr_code": qr_code(ticket.address, title),
    }
    return render_html("checkin/pdf/ticket.html", values, language=ticket.language, translations=translations)


def ticket_path(data_dir: Path, key: str) -> Path:
    """Return the path of the file of the ticket with this hash, printed or not."""
    return data_dir / "tickets" / f"{key}.pdf"


def store_ticket(data_dir: Path, key: str, pdf: bytes) -> None:
    """Store a printed ticket, complete or not at all. Raises OSError when the disk is full."""
    path = ticket_path(data_dir, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def purge(data_dir: Path, *, now: datetime) -> None:
    """Remove the files of tickets that were printed long ago, incomplete ones included."""
    oldest = (now - RETENTION).timestamp()
    for file in (data_dir / "tickets").glob("*"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
