"""Tables as XLSX workbooks, written line by line. The one module that knows XlsxWriter."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from eventdesk.core.text import looks_like_formula

WIDTHS = (28, 32, 32, 24, 24, 18, 18)
"""Of the first columns, in characters; the others are 20 wide."""

# Each row leaves the memory when the next one begins, and a text is nothing but a text.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# XML 1.0, 2.2: these characters cannot stand in a document.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# XlsxWriter takes a text that begins so for XML of its own, which it copies; in two pieces it is a text again.
_LIKE_MARKUP = "<r>"
# So many characters fit into a cell even if each takes two UTF-16 units; XlsxWriter shortens all other texts itself.
_LONGEST_LIKE_MARKUP = 16_383


def write_xlsx(path: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table as a workbook of one sheet to `path`; memory stays flat whatever the number of rows.

    Texts stay texts, whatever they begin with: no cell is a formula (ECMA-376, 18.18.11: `inlineStr`). Such as begin
    like one are marked as if they had been typed after an apostrophe, so that editing them does not make them one.
    """
    # 0.02 s, and only in the worker.
    from xlsxwriter import Workbook

    with Workbook(path, _OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 1)
        for column in range(len(heads)):
            sheet.set_column(column, column, WIDTHS[column] if column < len(WIDTHS) else 20)
        bold, plain = book.add_format({"bold": True}), book.add_format()
        quoted = book.add_format({"quote_prefix": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})

        def write_text(row: int, column: int, value: str, look: Any = None) -> None:
            text = value if value.isprintable() else _ILLEGAL.sub("", value)
            if text.startswith(_LIKE_MARKUP):
                sheet.write_rich_string(row, column, text[:1], plain, text[1:_LONGEST_LIKE_MARKUP], look or plain)
            elif text:
                sheet.write_string(row, column, text, look or (quoted if looks_like_formula(text) else None))

        for column, head in enumerate(heads):
            write_text(0, column, head, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    write_text(number, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, moment if isinstance(value, datetime) else day)
                else:
                    sheet.write(number, column, value)
