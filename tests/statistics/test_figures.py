"""Figures against counting by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.core.db import transaction
from eventdesk.statistics import queries
from tests.factories import (
    FIRST_DAY,
    NOW,
    make_check_in,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_session,
)

AFTER = datetime(2026, 4, 20, tzinfo=UTC)


@pytest.mark.both_engines
def test_figures_after_the_event(db):
    event = make_event()
    hall, cluster = make_session(event, title="Hall"), make_organisation(name="Cluster")
    small = make_session(event, title="Small", seats=2)
    came = make_registration(event, country="GE", stakeholder_kind="cluster", organisation_id=cluster.id).person
    also_came = make_registration(event, country="GE", organisation_id=cluster.id).person
    stayed_away = make_registration(event, country="LT").person
    make_registration(event, country="FR", state="cancelled")
    make_reservation(small, came)
    make_reservation(small, stayed_away)
    make_reservation(small, also_came, state="waiting")
    for event_session in (hall, small):
        make_check_in(event_session, came)
    make_check_in(hall, also_came)
    other = make_session(make_event(), seats=3)
    make_check_in(other, make_reservation(other).person)

    found = queries.figures(event, now=AFTER)

    assert (found.registered, found.confirmed, found.reserved, found.attended, found.no_shows) == (4, 3, 2, 2, 1)
    assert (found.counted, found.organisations) == (2, 1)
    assert found.countries == (("GE", 2),)
    assert found.kinds == (("cluster", 1), ("", 1))
    assert [(s.title, s.seats, s.reserved, s.waiting, s.here) for s in found.sessions] == [
        ("Hall", None, 0, 0, 2),
        ("Small", 2, 2, 1, 1),
    ]
    assert (found.seats, found.seats_used) == (2, 1)


@pytest.mark.both_engines
def test_figures_before_the_event_say_nothing_of_attendance(db):
    event = make_event()
    event_session = make_session(event, seats=4)
    make_reservation(event_session)
    make_registration(event, country="LT")
    make_registration(event, state="cancelled")

    found = queries.figures(event, now=NOW)

    assert (found.has_begun, found.knows_who_came, found.no_shows) == (False, False, None)
    assert (found.registered, found.confirmed, found.reserved, found.counted) == (3, 2, 1, 2)
    assert found.countries == (("LT", 1), ("", 1))
    assert (found.seats, found.seats_used) == (4, 1)


def test_figures_of_an_event_where_nobody_was_checked_in(db):
    event = make_event()
    make_registration(event)

    found = queries.figures(event, now=AFTER)

    assert (found.has_begun, found.knows_who_came, found.no_shows, found.counted) == (True, False, None, 1)


def test_figures_of_an_event_without_anybody(db):
    found = queries.figures(make_event(), now=NOW)

    assert (found.registered, found.counted, found.organisations, found.periods) == (0, 0, 0, ())
    assert (found.countries, found.kinds, found.sessions) == ((), (), ())


def test_waiting_people_who_were_let_in_do_not_wait(db):
    event_session = make_session(seats=1)
    make_reservation(event_session, state="waiting")
    let_in = make_reservation(event_session, state="waiting").person
    make_check_in(event_session, let_in, is_walk_in=True)

    found = queries.figures(event_session.event, now=AFTER)

    assert (found.sessions[0].waiting, found.sessions[0].here) == (1, 1)


def test_the_event_begins_at_midnight_of_its_own_zone(db):
    event = make_event(timezone="Asia/Tbilisi")
    midnight = datetime(2026, 4, 13, 20, 0, tzinfo=UTC)

    assert queries.figures(event, now=midnight - timedelta(seconds=1)).has_begun is False
    assert queries.figures(event, now=midnight).has_begun is True


@pytest.mark.both_engines
def test_registrations_are_counted_on_the_day_of_the_event_zone(db):
    event = make_event(timezone="Asia/Kathmandu")
    for moment in ((1, 18, 14), (1, 18, 15), (3, 18, 14)):
        make_registration(event, created_at=datetime(2026, 3, *moment, tzinfo=UTC))

    found = queries.figures(event, now=NOW).periods

    assert [(p.first, p.registered, p.so_far) for p in found] == [
        (date(2026, 3, 1), 1, 1),
        (date(2026, 3, 2), 1, 2),
        (date(2026, 3, 3), 1, 3),
    ]


PERSON = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["confirmed", "confirmed", "cancelled"]),
        "country": st.sampled_from(["", "GE", "LT"]),
        "kind": st.sampled_from(["", "cluster", "ministry"]),
        "organisation": st.sampled_from([None, 0, 1, 2]),
        "days": st.integers(0, 60),
        "seats": st.sets(st.sampled_from([0, 1])),
        "here": st.sets(st.sampled_from([0, 1])),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PERSON, max_size=8))
def test_figures_equal_counting_by_hand(db, people):
    with transaction():
        event = make_event()
        sessions = [make_session(event, seats=20) for _ in range(2)]
        organisations = [make_organisation() for _ in range(3)]
        for one in people:
            own = None if one["organisation"] is None else organisations[one["organisation"]].id
            person = make_person()
            make_registration(
                event,
                person,
                state=one["state"],
                country=one["country"],
                stakeholder_kind=one["kind"],
                organisation_id=own,
                created_at=NOW - timedelta(days=one["days"]),
            )
            for number in one["seats"] if one["state"] == "confirmed" else ():
                make_reservation(sessions[number], person)
            for number in one["here"]:
                make_check_in(sessions[number], person)

    found = queries.figures(event, now=AFTER)

    confirmed = [one for one in people if one["state"] == "confirmed"]
    here = [one for one in people if one["here"]]
    counted = here or confirmed
    assert (found.registered, found.confirmed, found.attended) == (len(people), len(confirmed), len(here))
    assert found.reserved == len([one for one in confirmed if one["seats"]])
    assert found.no_shows == (len([one for one in confirmed if not one["here"]]) if here else None)
    assert found.counted == len(counted)
    assert found.organisations == len({one["organisation"] for one in counted} - {None})
    assert dict(found.countries) == tally(counted, "country")
    assert dict(found.kinds) == tally(counted, "kind")
    assert sum(period.registered for period in found.periods) == len(people)
    assert [session.here for session in found.sessions] == [
        len([one for one in people if number in one["here"]]) for number in (0, 1)
    ]


def tally(people, key):
    counts = {}
    for one in people:
        counts[one[key]] = counts.get(one[key], 0) + 1
    return counts


@pytest.mark.parametrize("rows", [1, 3])
def test_figures_take_five_queries_whatever_the_size(db, request, rows):
    event = make_event()
    for _ in range(rows):
        event_session = make_session(event, seats=3)
        make_check_in(event_session, make_reservation(event_session).person)
    assert event.timezone == "Europe/Brussels"

    with request.getfixturevalue("queries")() as seen:
        found = queries.figures(event, now=AFTER)

    assert (found.attended, len(seen)) == (rows, 5)


def test_as_dict_is_plain(db):
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
        "registrations_over_time": [{"first": "2026-03-02", "last": "2026-03-02", "registered": 1, "so_far": 1}],
        "sessions": [{"session": "7", "title": "Small", "seats": 4, "reserved": 1, "waiting": 0, "here": 1}],
        "seats": 4,
        "seats_used": 1,
        "seats_used_share": 25.0,
    }
