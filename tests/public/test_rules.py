from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from eventdesk.programme.rules.grid import Block, GridPosition, grid
from eventdesk.public.rules.now_next import NowNext, Slot, now_and_next
from eventdesk.public.rules.search import matches, search_terms
from eventdesk.public.rules.times import day_shown, is_timezone, local_minutes, moment_of_page, phase

DAYS = [date(2026, 4, 14), date(2026, 4, 15)]


def test_phase_is_in_the_event_timezone():
    late = datetime(2026, 4, 15, 21, 30, tzinfo=UTC)

    assert phase(*DAYS, "UTC", late) == "on"
    assert phase(*DAYS, "Asia/Tbilisi", late) == "after"


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        (datetime(2026, 4, 13, 12, tzinfo=UTC), "before"),
        (datetime(2026, 4, 14, 12, 7, 31, tzinfo=UTC), "2026-04-14T12:07"),
        (datetime(2026, 4, 16, 1, 0, tzinfo=UTC), "2026-04-16T01:00"),
        (datetime(2026, 4, 17, 1, 0, tzinfo=UTC), "after"),
    ],
)
def test_moment_of_page_is_the_minute_only_while_the_event_runs(now, moment):
    assert moment_of_page(*DAYS, "UTC", now) == moment


def test_local_minutes_are_in_the_timezone():
    nine = datetime(2026, 4, 14, 9, 5, tzinfo=UTC)

    assert local_minutes(nine, DAYS[0], ZoneInfo("Europe/Brussels")) == 11 * 60 + 5
    assert local_minutes(nine, DAYS[1], ZoneInfo("UTC")) == 9 * 60 + 5 - 24 * 60


@pytest.mark.parametrize(
    ("requested", "today", "shown"),
    [
        ("", date(2026, 4, 1), DAYS[0]),
        ("", DAYS[1], DAYS[1]),
        ("2026-04-15", DAYS[0], DAYS[1]),
        ("all", DAYS[0], None),
    ],
)
def test_day_shown(requested, today, shown):
    assert day_shown(requested, DAYS, today) == shown


def test_day_shown_of_an_empty_programme_is_none():
    assert day_shown("2026-04-14", [], DAYS[0]) is None


@pytest.mark.parametrize("requested", ["2026-04-16", "2026-13-41", "tomorrow", "'; drop", "２０２６-04-14"])
def test_day_shown_raises_for_an_unknown_day(requested):
    with pytest.raises(ValueError, match=r"day|isoformat|nothing on|month"):
        day_shown(requested, DAYS, DAYS[0])


@pytest.mark.parametrize(
    ("query", "text", "is_match"),
    [
        ("dvorak", "Antonín Dvořák", True),
        ("DVOŘÁK antonin", "Antonín Dvořák", True),
        ("ΑΘΗΝΑ", "Ἀθῆνα", True),
        ("тбилиси", "Тбилиси", True),
        ("თბილისი", "თბილისი, საქართველო", True),
        ("երեւան", "Երեւան", True),
        ("قاهرة", "القاهرة", True),
        ("strasse", "Hauptstraße", True),
        ("ﬁnance", "Finance", True),
        ("dvorak brahms", "Antonín Dvořák", False),
    ],
)
def test_search_matches_any_accents_and_script(query, text, is_match):
    assert matches(search_terms(query), [text]) is is_match


def test_search_terms_reads_a_limited_length():
    assert len(search_terms("a " * 5000)) == 50


def block(number, column, start, end, spans=False):
    return Block(number, column, spans, start * 60, int(end * 60))


def test_grid_places_sessions_in_their_rooms():
    drawn = grid([block(1, 7, 9, 10), Block(2, 8, False, 570, 600)], [7, 8, 9])

    assert drawn.columns == [7, 8]
    assert drawn.positions == {1: GridPosition(1, 12, 1), 2: GridPosition(7, 6, 2)}
    assert drawn.half_hours == [540, 570]


def test_grid_spans_plenaries():
    drawn = grid([block(1, 7, 9, 10), block(2, 8, 9, 10), block(3, "Foyer", 10, 11, spans=True)], [7, 8])

    assert drawn.columns == [7, 8]
    assert drawn.positions[3] == GridPosition(13, 12, 0)


def test_grid_does_not_span_a_plenary_with_a_parallel_session():
    drawn = grid([block(1, 7, 9, 11), block(2, "Foyer", 10, 10.5, spans=True)], [7])

    assert drawn.columns == [7, "Foyer"]
    assert drawn.positions[2] == GridPosition(13, 6, 2)


def test_grid_puts_overlapping_sessions_of_a_room_side_by_side():
    drawn = grid([block(1, 7, 9, 10), block(2, 7, 9.5, 10.5), block(3, 7, 11, 12), block(4, 8, 9, 12)], [7, 8])

    assert [drawn.positions[number].lane for number in (1, 2, 3, 4)] == ["1-2", "2-2", "", ""]


def test_grid_rounds_odd_minutes_outwards():
    drawn = grid([Block(1, 7, False, 9 * 60 + 3, 9 * 60 + 11), block(2, 8, 9, 10)], [7, 8])

    assert drawn.positions[1] == GridPosition(1, 3, 1)


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [block(1, 7, 9, 10)],
        [block(number, number, 9, 10) for number in range(1, 26)],
        [block(number, 7 + number % 2, 9, 10) for number in range(8)],
        [block(1, 7, 0, 1), block(2, 8, 23, 26)],
    ],
    ids=["nothing", "one column", "too many columns", "too many lanes", "too long"],
)
def test_grid_is_none_where_a_list_reads_better(blocks):
    assert grid(blocks, list(range(1, 26))) is None


def slot(number, column, start, end):
    return Slot(
        number, column, *(datetime(2026, 4, 14, *divmod(round(60 * hour), 60), tzinfo=UTC) for hour in (start, end))
    )


def now(hour):
    return datetime(2026, 4, 14, *divmod(round(60 * hour), 60), tzinfo=UTC)


MIDNIGHT = datetime(2026, 4, 15, tzinfo=UTC)


def test_now_and_next_of_each_room():
    slots = [slot(1, 7, 9, 10), slot(2, 7, 10.5, 11), slot(3, 7, 11, 12), slot(4, 8, 13, 14), slot(5, "Foyer", 10, 11)]

    assert now_and_next(slots, [8, 7], now(9.5), MIDNIGHT) == [
        NowNext(8, [], [4]),
        NowNext(7, [1], [2]),
        NowNext("Foyer", [], [5]),
    ]


def test_now_and_next_ends_and_begins_at_the_minute():
    slots = [slot(1, 7, 9, 10), slot(2, 7, 10, 11)]

    assert now_and_next(slots, [7], now(10), MIDNIGHT) == [NowNext(7, [2], [])]


def test_now_and_next_with_simultaneous_sessions():
    slots = [slot(1, "Online", 11, 12), slot(2, "Online", 11, 13), slot(3, "Online", 12, 13)]

    assert now_and_next(slots, [], now(9), MIDNIGHT) == [NowNext("Online", [], [1, 2])]


def test_now_and_next_ends_with_the_day():
    assert now_and_next([slot(1, 7, 11, 12)], [7], now(9), now(10)) == []


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/Lisbon", True),
        ("Asia/Calcutta", True),
        ("UTC", True),
        ("", False),
        ("europe/lisbon", False),
        ("../../etc/passwd", False),
        ("/etc/localtime", False),
        ("localtime", False),
        ("Factory", False),
        ("Europe", False),
        ("Mars/Olympus", False),
    ],
)
def test_is_timezone(name, known):
    assert is_timezone(name) is known
