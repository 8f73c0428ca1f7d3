"""Tables as XLSX workbooks, written line by line. The one module that knows openpyxl."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from eventdesk.core.text import begins_like_formula

WIDTHS = (28, 32, 32, 24, 24, 18, 18)
"""Of the first columns, in characters; the others are 20 wide."""


def write_xlsx(path: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table as a workbook of one sheet to `path`; memory stays flat whatever the number of rows.

    Texts stay texts, whatever they begin with: no cell is a formula (ECMA-376, 18.18.11: `inlineStr`). Such as begin
    like one are marked as if they had been typed after an apostrophe, so that editing them does not make them one.
    """
    # 0.2 s, and only in the worker.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for number in range(len(heads)):
        width = WIDTHS[number] if number < len(WIDTHS) else 20
        sheet.column_dimensions[get_column_letter(number + 1)].width = width

    def text(value: str) -> Any:
        if not value.isprintable():
            value = ILLEGAL_CHARACTERS_RE.sub("", value)
        is_risky = begins_like_formula(value)
        if not is_risky and value not in ERROR_CODES:
            return value
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        cell.quotePrefix = is_risky
        return cell

    def moment(value: date, pattern: str) -> Any:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = pattern
        return cell

    def cell_of(value: Any) -> Any:
        if isinstance(value, str):
            return text(value)
        if isinstance(value, datetime):
            return moment(value, "yyyy-mm-dd hh:mm")
        return moment(value, "yyyy-mm-dd") if isinstance(value, date) else value

    bold = Font(bold=True)
    first = []
    for head in heads:
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", head))
        cell.data_type, cell.font = "s", bold
        first.append(cell)
    sheet.append(first)
    for row in rows:
        sheet.append([cell_of(value) for value in row])
    book.save(path)
