"""Funding statements, outdated PDFs and the layout of the summary."""

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.reports.report_figures import summary_layout
from eventdesk.reports.rules import carries_emblem, funding_lines, is_behind


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
