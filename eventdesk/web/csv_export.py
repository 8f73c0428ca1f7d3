"""Tables as CSV files that spreadsheets open rightly and safely."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from flask import Response, stream_with_context

from eventdesk.core.text import looks_like_formula

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine, and every name but ASCII is spoilt."""

_NUMBER_OR_TELEPHONE = re.compile(r"[+-]?[0-9][0-9 ().,/-]*|\+?\([0-9][0-9 ().,/-]*")


def escape_formula(value: Any) -> Any:
    """Return `value` such that no spreadsheet takes it for a formula: such a text begins with an apostrophe.

    Numbers stay numbers, and telephone numbers as in "+32 2 295 00 00" stay as they are.
    """
    if not isinstance(value, str) or not looks_like_formula(value):
        return value
    return value if _NUMBER_OR_TELEPHONE.fullmatch(value) else f"'{value}"


def to_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table as CSV (RFC 4180) with a byte order mark; its cells are made safe."""
    text = StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([escape_formula(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_response(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a table as a download called `name`.csv; the name is ours, of letters, digits, points and hyphens."""
    response = Response(to_csv(heads, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


CHUNK_ROWS = 500


def csv_stream(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a table as `csv_response` does, sent while it is read, so that memory stays flat whatever its length."""

    def parts() -> Iterator[str]:
        text = StringIO()
        text.write(BOM)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([escape_formula(head) for head in heads])
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
