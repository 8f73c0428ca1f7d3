"""Every decision record says whether it still holds, and if not, which one to read instead."""

import re
from pathlib import Path

import pytest

RECORDS = Path(__file__).resolve().parents[2] / "docs" / "decisions"
STATUS = re.compile(r"Status: (accepted|superseded by (?P<by>\d{4}) \([^()]+\))")


def faults(name, text, known):
    """Return the faults in the first lines of a record: its number, its status, or what supersedes it."""
    title, empty, status, *_ = [*text.splitlines(), "", "", ""]
    match = STATUS.fullmatch(status)
    if not re.fullmatch(rf"# {int(name[:4])}\. \S.*", title) or empty:
        return ["the first line is not its number and title"]
    if not match:
        return ["the third line is no status"]
    by = match["by"]
    return (
        [f"{by} does not exist"]
        if by and by not in known
        else ["superseded by an older one"]
        if by and by <= name[:4]
        else []
    )


def records():
    return {path.name: path.read_text() for path in sorted(RECORDS.glob("[0-9]*.md"))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 3. Seats\n\nStatus: accepted\n", []),
        ("# 3. Seats\n\nStatus: superseded by 0004 (the locks)\n", []),
        ("# 3. Seats\n\nStatus: superseded by 0009 (the locks)\n", ["0009 does not exist"]),
        ("# 3. Seats\n\nStatus: superseded by 0002 (the locks)\n", ["superseded by an older one"]),
        ("# 3. Seats\n\nStatus: superseded by 0004\n", ["the third line is no status"]),
        ("# 3. Seats\n\nSeats are counted.\n", ["the third line is no status"]),
        ("# 4. Seats\n\nStatus: accepted\n", ["the first line is not its number and title"]),
        ("", ["the first line is not its number and title"]),
    ],
)
def test_faults_finds_records_without_a_status(text, expected):
    assert faults("0003-seats.md", text, {"0002", "0003", "0004"}) == expected


def test_every_record_has_a_status_and_what_supersedes_it_exists():
    known = {name[:4] for name in records()}

    assert {name: wrong for name, text in records().items() if (wrong := faults(name, text, known))} == {}
    assert sorted(known) == [f"{number:04}" for number in range(1, len(records()) + 1)]


def test_index_lists_every_record_with_its_title_and_status():
    rows = [line for line in (RECORDS / "README.md").read_text().splitlines() if line.startswith("| [")]

    assert rows == [
        f"| [{name[:4]}]({name}) | {lines[0].partition('. ')[2]} | {lines[2].removeprefix('Status: ')} |"
        for name, lines in ((name, text.splitlines()) for name, text in records().items())
    ]
