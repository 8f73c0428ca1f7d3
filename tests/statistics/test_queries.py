"""The figures of an event as JSON."""

from datetime import UTC, datetime

from eventdesk.statistics import queries
from tests.factories import (
    FIRST_DAY,
    make_check_in,
    make_event,
    make_organisation,
    make_person,
    make_reservation,
    make_session,
)

AFTER = datetime(2026, 4, 20, tzinfo=UTC)


def test_as_dict_has_plain_values(db):
    event = make_event(slug="days", starts_on=FIRST_DAY)
    event_session = make_session(event, code="7", title="Small", seats=4)
    person = make_person(country="GE", stakeholder_kind="cluster", organisation_id=make_organisation().id)
    make_check_in(event_session, make_reservation(event_session, person).person)

    assert queries.as_dict(event, now=AFTER) == {
        "event": "days",
        "as_of": "2026-04-20T00:00:00+00:00",
        "time_zone": "Europe/Brussels",
        "has_begun": True,
        "registered": 1,
        "confirmed": 1,
        "reserved_a_seat": 1,
        "attended": 1,
        "no_shows": 0,
        "counted_over": "attended",
        "organisations": 1,
        "countries": [{"name": "GE", "people": 1, "share": 100.0}],
        "stakeholder_kinds": [{"name": "cluster", "people": 1, "share": 100.0}],
        "registrations_over_time": [{"first": "2026-03-02", "last": "2026-03-02", "registered": 1, "total": 1}],
        "sessions": [{"session": "7", "title": "Small", "seats": 4, "reserved": 1, "waiting": 0, "attended": 1}],
        "seats": 4,
        "seats_used": 1,
        "seats_used_share": 25.0,
    }
