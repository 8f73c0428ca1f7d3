"""Cards of the agenda and its footnotes, each rendered once: a move changes few of the hundreds on a page."""

from collections.abc import Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from babel.lists import format_list
from flask import current_app
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup

from eventdesk.planning.queries.board_store import BoardSession
from eventdesk.planning.rules.schedule_conflict import ScheduleConflict
from eventdesk.programme.rules.grid import GridPosition
from eventdesk.programme.states import DraftState, PublicationState

ELSEWHERE = ""
"""The column of sessions that are in none of the rooms."""
MAX_NUMBERS = 4
"""How many conflicts a card shows by number."""


class Card(NamedTuple):
    """What a card shows, as templates/planning/_agenda_card.html takes it."""

    code: str
    url: str
    title: str
    start: str
    end: str
    speakers: str
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
    has_conflict: bool
    """Whether one of its footnotes is more than a warning."""
    notes: tuple[tuple[str, bool], ...]
    """Its footnotes: a placeholder for the number of each conflict, and whether it is only a warning."""
    position: GridPosition | None


@lru_cache(maxsize=4096)
def card_html(
    locale: str,  # noqa: ARG001 - cards of different languages are stored apart
    macro: str,
    base_url: str,
    session: BoardSession,
    warnings: tuple[bool, ...],
    minutes: tuple[int, int] | None,
    position: GridPosition | None,
) -> Markup:
    """Return a card of the agenda in the language of the reader, `locale`.

    `macro` is one of templates/planning/_agenda_card.html, `minutes` are those of the day from which to which it lasts.
    For each of its conflicts `warnings` has whether it is only a warning; `with_numbers` fills in the numbers.
    """
    templates = current_app.jinja_env.get_template("planning/_agenda_card.html").module
    card = Card(
        code=session.code,
        url=f"{base_url}{session.code}/",
        title=session.title,
        start=clock_label(minutes[0]) if minutes else "",
        end=clock_label(minutes[1]) if minutes else "",
        speakers=", ".join([name for _, name in session.speakers]),
        where=session.room.name if session.room else session.place,
        room=session.room.slug if session.room else ELSEWHERE,
        kind=session.kind,
        track=session.track or "",
        track_name=session.track_name or "",
        seats=_seats_label(session),
        minute=minutes[0] if minutes else 0,
        minutes=session.minutes,
        version=session.version,
        state=_state_label(session),
        is_cancelled=session.state == DraftState.CANCELLED,
        is_changed=session.is_changed,
        has_conflict=not all(warnings),
        notes=tuple(zip(map(_placeholder, range(len(warnings))), warnings, strict=True)),
        position=position,
    )
    return Markup(getattr(templates, macro)(card))  # noqa: S704 - a macro has escaped it


def _placeholder(index: int) -> str:
    """Return the placeholder of a number, a character that no text uses (Unicode, Private Use Area)."""
    return chr(0xE000 + index)


def with_numbers(html: Markup, numbers: Sequence[int]) -> Markup:
    """Return a card or footnote with the numbers of its conflicts. One conflict more changes the numbers of many."""
    for index, number in enumerate(numbers[:MAX_NUMBERS]):
        html = html.replace(_placeholder(index), str(number))
    return html


def clock_label(minute: int) -> str:
    """Return what clocks show at a minute of the day: "14:05"."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _seats_label(session: BoardSession) -> str:
    """Return "3 of 20 seats, 2 waiting"; "" where no reservation is needed."""
    if session.taken is None:
        return ""
    if session.capacity is None:
        return ngettext("%(num)s seat taken", "%(num)s seats taken", session.taken)
    seats = gettext("%(taken)s of %(seats)s seats", taken=session.taken, seats=session.capacity)
    if not session.waiting:
        return seats
    waiting = ngettext("%(num)s waiting", "%(num)s waiting", session.waiting)
    return format_list([seats, waiting], style="unit", locale=get_locale())


def _state_label(session: BoardSession) -> str:
    """Return how a session differs from what visitors see; "" where it does not."""
    if session.state == DraftState.CANCELLED:
        return gettext("Cancelled, not published") if session.is_changed else gettext("Cancelled")
    if session.shown_state == PublicationState.DRAFT:
        return gettext("Not published")
    return gettext("Changed, not published") if session.is_changed else ""


@lru_cache(maxsize=2048)
def footnote_html(
    locale: str,  # noqa: ARG001 - as above
    event_slug: str,
    card_url: str,
    conflict: ScheduleConflict,
) -> Markup:
    """Return a conflict as the list of footnotes shows it: its number leads to a card, its sentence to its sessions.

    `with_numbers` fills in the number.
    """
    template = current_app.jinja_env.get_template("planning/_agenda_footnote.html")
    # The macros of planning/_conflict.html use the event of their page.
    macros = template.make_module({"event": SimpleNamespace(slug=event_slug)})
    return Markup(macros.footnote(conflict, _placeholder(0), card_url))  # type: ignore[attr-defined] # noqa: S704 - as above
