"""Pure decisions of the visitors' pages: which day is shown, where a card stands, what is on now, what a search finds."""

from eventdesk.programme.rules.grid import MOST_LANES, STEP, Block, Column, Grid, Place, grid
from eventdesk.public.rules.now_next import NowNext, Slot, now_and_next
from eventdesk.public.rules.search import LONGEST_SEARCH, is_found, search_words
from eventdesk.public.rules.times import (
    day_shown,
    is_timezone,
    local_day,
    local_minutes,
    minute,
    moment_of_page,
    phase,
)

__all__ = [
    "LONGEST_SEARCH",
    "MOST_LANES",
    "STEP",
    "Block",
    "Column",
    "Grid",
    "NowNext",
    "Place",
    "Slot",
    "day_shown",
    "grid",
    "is_found",
    "is_timezone",
    "local_day",
    "local_minutes",
    "minute",
    "moment_of_page",
    "now_and_next",
    "phase",
    "search_words",
]
