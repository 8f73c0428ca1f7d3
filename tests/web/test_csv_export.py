"""CSV cells: safe in every spreadsheet, and unchanged if they are harmless."""

import csv
from io import StringIO

import pytest

from eventdesk.web.csv_export import BOM, escape_formula, to_csv


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "@SUM(A1)", "-1+cmd|' /C calc'!A0", "+cmd", "\t=1", "\r=1", " =1+1", "＝1+1", "-", "+A1", "=", "\n=1"],
)
def test_formula_becomes_text(cell):
    assert escape_formula(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell",
    ["+32 2 295 00 00", "+49 (0)30/1234-56", "-12.5", "+1-202-555-0100", "(030) 1234", "a=b", "Ana", "", "o@e.org",
     "ნინო ლომიძე", 17, -3, 1.5, None],
)  # fmt: skip
def test_other_cells_are_unchanged(cell):
    assert escape_formula(cell) == cell


def test_table_can_be_read_back():
    rows = [["Ana, “the” Barbosa", 'says "yes"', 3], ["two\nlines", "=1+1", ""]]

    text = to_csv(["Name", "Text", "Seats"], rows)

    assert text.startswith(BOM)
    assert list(csv.reader(StringIO(text.removeprefix(BOM), newline=""))) == [
        ["Name", "Text", "Seats"],
        ["Ana, “the” Barbosa", 'says "yes"', "3"],
        ["two\nlines", "'=1+1", ""],
    ]
