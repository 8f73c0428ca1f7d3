"""The outbox, as an administrator reads it."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.outbox import item_by_id, mark_done, queue_job, queue_mail
from tests.factories import NOW, make_admin, make_event, make_role
from tests.pages import text_of


@pytest.fixture
def desk(client):
    return client.sign_in(make_admin())


def write(subject="Cluster Days"):
    with transaction():
        mail_id = queue_mail(
            "role_assigned",
            "rasa@example.org",
            {"name": "Rasa", "role": "moderator", "event": subject, "event_slug": "days"},
            now=NOW,
        )
    return item_by_id(mail_id)


def test_outbox_without_emails_is_empty(desk):
    page = desk.visit("/desk/outbox")

    assert text_of(page.select_one(".ed-empty h2")) == "No emails yet"


def test_outbox_lists_mails_newest_first_without_jobs(desk):
    write("First event")
    write("Second event")
    with transaction():
        queue_job("render_report", {"event_id": 1}, now=NOW)

    page = desk.visit("/desk/outbox")

    assert [text_of(tag) for tag in page.select("th[scope=row] a")] == [
        "You are now a moderator for Second event",
        "You are now a moderator for First event",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_outbox_has_fixed_number_of_queries(desk, rows, queries):
    for _ in range(rows):
        write()

    with queries() as seen:
        desk.visit("/desk/outbox")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 2


def test_mail_is_shown_with_its_text_and_state(desk):
    item = write()
    with transaction():
        mark_done(item.id, "logged", now=NOW)

    page = desk.visit(f"/desk/outbox/{item.id}")

    assert text_of(page.h1) == "You are now a moderator for Cluster Days"
    assert "/desk/days/" in text_of(page.select_one("pre"))
    assert [text_of(tag) for tag in page.select("dd")] == [
        "rasa@example.org",
        "2 March 2026, 09:00",
        "Not sent (no mail server)",
    ]


def test_outbox_is_closed_to_organisers(client, app):
    client.sign_in(make_role(make_event()))

    assert client.get("/desk/outbox").status_code == 403


def test_unknown_email_is_404(desk):
    with transaction():
        job_id = queue_job("render_report", {"event_id": 1}, now=NOW)

    assert [desk.get(f"/desk/outbox/{number}").status_code for number in (job_id, 2147483647, 2147483648)] == [404] * 3


def test_strange_page_of_outbox_is_the_first(desk):
    write()

    assert [
        desk.get("/desk/outbox", query_string={"before": value}).status_code for value in ("x", "-1", "0", "9" * 30)
    ] == [200] * 4
