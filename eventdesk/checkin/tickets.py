"""A registration as a ticket: what stands on it, its HTML, and where the printed ones are kept.

A printed ticket is kept under a hash of all that stands on it. When the registration, a seat or the programme changes,
another hash is asked for, and the old file is removed after a while.
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

KEPT_FOR = timedelta(days=14)
"""How long a printed ticket that nobody opens is kept."""
EDITION = 1
"""Part of the hash: counted up when the look of tickets changes."""


@dataclass(frozen=True, slots=True)
class TicketSession:
    """A seat on a ticket; moments are on the clocks of the event."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    is_cancelled: bool = False

    @property
    def day(self) -> date | None:
        """The day it begins on; None while its time is not known."""
        return self.starts_at.date() if self.starts_at else None


@dataclass(frozen=True, slots=True)
class Ticket:
    """All that stands on a ticket."""

    language: str
    event: str
    organiser: str
    accent: str
    """As "#rrggbb"."""
    first_day: datetime
    """Noon of the first day on the clocks of the event, for the day and the zone."""
    last_day: date
    city: str
    """The city of the zone, as in "Brussels"."""
    place: str
    name: str
    organisation: str
    code: str
    address: str
    """What the QR code holds: the person at the door, for whoever checks people in."""
    own_page: str
    """Where seats are given back and the registration is cancelled."""
    contact: str
    sessions: tuple[TicketSession, ...]

    @property
    def days(self) -> list[tuple[date | None, list[TicketSession]]]:
        """The sessions by day, those whose time is not known last."""
        found: dict[date | None, list[TicketSession]] = {}
        for one in self.sessions:
            found.setdefault(one.day, []).append(one)
        return sorted(found.items(), key=lambda day: (day[0] is None, day[0] or date.max))

    @property
    def key(self) -> str:
        """A hash of all that stands on it."""
        return hashlib.sha256(f"{EDITION} {self!r}".encode("utf-8", "surrogatepass")).hexdigest()


def ticket_html(ticket: Ticket, translations: Translations | None = None) -> str:
    """Return a ticket as HTML, ready to be printed."""
    translations = translations or UNTRANSLATED
    title = translations.gettext("QR code that leads staff at the door to this registration")
    values = {
        "ticket": ticket,
        "palette": palette(ticket.accent),
        "qr_code": qr_code(ticket.address, title),
    }
    return render_html("checkin/pdf/ticket.html", values, language=ticket.language, translations=translations)


def path_of(data_dir: Path, key: str) -> Path:
    """Return where the ticket with this hash lies, if it is printed."""
    return data_dir / "tickets" / f"{key}.pdf"


def keep(data_dir: Path, key: str, pdf: bytes) -> None:
    """Keep a printed ticket, complete or not at all. Raises OSError when the disk is full."""
    path = path_of(data_dir, key)
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
    """Remove the tickets, and what a failure left of one, that were printed long ago; who asks again gets a new one."""
    oldest = (now - KEPT_FOR).timestamp()
    for file in (data_dir / "tickets").glob("*"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
