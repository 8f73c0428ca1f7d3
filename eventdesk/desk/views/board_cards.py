"""Cards of the agenda and sentences of its conflicts, each written once: a step changes few of the hundreds on a page."""

from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from flask import current_app
from markupsafe import Markup

from eventdesk.programme.rules.schedule_conflict import ScheduleConflict


class Card(NamedTuple):
    """All that a card says, and where it stands. Equal cards read the same."""

    code: str
    url: str
    title: str
    start: str
    end: str
    who: str
    where: str
    room: str
    kind: str
    track: str
    track_name: str
    seats: str
    minute: int
    minutes: int
    version: int
    state: str
    is_cancelled: bool
    is_changed: bool
    notes: tuple[tuple[int, bool], ...]
    """The footnotes: the number of each conflict, and whether it is only a warning."""
    place: tuple[int, int, int, str] | None
    """Row, length, column and lane of the grid; None where there is none."""

    @property
    def has_conflict(self) -> bool:
        """Whether one of its footnotes is more than a warning."""
        return any(not is_warning for _, is_warning in self.notes)


@lru_cache(maxsize=4096)
def card_html(locale: str, kind: str, card: Card) -> Markup:  # noqa: ARG001 - the language tells apart what is kept
    """Return a card; `kind` is the macro of templates/desk/_agenda_card.html, `locale` that of the reader."""
    cards = current_app.jinja_env.get_template("desk/_agenda_card.html").module
    return Markup(getattr(cards, kind)(card))  # noqa: S704 - a macro has escaped it


@lru_cache(maxsize=2048)
def footnote_html(
    locale: str,  # noqa: ARG001 - as above
    event_slug: str,
    number: int,
    card_url: str,
    conflict: ScheduleConflict,
) -> Markup:
    """Return a conflict as the list of footnotes shows it: its number leads to a card, its sentence to its sessions."""
    template = current_app.jinja_env.get_template("desk/_agenda_footnote.html")
    # The macros of desk/_conflict.html know the event of their page.
    said = template.make_module({"event": SimpleNamespace(slug=event_slug)})
    return Markup(said.footnote(conflict, number, card_url))  # type: ignore[attr-defined] # noqa: S704 - as above
