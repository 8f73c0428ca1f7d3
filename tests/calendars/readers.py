"""Calendar files as other people's programs read them, and entries to write them from."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from dateutil.tz import tzical

from eventdesk.calendars.calendar_entry import CalendarEntry

HERE = Path(__file__).parent
MORNING = datetime(2015, 10, 22, 13, 0, tzinfo=UTC)


def make_entry(**facts: Any) -> CalendarEntry:
    """An entry; what is not said is a session at ICT 2015 in Lisbon. Refuses facts that do not exist."""
    starts_at = facts.get("starts_at", MORNING)
    usual = {
        "uid": "15808@eventdesk.example",
        "sequence": 0,
        "created": datetime(2015, 6, 1, 8, 0, tzinfo=UTC),
        "last_modified": datetime(2015, 9, 1, 8, 0, tzinfo=UTC),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "timezone": "Europe/Lisbon",
        "title": "Internationalisation",
    }
    return CalendarEntry(**usual | facts)


def read_with_ical_js(ics: bytes) -> dict[str, Any]:
    """What ical.js understands of the file (see read_calendar.mjs)."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed on this machine")
    if not (HERE.parent / "node_modules" / "ical.js").is_dir():
        pytest.fail("ical.js is not installed: run `npm ci` in tests/, as `make test` does")
    done = subprocess.run(
        [node, str(HERE / "read_calendar.mjs")], input=ics, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def instants_with_ical_js(ics: bytes) -> dict[str, datetime]:
    """When each event starts, by UID, as ical.js computes it from the VTIMEZONE of the file."""
    events = read_with_ical_js(ics)["events"]
    return {event["uid"]: datetime.fromisoformat(event["starts_at"]) for event in events}


def instants_with_dateutil(ics: bytes) -> dict[str, datetime]:
    """The same as dateutil computes it.

    vobject computes with dateutil too, but only for zones whose name it has not met before.
    """
    lines = unfolded(ics)
    first_event = lines.index("BEGIN:VEVENT")
    zones = tzical(StringIO("\n".join(lines[lines.index("BEGIN:VTIMEZONE") : first_event])))
    events = lines[first_event:]
    uids = [line.removeprefix("UID:") for line in events if line.startswith("UID:")]
    starts = [line.removeprefix("DTSTART") for line in events if line.startswith("DTSTART")]
    instants = {}
    for uid, start in zip(uids, starts, strict=True):
        zone, _, stamp = start.rpartition(":")
        tzinfo = zones.get(zone.removeprefix(";TZID=")) if zone else UTC
        instants[uid] = datetime.fromisoformat(stamp.removesuffix("Z")).replace(tzinfo=tzinfo).astimezone(UTC)
    return instants


def unfolded(ics: bytes) -> list[str]:
    """The content lines, joined again as RFC 5545, 3.1 says."""
    return ics.decode().replace("\r\n ", "").split("\r\n")[:-1]
