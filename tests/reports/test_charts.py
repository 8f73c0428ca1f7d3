"""The charts of a report with their data and texts, and its speakers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.figures.values import SeatFigures
from eventdesk.printing.html import UNTRANSLATED
from eventdesk.reports import charts
from eventdesk.reports.chart_data import ChartData
from eventdesk.reports.report_figures import speakers
from eventdesk.reports.report_model import Funnel
from tests.reports.sample import POLICY, WRAP_UP

CHART_DATA = ChartData("en", UNTRANSLATED)


def test_speakers_are_listed_once_in_order_of_appearance():
    rows = speakers((POLICY, WRAP_UP))

    assert [(row.name.text, row.sessions, row.moderates) for row in rows] == [
        ("Anna Pobol", (1, 3), False),
        ("Christophe Guichard", (1,), False),
    ]


def test_charts_show_their_numbers_and_escape_labels():
    drawn = charts.funnel([charts.Step("<b>", 0), charts.Step("Attended", 3, 1, "1 no-show")], "#0e4f5f", "0 & 3")

    assert "<b>" not in drawn
    assert "<title>0 &amp; 3</title>" in drawn
    assert ">3</text>" in drawn
    assert ">1 no-show</text>" in drawn


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000)), max_size=12))
def test_seats_chart_stays_inside_its_column(rows):
    drawn = charts.seats([charts.Seats("S", *row) for row in rows], "#0e4f5f", "t")

    ends = [
        float(part.split('x="')[1].split('"')[0]) + float(part.split('width="')[1].split('"')[0])
        for part in drawn.split("<rect ")[1:]
    ]
    assert all(end <= charts.WIDTH for end in ends)


def test_chart_data_without_attendance_has_two_steps():
    steps = CHART_DATA.steps(Funnel(registered=3, confirmed=2, attended=None))

    assert steps == [charts.Step("Registered", 3), charts.Step("Confirmed", 2, 1, "1 not confirmed")]
    assert CHART_DATA.steps_text(steps) == "Registered: 3; Confirmed: 2 (1 not confirmed)."


@pytest.mark.parametrize(
    ("seats", "text"),
    [
        (SeatFigures(True, 5, reserved=4, waiting=0, attended=3), "Session 1: 5 seats, 4 reserved, 3 attended."),
        (SeatFigures(True, None, reserved=4, waiting=0, attended=3), "Session 1: 4 reserved, 3 attended."),
        (SeatFigures(False, None, reserved=0, waiting=0, attended=3), "Session 1: 3 attended."),
    ],
)
def test_chart_data_describes_the_seats_of_a_session(seats, text):
    assert CHART_DATA.bars_text([replace(POLICY, seats=seats)]) == text
