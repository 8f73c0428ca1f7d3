"""The figures of an event, compared with counting by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.core.db import transaction
from eventdesk.figures.queries import event_figures, participation
from eventdesk.figures.rules import Group
from eventdesk.figures.values import Participation, SeatFigures
from tests.factories import (
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

    found = event_figures(event, now=AFTER, organisations_by_group=True)

    assert (found.registered, found.confirmed, found.reserved, found.attended, found.no_shows) == (4, 3, 2, 2, 1)
    assert (found.counted, found.organisations) == (2, 1)
    assert found.countries == (Group("GE", 2, {cluster.id}),)
    assert found.kinds == (Group("cluster", 1, {cluster.id}), Group("", 1, {cluster.id}))
    assert [(session.title, session.seats) for session in found.sessions] == [
        ("Hall", SeatFigures(False, None, reserved=0, waiting=0, attended=2)),
        ("Small", SeatFigures(True, 2, reserved=2, waiting=1, attended=1)),
    ]
    assert (found.capacity, found.seats_used) == (2, 1)


@pytest.mark.both_engines
def test_figures_before_the_event_say_nothing_of_attendance(db):
    event = make_event()
    event_session = make_session(event, seats=4)
    make_reservation(event_session)
    make_registration(event, country="LT")
    make_registration(event, state="cancelled")

    found = event_figures(event, now=NOW)

    assert (found.has_begun, found.has_attendance, found.no_shows) == (False, False, None)
    assert (found.registered, found.confirmed, found.reserved, found.counted) == (3, 2, 1, 2)
    assert found.countries == (Group("LT", 1, set()), Group("", 1, set()))
    assert (found.capacity, found.seats_used) == (4, 1)


def test_figures_of_an_event_where_nobody_was_checked_in(db):
    event = make_event()
    make_registration(event)

    found = event_figures(event, now=AFTER)

    assert (found.has_begun, found.has_attendance, found.no_shows, found.counted) == (True, False, None, 1)


def test_figures_of_an_event_without_anybody(db):
    found = event_figures(make_event(), now=NOW)

    assert (found.registered, found.counted, found.organisations, found.periods) == (0, 0, 0, ())
    assert (found.countries, found.kinds, found.sessions) == ((), (), ())


def test_waiting_people_who_were_let_in_do_not_wait(db):
    event_session = make_session(seats=1)
    make_reservation(event_session, state="waiting")
    let_in = make_reservation(event_session, state="waiting").person
    make_check_in(event_session, let_in, is_walk_in=True)

    found = event_figures(event_session.event, now=AFTER)

    assert found.sessions[0].seats == SeatFigures(True, 1, reserved=0, waiting=1, attended=1, walk_ins=1)


def test_seats_that_are_offered_or_on_hold_are_not_reserved(db):
    event_session = make_session(seats=3)
    make_reservation(event_session)
    make_reservation(event_session, state="offered", expires_at=NOW)

    found = event_figures(event_session.event, now=NOW)

    assert (found.reserved, found.sessions[0].seats.reserved) == (1, 1)


def test_no_show_is_confirmed_even_if_others_attended_after_cancelling(db):
    event = make_event()
    event_session = make_session(event)
    make_check_in(event_session, make_registration(event, state="cancelled").person)
    make_registration(event)

    found = event_figures(event, now=AFTER)

    assert (found.confirmed, found.attended, found.no_shows) == (1, 1, 1)


def test_the_event_begins_at_midnight_of_its_own_zone(db):
    event = make_event(timezone="Asia/Tbilisi")
    midnight = datetime(2026, 4, 13, 20, 0, tzinfo=UTC)

    assert event_figures(event, now=midnight - timedelta(seconds=1)).has_begun is False
    assert event_figures(event, now=midnight).has_begun is True


@pytest.mark.both_engines
def test_registrations_are_counted_on_the_day_of_the_event_zone(db):
    event = make_event(timezone="Asia/Kathmandu")
    for moment in ((1, 18, 14), (1, 18, 15), (3, 18, 14)):
        make_registration(event, created_at=datetime(2026, 3, *moment, tzinfo=UTC))

    found = event_figures(event, now=NOW).periods

    assert [(p.first, p.registered, p.total) for p in found] == [
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

    found = event_figures(event, now=AFTER, organisations_by_group=True)

    confirmed = [one for one in people if one["state"] == "confirmed"]
    here = [one for one in people if one["here"]]
    counted = here or confirmed
    assert (found.registered, found.confirmed, found.attended) == (len(people), len(confirmed), len(here))
    assert found.reserved == len([one for one in confirmed if one["seats"]])
    assert found.no_shows == (len([one for one in confirmed if not one["here"]]) if here else None)
    assert found.counted == len(counted)
    assert found.organisations == len({one["organisation"] for one in counted} - {None})
    assert {group.key: group.people for group in found.countries} == tally(counted, "country")
    assert {group.key: group.people for group in found.kinds} == tally(counted, "kind")
    assert {group.key: len(group.organisation_ids) for group in found.countries} == {
        key: len({one["organisation"] for one in counted if one["country"] == key} - {None})
        for key in tally(counted, "country")
    }
    assert participation([event], now=AFTER) == (
        {event.id: Participation(found.counted, found.organisations)} if counted else {}
    )
    assert sum(period.registered for period in found.periods) == len(people)
    assert [session.seats.attended for session in found.sessions] == [
        len([one for one in people if number in one["here"]]) for number in (0, 1)
    ]


def tally(people, key):
    counts = {}
    for one in people:
        counts[one[key]] = counts.get(one[key], 0) + 1
    return counts


@pytest.mark.parametrize("rows", [1, 3])
def test_figures_take_four_queries_whatever_the_size(db, request, rows):
    event = make_event()
    for _ in range(rows):
        event_session = make_session(event, seats=3)
        make_check_in(event_session, make_reservation(event_session).person)
    assert event.timezone == "Europe/Brussels"

    with request.getfixturevalue("queries")() as seen:
        found = event_figures(event, now=AFTER)

    assert (found.attended, len(seen)) == (rows, 4)


@pytest.mark.both_engines
def test_participation_of_several_events(db):
    held, coming, silent = make_event(), make_event(), make_event()
    guild = make_organisation()
    attended = make_registration(held, organisation_id=guild.id)
    make_registration(held, organisation_id=make_organisation().id)
    make_check_in(make_session(held), attended.person)
    for organisation in (guild.id, guild.id, None):
        make_registration(coming, organisation_id=organisation)
    make_registration(coming, state="cancelled", organisation_id=make_organisation().id)

    found = participation([held, coming, silent], now=AFTER)

    assert found == {held.id: Participation(1, 1), coming.id: Participation(3, 1)}


@pytest.mark.parametrize("rows", [1, 3])
def test_participation_takes_one_query(db, queries, rows):
    events = [make_event() for _ in range(rows)]
    for event in events:
        make_registration(event)
    assert {event.timezone for event in events} == {"Europe/Brussels"}

    with queries() as seen:
        found = participation(events, now=AFTER)

    assert (len(found), len(seen)) == (rows, 1)
