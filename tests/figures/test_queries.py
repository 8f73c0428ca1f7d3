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
    attendee = make_registration(event, country="GE", stakeholder_kind="cluster", organisation_id=cluster.id).person
    other_attendee = make_registration(event, country="GE", organisation_id=cluster.id).person
    absent = make_registration(event, country="LT").person
    make_registration(event, country="FR", state="cancelled")
    make_reservation(small, attendee)
    make_reservation(small, absent)
    make_reservation(small, other_attendee, state="waiting")
    for event_session in (hall, small):
        make_check_in(event_session, attendee)
    make_check_in(hall, other_attendee)
    other = make_session(make_event(), seats=3)
    make_check_in(other, make_reservation(other).person)

    figures = event_figures(event, now=AFTER, organisations_by_group=True)

    assert (figures.registered, figures.confirmed, figures.reserved, figures.attended, figures.no_shows) == (
        4,
        3,
        2,
        2,
        1,
    )
    assert (figures.counted, figures.organisations) == (2, 1)
    assert figures.countries == (Group("GE", 2, {cluster.id}),)
    assert figures.kinds == (Group("cluster", 1, {cluster.id}), Group("", 1, {cluster.id}))
    assert [(session.title, session.seats) for session in figures.sessions] == [
        ("Hall", SeatFigures(False, None, reserved=0, waiting=0, attended=2)),
        ("Small", SeatFigures(True, 2, reserved=2, waiting=1, attended=1)),
    ]
    assert (figures.capacity, figures.seats_used) == (2, 1)


@pytest.mark.both_engines
def test_figures_before_the_event_have_no_attendance(db):
    event = make_event()
    event_session = make_session(event, seats=4)
    make_reservation(event_session)
    make_registration(event, country="LT")
    make_registration(event, state="cancelled")

    figures = event_figures(event, now=NOW)

    assert (figures.has_begun, figures.has_attendance, figures.no_shows) == (False, False, None)
    assert (figures.registered, figures.confirmed, figures.reserved, figures.counted) == (3, 2, 1, 2)
    assert figures.countries == (Group("LT", 1, set()), Group("", 1, set()))
    assert (figures.capacity, figures.seats_used) == (4, 1)


def test_figures_without_check_ins_count_those_confirmed(db):
    event = make_event()
    make_registration(event)

    figures = event_figures(event, now=AFTER)

    assert (figures.has_begun, figures.has_attendance, figures.no_shows, figures.counted) == (True, False, None, 1)


def test_figures_of_an_event_without_registrations(db):
    figures = event_figures(make_event(), now=NOW)

    assert (figures.registered, figures.counted, figures.organisations, figures.periods) == (0, 0, 0, ())
    assert (figures.countries, figures.kinds, figures.sessions) == ((), (), ())


def test_walk_ins_from_the_waiting_list_do_not_wait(db):
    event_session = make_session(seats=1)
    make_reservation(event_session, state="waiting")
    walk_in = make_reservation(event_session, state="waiting").person
    make_check_in(event_session, walk_in, is_walk_in=True)

    figures = event_figures(event_session.event, now=AFTER)

    assert figures.sessions[0].seats == SeatFigures(True, 1, reserved=0, waiting=1, attended=1, walk_ins=1)


def test_offered_seats_are_not_reserved(db):
    event_session = make_session(seats=3)
    make_reservation(event_session)
    make_reservation(event_session, state="offered", expires_at=NOW)

    figures = event_figures(event_session.event, now=NOW)

    assert (figures.reserved, figures.sessions[0].seats.reserved) == (1, 1)


def test_no_shows_are_confirmed_people_only(db):
    event = make_event()
    event_session = make_session(event)
    make_check_in(event_session, make_registration(event, state="cancelled").person)
    make_registration(event)

    figures = event_figures(event, now=AFTER)

    assert (figures.confirmed, figures.attended, figures.no_shows) == (1, 1, 1)


def test_event_begins_at_midnight_of_its_time_zone(db):
    event = make_event(timezone="Asia/Tbilisi")
    midnight = datetime(2026, 4, 13, 20, 0, tzinfo=UTC)

    assert event_figures(event, now=midnight - timedelta(seconds=1)).has_begun is False
    assert event_figures(event, now=midnight).has_begun is True


