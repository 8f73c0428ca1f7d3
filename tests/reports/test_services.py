"""Writing, printing and publishing a report."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventdesk.core import files
from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.reports import services
from eventdesk.reports.queries.published import outcome_of, report_of
from tests.factories import NOW, make_event, make_report, make_session

LATER = NOW + timedelta(hours=1)


def write(event, now=NOW, **texts):
    with transaction():
        return services.write_report(
            event, **{"summary": "It went well.", "conclusions": "Again.", **texts}, actor_id=None, now=now
        )


def verbs(db):
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_write_report_with_the_same_texts_changes_nothing(app, db):
    event = make_event()

    write(event)
    again = write(event, now=LATER)

    assert (again.summary, again.conclusions, again.changed_at) == ("It went well.", "Again.", NOW)
    assert verbs(db) == ["write_report"]


@pytest.mark.parametrize("field", ["summary", "conclusions"])
def test_write_report_refuses_texts_too_long_to_print(app, db, field):
    event = make_event()

    with pytest.raises(Invalid) as refusal:
        write(event, **{field: "x" * 20_001})

    assert refusal.value.field == field
    assert report_of(event.id) is None


def test_write_session_outcome_makes_the_pdf_outdated(app, db):
    session = make_session()
    make_report(session.event, data_as_of=NOW)

    with transaction():
        services.write_session_outcome(session, summary="A summary.", outcome="An outcome.", actor_id=None, now=LATER)
    with transaction():
        services.write_session_outcome(session, summary="A summary.", outcome="An outcome.", actor_id=None, now=LATER)

    stored = outcome_of(session.id)
    assert (stored.summary, stored.outcome) == ("A summary.", "An outcome.")
    assert report_of(session.event_id).changed_at == LATER
    assert verbs(db) == ["write_session_outcome"]


def test_request_rendering_twice_queues_one_job(app, db):
    event = make_event()

    with transaction():
        services.request_rendering(event, actor_id=None, now=NOW)
    with transaction():
        services.request_rendering(event, actor_id=None, now=NOW)

    (job,) = db.session.scalars(select(OutboxItem))
    assert (job.kind, job.payload, job.event_id) == ("render_report", {"event_id": event.id}, event.id)


def test_store_rendering_leaves_the_published_version(app, tmp_path):
    event = make_event()
    make_report(event, state="published", published_file_key="1" * 64, published_at=NOW)

    with transaction():
        services.store_rendering(event, b"%PDF-1", tmp_path, data_as_of=NOW)
    with transaction():
        services.store_rendering(event, b"%PDF-2", tmp_path, data_as_of=LATER)

    report = report_of(event.id)
    assert (report.version, report.data_as_of, report.published_file_key) == (2, LATER, "1" * 64)
    assert files.path_of(tmp_path, report.file_key).read_bytes() == b"%PDF-2"


def test_publish_and_unpublish_twice_are_harmless(app, db, tmp_path):
    event = make_event()
    before = event.revision
    with transaction():
        services.store_rendering(event, b"%PDF-1", tmp_path, data_as_of=NOW)

    for _ in range(2):
        with transaction():
            services.publish_report(event, actor_id=None, now=NOW)
    report = report_of(event.id)
    assert (report.state, report.published_at, report.published_file_key) == ("published", NOW, report.file_key)

    for _ in range(2):
        with transaction():
            services.unpublish_report(event, actor_id=None, now=LATER)
    report = report_of(event.id)
    assert (report.state, report.published_at, report.published_file_key) == ("draft", None, "")
    assert verbs(db) == ["publish_report", "unpublish_report"]
    db.session.refresh(event)
    assert event.revision == before + 2


def test_publish_without_a_pdf_is_refused(app):
    event = make_event()

    with pytest.raises(Conflict, match="no PDF yet"), transaction():
        services.publish_report(event, actor_id=None, now=NOW)
