"""Charts as inline SVG, one unit a millimetre. Every bar has its number; no meaning depends on colour alone.

Solid: continued or attended, hatched: dropped out or unused, outline: capacity. Hatching is drawn as cut lines and all
colours are literal, since patterns and custom properties print differently from viewer to viewer. `title` becomes the
alternative text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from eventdesk.figures import charts

WIDTH = 117.9
"""A tenth narrower than the main column: a chart exactly as wide as the column drops below the caption beside it."""
AXIS = 48.0
"""Where bars begin on every page: labels are to the left of it."""
MAX_STEP_LENGTH = 61.0
"""Length of the longest bar of a funnel; the label below the last one needs the rest."""
INK, SOFT, RULE = "#1b1b19", "#55534d", "#b8b4aa"
FAMILIES = (
    "ED Sans, ED Sans Ext, ED Sans Cyr, ED Sans CyrX, ED Sans Greek, ED Sans Viet, ED Sans Geo, ED Sans Arm, ED Arab"
)
_POINT = 25.4 / 72
_DIGIT = 0.572
"""Width of a Noto Sans figure, in em."""


class Step(NamedTuple):
    """One bar of a funnel: the people who continued, and those who dropped out at this step with their label."""

    label: str
    continued: int
    dropped_out: int = 0
    dropped_out_label: str = ""


class Seats(NamedTuple):
    """One bar of the seats: offered as an outline, reserved but unused hatched, attended solid."""

    label: str
    offered: int | None
    reserved: int
    attended: int
    walk_ins: int = 0


class Column(NamedTuple):
    """One column over time: its number above, its label below."""

    label: str
    value: int


def funnel(steps: Sequence[Step], accent: str, title: str) -> Markup:
    """Return the bars from registration to attendance."""
    rows: list[Markup] = []
    y = 0.0
    bars = charts.funnel([(step.continued, step.dropped_out) for step in steps])
    for step, bar in zip(steps, bars, strict=True):
        continued, dropped_out = bar.continued * MAX_STEP_LENGTH, bar.dropped_out * MAX_STEP_LENGTH
        rows.append(_text(step.label, 0, y + 3.5, size=7.5))
        rows.append(_bar_with_number(AXIS, y, continued, str(step.continued), accent))
        if step.dropped_out:
            rows.append(_hatched(AXIS + continued, y, dropped_out, 5, accent))
            middle = min(AXIS + continued + dropped_out / 2, WIDTH - _length(step.dropped_out_label, 7) / 2)
            rows.append(_text(step.dropped_out_label, middle, y + 8, size=7, colour=SOFT, anchor="middle"))
        y += 10
    return _svg(rows, y - 10 + (9 if steps and steps[-1].dropped_out else 5.2), title)


def seats(sessions: Sequence[Seats], accent: str, title: str) -> Markup:
    """Return the seats of each session over one common axis."""
    largest = max([1, *(max(row.offered or 0, row.reserved + row.walk_ins, row.attended) for row in sessions)])
    step, top = charts.ticks(largest)
    scale = (WIDTH - AXIS - 0.3) / top
    rows: list[Markup] = []
    y = 0.2
    for row in sessions:
        attended = row.attended * scale
        rows.append(_text(row.label, 0, y + 3.5, size=7.5))
        if row.offered:
            rows.append(_rect(AXIS, y, row.offered * scale, 5, "none", INK, 0.2))
        unused = row.reserved - (row.attended - row.walk_ins)
        if unused > 0:
            rows.append(_hatched(AXIS + attended, y, unused * scale, 5, accent))
        rows.append(_bar_with_number(AXIS, y, attended, str(row.attended), accent))
        y += 8.75
    rows.append(_line(AXIS, y - 2.2, AXIS + top * scale, y - 2.2, RULE, 0.15))
    for value in range(0, top + 1, step):
        x = AXIS + value * scale
        anchor = "end" if value == top else "start" if value == 0 else "middle"
        rows.append(_line(x, y - 2.2, x, y - 1.4, RULE, 0.15))
        rows.append(_text(str(value), x, y + 1.4, size=7, colour=SOFT, anchor=anchor))
    return _svg(rows, y + 2, title)


def columns(values: Sequence[Column], accent: str, title: str) -> Markup:
    """Return columns over time, each with its number above it."""
    height, base = 25.0, 30.0
    rows: list[Markup] = []
    boxes = charts.columns([column.value for column in values], min_columns=6)
    for number, (column, box) in enumerate(zip(values, boxes, strict=True)):
        x, pitch, tall = box.x * WIDTH, box.pitch * WIDTH, box.height * height
        width = min(pitch * 0.7, 9.0)
        rows.append(_rect(x, base - tall, width, tall, accent))
        rows.append(_text(str(column.value), x + width / 2, base - tall - 1, size=7, anchor="middle"))
        if _length(column.label, 7) < pitch or number % 2 == 0:
            rows.append(_text(column.label, x, base + 3.6, size=7, colour=SOFT))
    rows.append(_line(0, base, WIDTH, base, INK, 0.2))
    return _svg(rows, base + 5, title)


def length(value: int, largest: int, max_length: float) -> float:
    """Return the length of a bar in a table cell, in millimetres; its number is shown beside it."""
    return round(max_length * min(value, largest) / largest, 2) if largest else 0.0


def _bar_with_number(x: float, y: float, width: float, label: str, accent: str) -> Markup:
    """Return a solid bar with its number inside, or beside it if the bar is too short."""
    inside = width > _length(label, 7.5) + 2.5
    colour, left = ("#ffffff", x + 1.25) if inside else (INK, x + width + 1.25)
    return _rect(x, y, width, 5, accent) + _text(label, left, y + 3.45, size=7.5, colour=colour, weight=600)


def _hatched(x: float, y: float, width: float, height: float, accent: str) -> Markup:
    """Return an outline filled with slanting lines that are cut at its edges."""
    lines: list[Markup] = []
    offset = -height + 0.5
    while offset < width:
        left, right = max(offset, 0.0), min(offset + height, width)
        if right > left:
            lines.append(
                _line(x + left, y + height - (left - offset), x + right, y + height - (right - offset), accent, 0.18)
            )
        offset += 1.1
    return Markup("").join([*lines, _rect(x, y, max(width, 0.2), height, "none", accent, 0.2)])


def _length(text: str, size: float) -> float:
    """Return about how long `text` is at `size` points, in millimetres."""
    return len(text) * size * _DIGIT * _POINT


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str = "", line: float = 0) -> Markup:
    outline = Markup(' stroke="{}" stroke-width="{:g}"').format(stroke, line) if stroke else Markup("")
    return Markup('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="{}"{}/>').format(
        x, y, width, height, fill, outline
    )


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float) -> Markup:
    return Markup('<line x1="{:.2f}" y1="{:.2f}" x2="{:.2f}" y2="{:.2f}" stroke="{}" stroke-width="{:g}"/>').format(
        x1, y1, x2, y2, stroke, width
    )


def _text(
    text: str, x: float, y: float, *, size: float, colour: str = INK, anchor: str = "start", weight: int = 400
) -> Markup:
    return Markup(
        '<text x="{:.2f}" y="{:.2f}" font-family="{}" font-size="{:.3f}" font-weight="{}"'
        ' fill="{}" text-anchor="{}">{}</text>'
    ).format(x, y, FAMILIES, size * _POINT, weight, colour, anchor, text)


def _svg(parts: Sequence[Markup], height: float, title: str) -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="{0:g}mm" height="{1:g}mm"'
        ' viewBox="0 0 {0:g} {1:g}"><title>{2}</title>{3}</svg>'
    ).format(WIDTH, round(height, 2), title, Markup("").join(parts))
