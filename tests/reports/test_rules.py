"""Funding statements, outdated PDFs and the layout of the summary."""

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.reports.report_figures import summary_layout
from eventdesk.reports.rules import funding_lines, is_outdated, requires_eu_emblem


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
def test_funding_note_is_a_statement_and_a_disclaimer(note, lines, emblem):
    assert funding_lines(note) == lines
    assert requires_eu_emblem(note) is emblem


def test_pdf_is_outdated_once_texts_changed_after_it():
    now = datetime(2020, 12, 15, tzinfo=UTC)

    assert not is_outdated(now, None)
    assert not is_outdated(now, now)
    assert is_outdated(now + timedelta(seconds=1), now)


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
def test_summary_layout_leaves_room_for_the_figures(first, rest, size, on_one_page):
    layout = summary_layout("x" * first, "x" * rest)

    assert (layout.size, layout.on_one_page) == (size, on_one_page)
