"""The charts and the speakers of a report."""

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.reports import charts
from eventdesk.reports.report_figures import speakers
from tests.reports.sample import POLICY, WRAP_UP


def test_speakers_are_listed_once_in_order_of_appearance():
    rows = speakers((POLICY, WRAP_UP))

    assert [(row.name.text, row.sessions, row.moderates) for row in rows] == [
        ("Anna Pobol", (1, 3), False),
        ("Christophe Guichard", (1,), False),
    ]


def test_charts_carry_their_numbers_and_escape_their_words():
    drawn = charts.funnel([charts.Step("<b>", 0), charts.Step("Came", 3, 1, "lost 1")], "#0e4f5f", "0 & 3")

    assert "<b>" not in drawn
    assert "<title>0 &amp; 3</title>" in drawn
    assert ">3</text>" in drawn
    assert ">lost 1</text>" in drawn


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000)), max_size=12))
def test_seats_chart_stays_inside_its_column(rows):
    drawn = charts.seats([charts.Seats("S", *row) for row in rows], "#0e4f5f", "t")

    ends = [
        float(part.split('x="')[1].split('"')[0]) + float(part.split('width="')[1].split('"')[0])
        for part in drawn.split("<rect ")[1:]
    ]
    assert all(end <= charts.WIDTH for end in ends)