@pytest.mark.both_engines
def test_registrations_are_counted_by_day_of_the_event_zone(db):
    event = make_event(timezone="Asia/Kathmandu")
    for moment in ((1, 18, 14), (1, 18, 15), (3, 18, 14)):
        make_registration(event, created_at=datetime(2026, 3, *moment, tzinfo=UTC))

    periods = event_figures(event, now=NOW).periods

    assert [(period.first, period.registered, period.total) for period in periods] == [
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
        "attended": st.sets(st.sampled_from([0, 1])),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PERSON, max_size=8))
def test_figures_equal_counting_by_hand(db, people):
    with transaction():
        event = make_event()
        sessions = [make_session(event, seats=20) for _ in range(2)]
        organisations = [make_organisation() for _ in range(3)]
        for answers in people:
            organisation_id = None if answers["organisation"] is None else organisations[answers["organisation"]].id
            person = make_person()
            make_registration(
                event,
                person,
                state=answers["state"],
                country=answers["country"],
                stakeholder_kind=answers["kind"],
                organisation_id=organisation_id,
                created_at=NOW - timedelta(days=answers["days"]),
            )
            for number in answers["seats"] if answers["state"] == "confirmed" else ():
                make_reservation(sessions[number], person)
            for number in answers["attended"]:
                make_check_in(sessions[number], person)

    figures = event_figures(event, now=AFTER, organisations_by_group=True)

    confirmed = [answers for answers in people if answers["state"] == "confirmed"]
    attended = [answers for answers in people if answers["attended"]]
    counted = attended or confirmed
    assert (figures.registered, figures.confirmed, figures.attended) == (len(people), len(confirmed), len(attended))
    assert figures.reserved == len([answers for answers in confirmed if answers["seats"]])
    assert figures.no_shows == (
        len([answers for answers in confirmed if not answers["attended"]]) if attended else None
    )
    assert figures.counted == len(counted)
    assert figures.organisations == len({answers["organisation"] for answers in counted} - {None})
    assert {group.key: group.people for group in figures.countries} == tally(counted, "country")
    assert {group.key: group.people for group in figures.kinds} == tally(counted, "kind")
    assert {group.key: len(group.organisation_ids) for group in figures.countries} == {
        key: len({answers["organisation"] for answers in counted if answers["country"] == key} - {None})
        for key in tally(counted, "country")
    }
    assert participation([event], now=AFTER) == (
        {event.id: Participation(figures.counted, figures.organisations)} if counted else {}
    )
    assert sum(period.registered for period in figures.periods) == len(people)
    assert [session.seats.attended for session in figures.sessions] == [
        len([answers for answers in people if number in answers["attended"]]) for number in (0, 1)
    ]


def tally(people, key):
    counts = {}
    for answers in people:
        counts[answers[key]] = counts.get(answers[key], 0) + 1
    return counts


@pytest.mark.parametrize("rows", [1, 3])
def test_figures_take_four_queries(db, request, rows):
    event = make_event()
    for _ in range(rows):
        event_session = make_session(event, seats=3)
        make_check_in(event_session, make_reservation(event_session).person)
    assert event.timezone == "Europe/Brussels"

    with request.getfixturevalue("queries")() as seen:
        figures = event_figures(event, now=AFTER)

    assert (figures.attended, len(seen)) == (rows, 4)


@pytest.mark.both_engines
def test_participation_of_several_events(db):
    past, coming, empty = make_event(), make_event(), make_event()
    guild = make_organisation()
    attended = make_registration(past, organisation_id=guild.id)
    make_registration(past, organisation_id=make_organisation().id)
    make_check_in(make_session(past), attended.person)
    for organisation in (guild.id, guild.id, None):
        make_registration(coming, organisation_id=organisation)
    make_registration(coming, state="cancelled", organisation_id=make_organisation().id)

    by_event = participation([past, coming, empty], now=AFTER)

    assert by_event == {past.id: Participation(1, 1), coming.id: Participation(3, 1)}


@pytest.mark.parametrize("rows", [1, 3])
def test_participation_takes_one_query(db, queries, rows):
    events = [make_event() for _ in range(rows)]
    for event in events:
        make_registration(event)
    assert {event.timezone for event in events} == {"Europe/Brussels"}

    with queries() as seen:
        by_event = participation(events, now=AFTER)

    assert (len(by_event), len(seen)) == (rows, 1)
