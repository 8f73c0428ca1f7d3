"""Writing tables as XLSX workbooks, row by row. The only module that uses XlsxWriter."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from eventdesk.core.text import looks_like_formula

WIDTHS = (28, 32, 32, 24, 24, 18, 18)
"""Widths of the first columns in characters; the others are 20 wide."""

# Only one row is in memory at a time, and text is never turned into anything else.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# XML 1.0, 2.2: a document cannot contain these characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# XlsxWriter copies text that starts like this as XML; written as two pieces it stays text.
_LIKE_MARKUP = "<r>"
# This many characters fit into a cell even if each takes two UTF-16 units; XlsxWriter shortens all other text itself.
_MAX_LIKE_MARKUP = 16_383


def write_xlsx(path: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table as a workbook of one sheet to `path`; memory stays flat whatever the number of rows.

    Text stays text: no cell is a formula (ECMA-376, 18.18.11: `inlineStr`). Text that looks like a formula gets the
    quote prefix, so that a spreadsheet program keeps it as text when it is edited.
    """
    # 0.02 s, and only in the worker.
    from xlsxwriter import Workbook

    with Workbook(path, _OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 1)
        for column in range(len(columns)):
            sheet.set_column(column, column, WIDTHS[column] if column < len(WIDTHS) else 20)
        bold, plain = book.add_format({"bold": True}), book.add_format()
        quoted = book.add_format({"quote_prefix": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})

        def write_text(row: int, column: int, value: str, look: Any = None) -> None:
            text = value if value.isprintable() else _ILLEGAL.sub("", value)
            if text.startswith(_LIKE_MARKUP):
                sheet.write_rich_string(row, column, text[:1], plain, text[1:_MAX_LIKE_MARKUP], look or plain)
            elif text:
                sheet.write_string(row, column, text, look or (quoted if looks_like_formula(text) else None))

        for number, name in enumerate(columns):
            write_text(0, number, name, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    write_text(number, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, moment if isinstance(value, datetime) else day)
                else:
                    sheet.write(number, column, value)
