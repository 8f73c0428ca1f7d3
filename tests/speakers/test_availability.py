"""The availability of speakers."""

from datetime import UTC, date, datetime, time

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.errors import Invalid
from eventdesk.core.models import AuditEntry
from eventdesk.speakers import queries, rules
from eventdesk.speakers.models import AvailabilitySlot
from eventdesk.speakers.services.people import add_availability, remove_availability
from tests.factories import NOW, make_availability, make_event

MORNING = {"starts_at": datetime(2026, 4, 14, 7, tzinfo=UTC), "ends_at": datetime(2026, 4, 14, 10, tzinfo=UTC)}


def test_day_on_which_clocks_go_back_has_25_hours():
    starts_at, ends_at = rules.availability_slot(date(2026, 10, 25), None, None, "Europe/Vilnius")

    assert (ends_at - starts_at).total_seconds() / 3600 == 25


def test_day_without_midnight_begins_at_one():
    # In 2018, clocks in São Paulo went forward from 00:00 to 01:00 on 4 November.
    starts_at, ends_at = rules.availability_slot(date(2018, 11, 4), None, time(12), "America/Sao_Paulo")

    assert (starts_at, ends_at) == (
        datetime(2018, 11, 4, 3, 0, tzinfo=UTC), datetime(2018, 11, 4, 14, 0, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.both_engines
def test_equal_slot_is_added_once(event, person, db):
    for _ in range(2):
        with transaction():
            add_availability(event, person, **MORNING, actor_id=person.id, now=NOW)

    assert queries.availability_of_event(event.id) == {person.id: [tuple(MORNING.values())]}
    assert [entry.verb for entry in db.session.query(AuditEntry)] == ["add_availability"]


@pytest.mark.both_engines
def test_change_increases_only_the_draft_revision(event, person):
    with transaction():
        slot = add_availability(event, person, **MORNING, actor_id=person.id, now=NOW)
    with transaction():
        remove_availability(slot, actor_id=person.id, now=NOW)

    assert (event.draft_revision, event.revision) == (2, 1)


def test_slot_that_does_not_end_after_its_start_is_refused(event, person):
    with pytest.raises(Invalid) as problem, transaction():
        add_availability(
            event, person, starts_at=NOW, ends_at=NOW, actor_id=person.id, now=NOW
        )  # fmt: skip

    assert problem.value.field == "ends"


def test_slot_beyond_the_maximum_is_refused(event, person, db):
    for n in range(40):
        make_availability(event, person, ends_at=datetime(2026, 4, 14, 12, n + 1, tzinfo=UTC))

    with pytest.raises(Invalid, match="A person can have up to 40 times"), transaction():
        add_availability(event, person, **MORNING, actor_id=person.id, now=NOW)

    assert db.session.query(AvailabilitySlot).count() == 40


@pytest.mark.both_engines
def test_slots_are_deleted_with_their_person_and_event(event, person, db):
    make_availability(event)
    make_availability(make_event(), person)

    with transaction():
        db.session.delete(person)
        db.session.delete(event)

    assert db.session.query(AvailabilitySlot).count() == 0
