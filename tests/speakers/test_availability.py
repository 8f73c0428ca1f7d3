"""When somebody can come to an event."""

from datetime import UTC, date, datetime, time

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.errors import Invalid
from eventdesk.core.models import AuditEntry
from eventdesk.speakers import queries, rules
from eventdesk.speakers.models import AvailabilitySlot
from eventdesk.speakers.services.people import add_availability, remove_availability
from tests.factories import NOW, make_availability, make_event, make_person

MORNING = {"starts_at": datetime(2026, 4, 14, 7, tzinfo=UTC), "ends_at": datetime(2026, 4, 14, 10, tzinfo=UTC)}


def test_day_is_as_long_as_its_clocks_make_it():
    starts_at, ends_at = rules.availability_slot(date(2026, 10, 25), None, None, "Europe/Vilnius")

    assert (ends_at - starts_at).total_seconds() / 3600 == 25


def test_day_without_its_midnight_begins_when_it_begins():
    # In 2018 clocks in São Paulo were put forward from 00:00 to 01:00 on 4 November.
    starts_at, ends_at = rules.availability_slot(date(2018, 11, 4), None, time(12), "America/Sao_Paulo")

    assert (starts_at, ends_at) == (
        datetime(2018, 11, 4, 3, 0, tzinfo=UTC), datetime(2018, 11, 4, 14, 0, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.both_engines
def test_same_time_is_noted_once(app, db):
    event, person = make_event(), make_person()

    for _ in range(2):
        with transaction():
            add_availability(event, person, **MORNING, actor_id=person.id, now=NOW)

    assert queries.availability_of_event(event.id) == {person.id: [tuple(MORNING.values())]}
    assert [entry.verb for entry in db.session.query(AuditEntry)] == ["add_availability"]


@pytest.mark.both_engines
def test_agendas_that_are_open_learn_of_it(app, db):
    event, person = make_event(), make_person()

    with transaction():
        window = add_availability(event, person, **MORNING, actor_id=person.id, now=NOW)
    with transaction():
        remove_availability(window, actor_id=person.id, now=NOW)

    assert (event.draft_revision, event.revision) == (2, 1)


def test_time_that_ends_before_it_starts_is_refused(app):
    event, person = make_event(), make_person()

    with pytest.raises(Invalid) as problem, transaction():
        add_availability(
            event, person, starts_at=NOW, ends_at=NOW, actor_id=person.id, now=NOW
        )  # fmt: skip

    assert problem.value.field == "ends"


def test_forty_first_time_is_refused(app, db):
    event, person = make_event(), make_person()
    for n in range(40):
        make_availability(event, person, ends_at=datetime(2026, 4, 14, 12, n + 1, tzinfo=UTC))

    with pytest.raises(Invalid, match="at most"), transaction():
        add_availability(event, person, **MORNING, actor_id=person.id, now=NOW)

    assert db.session.query(AvailabilitySlot).count() == 40


@pytest.mark.both_engines
def test_times_go_with_their_person_and_their_event(app, db):
    event, person = make_event(), make_person()
    make_availability(event)
    make_availability(make_event(), person)

    with transaction():
        db.session.delete(person)
        db.session.delete(event)

    assert db.session.query(AvailabilitySlot).count() == 0
