"""What may be said in a report."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.reports.figures import summary_layout
from eventdesk.reports.rules import SMALLEST_GROUP, carries_emblem, funding_lines, groups_to_show, is_behind


@given(st.dictionaries(st.sampled_from("ABCDEFGHIJKL"), st.integers(1, 30), max_size=12))
def test_groups_together_are_never_few_and_never_one(sizes):
    alone, together = groups_to_show(list(sizes.items()))

    assert sorted(alone + together) == sorted(sizes)
    assert all(sizes[label] >= SMALLEST_GROUP for label in alone)
    if alone and together:
        assert len(together) > 1
        assert sum(sizes[label] for label in together) >= SMALLEST_GROUP


def test_groups_of_five_and_more_stand_by_size():
    assert groups_to_show([("Georgia", 9), ("Ukraine", 14), ("Armenia", 9)]) == (["Ukraine", "Armenia", "Georgia"], [])


def test_next_group_joins_where_the_small_ones_are_too_few():
    assert groups_to_show([("Ukraine", 14), ("Moldova", 6), ("Malta", 1)]) == (["Ukraine"], ["Malta", "Moldova"])


@pytest.mark.parametrize(
    ("note", "lines", "emblem"),
    [
        ("", ("", ""), False),
        (
            "Funded by the European Union.\nNobody\nis liable.",
            ("Funded by the European Union.", "Nobody is liable."),
            True,
        ),
        ("Co-funded by the European Union", ("Co-funded by the European Union", ""), True),
        ("Paid by its members.", ("Paid by its members.", ""), False),
    ],
)
def test_funding_note_is_a_line_and_a_disclaimer(note, lines, emblem):
    assert funding_lines(note) == lines
    assert carries_emblem(note) is emblem


def test_pdf_is_behind_when_texts_changed_after_it():
    now = datetime(2020, 12, 15, tzinfo=UTC)

    assert not is_behind(now, None)
    assert not is_behind(now, now)
    assert is_behind(now + timedelta(seconds=1), now)


@pytest.mark.parametrize(
    ("first", "rest", "size", "on_one_page"),
    [
        (400, 0, "large", True),
        (450, 540, "medium", True),
        (450, 2000, "large", False),
        (600, 2000, "text", False),
        (1100, 1000, "text", False),
        (1800, 0, "", False),
    ],
)
def test_summary_is_set_so_that_the_figures_stay_on_its_page(first, rest, size, on_one_page):
    layout = summary_layout("x" * first, "x" * rest)

    assert (layout.size, layout.on_one_page) == (size, on_one_page)
