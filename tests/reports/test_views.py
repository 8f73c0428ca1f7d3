"""The organiser's report page, its progress page and the published PDF, as people use them."""

import io
import threading

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from eventdesk.cli.jobs import run_due_job
from eventdesk.core import files
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.reports import services
from eventdesk.reports.queries.published import report_of
from tests.factories import NOW, make_event, make_report, make_role, make_session


@pytest.fixture
def event(app):
    return make_event(slug="clusters", title="Cluster days")


@pytest.fixture
def press(event, as_person):
    return as_person(make_role(event, "communications"))


def test_report_is_written_created_published_and_unpublished(event, press, client, app):
    make_session(event, code="keynote", title="Keynote")
    page = press.visit("/desk/clusters/report")
    assert "No PDF has been created yet" in page.text

    answer = press.submit(
        page, 'main form[action="/desk/clusters/report"]', summary="A **fine** day.", conclusions="Again."
    )
    assert (answer.status_code, answer.location) == (303, "/desk/clusters/report")
    answer = press.submit("/desk/clusters/report/sessions/keynote", summary="A summary.", outcome="An outcome.")
    assert (answer.status_code, answer.location) == (303, "/desk/clusters/report#sessions")
    answer = press.submit("/desk/clusters/report", 'form[action$="/make"]')
    assert (answer.status_code, answer.location) == (303, "/desk/clusters/report/progress")
    assert "In the queue …" in press.visit("/desk/clusters/report/progress").text
    assert run_due_job(threading.Event()) == 1
    assert press.get("/desk/clusters/report/progress").location == "/desk/clusters/report"

    printed = PdfReader(io.BytesIO(press.get("/desk/clusters/report/latest.pdf").data))
    assert "A fine day." in printed.pages[2].extract_text()
    assert client.get("/events/clusters/report.pdf").status_code == 404
    answer = press.submit("/desk/clusters/report", 'form[action$="/publish"]')
    assert (answer.status_code, answer.location) == (303, "/desk/clusters/report")
    public = client.get("/events/clusters/report.pdf")
    assert (public.status_code, public.mimetype) == (200, "application/pdf")
    assert public.headers["Content-Disposition"] == "inline; filename=clusters-report.pdf"
    assert (
        client.get("/events/clusters/report.pdf", headers={"If-None-Match": public.headers["ETag"]}).status_code == 304
    )

    answer = press.submit("/desk/clusters/report", 'form[action$="/withdraw"]')
    assert answer.status_code == 303
    assert client.get("/events/clusters/report.pdf").status_code == 404


def test_report_page_warns_of_an_outdated_pdf(event, press, app):
    make_report(event, changed_at=NOW, data_as_of=NOW, version=1, file_key="0" * 64)
    assert "does not include your latest changes" not in press.visit("/desk/clusters/report").text

    with transaction():
        report_of(event.id).changed_at = NOW.replace(hour=10)

    assert "The PDF does not include your latest changes." in press.visit("/desk/clusters/report").text


def test_too_long_texts_are_shown_again_with_errors(event, press):
    answer = press.submit(
        "/desk/clusters/report", 'main form[action="/desk/clusters/report"]', summary="x" * 20_001, subtitle="y" * 161
    )

    page = press.checked(answer, 422)
    assert "Enter 20,000 characters or fewer" in page.text
    assert "Enter 160 characters or fewer" in page.text
    assert page.select_one("#summary").get_text().strip() == "x" * 20_001


def test_publish_without_a_pdf_explains_the_refusal(event, press):
    page = press.checked(press.send("/desk/clusters/report/publish"), 422)

    assert "There is no PDF yet." in page.text


def test_failed_rendering_is_shown(event, press, db):
    with transaction():
        job = services.request_rendering(event, actor_id=None, now=NOW).job_id
    with transaction():
        item = db.session.get(OutboxItem, job)
        item.state, item.error = "failed", "PrintingFailed: The fonts are missing."

    page = press.visit("/desk/clusters/report")

    assert "The PDF could not be created." in page.text
    assert "The fonts are missing." in page.text


def test_pdf_without_its_file_answers_404(event, press, client):
    make_report(event, state="published", published_at=NOW, published_file_key="0" * 64, file_key="0" * 64, version=1)

    assert press.get("/desk/clusters/report/latest.pdf").status_code == 404
    assert client.get("/events/clusters/report.pdf").status_code == 404


def test_report_of_a_draft_event_is_not_public(as_person, client, app, tmp_path):
    event = make_event(slug="later", state="draft")
    key = files.store(app.config["SETTINGS"].data_dir, b"%PDF-1.7 report")
    make_report(event, state="published", published_at=NOW, published_file_key=key)

    assert client.get("/events/later/report.pdf").status_code == 404
    press = as_person(make_role(event, "communications"))
    assert press.get("/events/later/report.pdf").data == b"%PDF-1.7 report"


def test_moderator_does_not_write_the_report(event, as_person):
    moderator = as_person(make_role(event, "moderator"))

    assert moderator.get("/desk/clusters/report").status_code == 403
    assert moderator.send("/desk/clusters/report/make").status_code == 403
    assert moderator.get("/desk/clusters/report/latest.pdf").status_code == 403


def test_create_pdf_twice_queues_one_job(event, press, db):
    press.send("/desk/clusters/report/make")
    press.send("/desk/clusters/report/make")

    assert len(db.session.scalars(select(OutboxItem)).all()) == 1
