"""Tables as CSV files that spreadsheets open correctly and safely."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from flask import Response, stream_with_context

from eventdesk.core.text import looks_like_formula

BOM = "\ufeff"
"""Byte order mark. Without it Excel reads UTF-8 in the code page of the machine and garbles names."""

_NUMBER_OR_TELEPHONE = re.compile(r"[+-]?[0-9][0-9 ().,/-]*|\+?\([0-9][0-9 ().,/-]*")


def escape_formula(value: Any) -> Any:
    """Return `value` so that no spreadsheet reads it as a formula: such a text gets an apostrophe in front.

    Numbers and telephone numbers, as in "+32 2 295 00 00", are not changed.
    """
    if not isinstance(value, str) or not looks_like_formula(value):
        return value
    return value if _NUMBER_OR_TELEPHONE.fullmatch(value) else f"'{value}"


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table as CSV (RFC 4180) with a byte order mark and without formulas."""
    text = StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([escape_formula(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a table as the download `name`.csv. The name must consist of letters, digits, points and hyphens."""
    response = Response(to_csv(header, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


CHUNK_ROWS = 500
"""Rows per part of a streamed response."""


def csv_stream(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a table like `csv_response`, streamed while its rows are read, so that memory use does not grow."""

    def parts() -> Iterator[str]:
        text = StringIO()
        text.write(BOM)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([escape_formula(title) for title in header])
        for number, row in enumerate(rows):
            writer.writerow([escape_formula(cell) if cell.__class__ is str else cell for cell in row])
            if number % CHUNK_ROWS == CHUNK_ROWS - 1:
                yield text.getvalue()
                text.seek(0)
                text.truncate()
        yield text.getvalue()

    response = Response(stream_with_context(parts()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
