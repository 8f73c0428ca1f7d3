"""Exports of registrations: what the filter shows, safe in spreadsheets, deleted after a day."""

import csv
import json
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select

from eventdesk.attendees.queries import export
from eventdesk.attendees.services.exports import EXPORT_JOB, export_path
from eventdesk.attendees.xlsx import write_xlsx
from eventdesk.cli.jobs import run_due_job
from eventdesk.core.db import db as database
from eventdesk.core.db import transaction
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.core.settings import Settings
from eventdesk.registration.models import Answer, InvitationCode, Question
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_session,
)
from tests.pages import text_of

PATH = "/desk/days/registrations"
COLUMNS = [
    "Name", "Email", "Organisation", "Job title", "Type of organisation", "Country", "Status", "Reason",
    "Registered (Europe/Brussels)", "Approved (Europe/Brussels)", "Rejected (Europe/Brussels)",
    "Cancelled (Europe/Brussels)", "Last changed (Europe/Brussels)", "Seats", "Sessions with a seat", "Other reservations",
    "Invitation code", "Registered by", "Listed in the report", "Code",
]  # fmt: skip


def ask(event, kind, **given):
    """Store a question of the event's form."""
    with transaction():
        question = Question(event_id=event.id, code=f"q_{kind}", position=0, kind=kind, purpose="x",
                            **{"label": f"Your {kind}", **given})  # fmt: skip
        database.session.add(question)
        database.session.flush()
    return question


def answer(registration, question, value):
    with transaction():
        database.session.execute(
            insert(Answer), {"registration_id": registration.id, "question_id": question.id, "value": value}
        )


def table(browser, **query):
    response = browser.get(f"{PATH}.csv", query_string=query)
    return list(csv.reader(StringIO(response.data.decode("utf-8-sig"))))


def work(db):
    db.session.rollback()
    while run_due_job(None):
        pass
    db.session.expire_all()


@pytest.fixture
def full(event):
    """A registration with something in every column."""
    hub = make_organisation(name="Tbilisi Hub")
    person = make_person(name="Nino Gelashvili", email="nino@example.org", organisation_id=hub.id, country="GE",
                         stakeholder_kind="cluster")  # fmt: skip
    with transaction():
        invitation = InvitationCode(event_id=event.id, code="GUEST", max_uses=3, uses=1, created_at=NOW)
        database.session.add(invitation)
        database.session.flush()
    registration = make_registration(event, person, code="CODE1", job_title="Director", consents_to_listing=True,
                            invitation_code_id=invitation.id, registered_by_id=make_person(name="Ana Colleague").id,
                            created_at=NOW - timedelta(days=1))  # fmt: skip
    make_reservation(make_session(event, title="Morning", seats=3), person)
    make_reservation(make_session(event, title="Evening", seats=3), person, state="waiting")
    make_reservation(make_session(make_event(), title="Elsewhere", seats=3), person)
    with transaction():
        database.session.add(
            AuditEntry(at=NOW, event_id=event.id, verb="approve", subject=f"Registration:{registration.id}", detail={})
        )
    choices = [{"id": "a", "text": "Fish"}, {"id": "b", "text": "Beans"}]
    for kind, value, more in (
        ("text", "+32 2 295 00 00", {}),
        ("number", -5, {}),
        ("date", "2026-04-13", {}),
        ("choice", "a", {"choices": choices}),
        ("choices", ["a", "b"], {"choices": choices}),
        ("consent", True, {}),
        ("file", {"key": "0" * 64, "name": "cv.pdf", "type": "application/pdf", "size": 3}, {}),
        ("long_text", "=HYPERLINK(1)", {}),
    ):
        answer(registration, ask(event, kind, **more), value)
    return registration


FULL = [
    "Nino Gelashvili", "nino@example.org", "Tbilisi Hub", "Director", "Cluster organisation", "Georgia", "Confirmed", "",
    "2026-03-01 10:00", "2026-03-02 10:00", "", "", "2026-03-02 10:00", "1", "Morning", "Evening (On the waiting list)", "GUEST",
    "Ana Colleague", "yes", "CODE1",
    "+32 2 295 00 00", "-5", "2026-04-13", "Fish", "Fish; Beans", "yes", "cv.pdf", "'=HYPERLINK(1)",
]  # fmt: skip


@pytest.mark.both_engines
def test_csv_has_a_column_for_each_question(browser, full):
    columns, line = table(browser)

    assert columns == [*COLUMNS, "Your text", "Your number", "Your date", "Your choice", "Your choices", "Your consent",
                     "Your file", "Your long_text"]  # fmt: skip
    assert line == FULL


@pytest.mark.both_engines
def test_json_has_values_and_their_meaning(browser, full):
    exported = json.loads(browser.get(f"{PATH}.json").data)

    assert exported["event"] == "days"
    assert [question["code"] for question in exported["questions"]][:2] == ["q_text", "q_number"]
    assert exported["questions"][3]["choices"] == {"a": "Fish", "b": "Beans"}
    (registration,) = exported["registrations"]
    assert registration["answers"] == {
        "q_text": "+32 2 295 00 00", "q_number": -5, "q_date": "2026-04-13", "q_choice": "a",
        "q_choices": ["a", "b"], "q_consent": True, "q_long_text": "=HYPERLINK(1)",
        "q_file": {"name": "cv.pdf", "type": "application/pdf", "size": 3},
    }  # fmt: skip
    assert [(reservation["title"], reservation["state"]) for reservation in registration["reservations"]] == [
        ("Morning", "confirmed"), ("Evening", "waiting"),
    ]  # fmt: skip
    assert (registration["state"], registration["approved_at"], registration["created_at"]) == (
        "confirmed", "2026-03-02T09:00:00Z", "2026-03-01T09:00:00Z",
    )  # fmt: skip


@pytest.mark.both_engines
def test_xlsx_is_written_by_the_worker_with_text_as_text(browser, db, full):
    page = browser.visit(PATH)

    task = browser.submit(page, ".ed-export form").location
    waiting = browser.visit(task)
    assert browser.get(f"{task}/registrations.xlsx").status_code == 404
    work(db)
    ready = browser.visit(task)
    response = browser.get(ready.select_one("a[download]")["href"])

    assert text_of(waiting.select_one(".ed-progress strong")) == "In the queue…"
    assert response.headers["Content-Disposition"] == "attachment; filename=days-registrations.xlsx"
    sheet = load_workbook(BytesIO(response.data)).active
    _, line = sheet.iter_rows()
    assert [cell.value for cell in line] == [
        *(value or None for value in FULL[:8]), datetime(2026, 3, 1, 10), datetime(2026, 3, 2, 10), None, None,  # noqa: DTZ001
        datetime(2026, 3, 2, 10), 1, *FULL[14:20], "+32 2 295 00 00", -5, datetime(2026, 4, 13), "Fish",  # noqa: DTZ001
        "Fish; Beans", "yes", "cv.pdf", "=HYPERLINK(1)",
    ]  # fmt: skip
    assert [cell.data_type for cell in line if isinstance(cell.value, str)] == ["s"] * 19


def test_export_is_deleted_after_a_day(browser, app, db, clock, full):
    settings: Settings = app.config["SETTINGS"]
    task = browser.submit(browser.visit(PATH), ".ed-export form").location
    work(db)
    item = db.session.scalars(select(OutboxItem).filter_by(kind=EXPORT_JOB)).one()
    path = export_path(settings.data_dir, item.payload["file"])
    assert path.is_file()

    clock.move(days=1)
    gone = browser.visit(task)
    assert browser.get(f"{task}/registrations.xlsx").status_code == 404
    work(db)

    assert text_of(gone.select_one(".ed-banner strong")) == "This file has been deleted."
    assert not path.is_file()


@pytest.mark.parametrize("role", ["moderator", "communications", ""])
def test_export_needs_the_permission_to_see_registrations(as_person, browser, db, event, full, role):
    task = browser.submit(browser.visit(PATH), ".ed-export form").location
    work(db)
    other = as_person(make_role(event, role) if role else make_role(make_event(), "organiser"))

    assert other.get(f"{task}/registrations.xlsx").status_code == (403 if role else 404)


@pytest.mark.both_engines
def test_every_format_has_the_filtered_registrations(browser, db, event):
    for name, state in (("Zoë Brown", "pending"), ("Ana Barbosa", "pending"), ("Tomáš Dvořák", "confirmed")):
        make_registration(event, make_person(name=name), state=state)
    query = {"status": "pending", "order": "name"}

    page = browser.visit(PATH, query_string=query)
    task = browser.submit(page, ".ed-export form").location
    work(db)
    sheet = load_workbook(BytesIO(browser.get(f"{task}/registrations.xlsx").data)).active

    expected = ["Ana Barbosa", "Zoë Brown"]
    assert [line[0] for line in table(browser, **query)[1:]] == expected
    exported = json.loads(browser.get(f"{PATH}.json", query_string=query).data)
    assert [registration["name"] for registration in exported["registrations"]] == expected
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == expected


@pytest.mark.parametrize("rows", [1, 3])
def test_export_takes_four_queries_a_batch(browser, event, queries, monkeypatch, rows):
    monkeypatch.setattr(export, "BATCH", 1)
    for _ in range(rows):
        make_registration(event)

    with queries() as seen:
        browser.get(f"{PATH}.csv")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 7 + 4 * rows


def test_spreadsheet_has_no_formulas(tmp_path):
    risky = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", " =1+1", "\n=1", "＝1+1", "=", "#REF!", '"=1', "a\x00b\x0bc"]
    plain = ["+380441234567", "+32 2 295 00 00", "-5", "0044 123", "00123", "1e5", "TRUE", "𝕏 مرحبا", "x" * 40_000]
    path: Path = tmp_path / "table.xlsx"

    write_xlsx(path, "A title that is longer than thirty-one signs", ["=Head"],
               [[value] for value in [*risky, *plain, -5, 1.5, date(2026, 4, 1), None, ""]])  # fmt: skip

    cells = [row[0] for row in load_workbook(path).active.iter_rows()]
    texts = cells[: 1 + len(risky) + len(plain)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert [cell.value for cell in cells[1 : len(risky)]] == risky[:-1]
    assert cells[len(risky)].value == "abc"
    assert [cell.value for cell in cells[1 + len(risky) : len(texts) - 1]] == plain[:-1]
    assert [cell.value for cell in cells[len(texts) :][:3]] == [-5, 1.5, datetime(2026, 4, 1)]  # noqa: DTZ001
    assert [cell.quotePrefix for cell in cells[1:4]] == [True, True, True]


def test_spreadsheet_copies_no_markup(tmp_path):
    harm = '<r></r></is></c><c r="B2"><f>1+1</f></c><c t="inlineStr"><is><r></r>'
    texts = [harm, "<r>", "<r>&\x00é</r>", "<r>" + "𝕏" * 40_000 + "</r>"]
    path: Path = tmp_path / "table.xlsx"

    write_xlsx(path, "Texts", ["<r>Head</r>"], [[text] for text in texts])

    rows = list(load_workbook(path).active.iter_rows())
    assert [len(row) for row in rows] == [1] * 5
    assert [row[0].value for row in rows[:4]] == ["<r>Head</r>", harm, "<r>", "<r>&é</r>"]
    assert rows[4][0].value == texts[3][:16_383]
    assert rows[0][0].font.b is True


def test_failed_spreadsheet_leaves_no_open_file(tmp_path):
    def rows():
        yield ["One"]
        raise LookupError("the database went away")

    with pytest.raises(LookupError, match="the database went away"):
        write_xlsx(tmp_path / "table.xlsx", "Texts", ["Head"], rows())

    assert [cell.value for (cell,) in load_workbook(tmp_path / "table.xlsx").active.iter_rows()] == ["Head", "One"]


def test_csv_leaves_phone_numbers_and_escapes_formulas(browser, event):
    phone, formula = ask(event, "text"), ask(event, "long_text")
    for number, harm in (
        ("+380441234567", "=1+1"),
        ("+32 (0)2 295 00 00", "@SUM(1)"),
        ("-5", "＝1+1"),
        ("0044 123", "\t=1"),
    ):
        registration = make_registration(event)
        answer(registration, phone, number)
        answer(registration, formula, harm)

    lines = table(browser, order="name")[1:]

    assert [line[-2] for line in lines] == ["+380441234567", "+32 (0)2 295 00 00", "-5", "0044 123"]
    assert [line[-1] for line in lines] == ["'=1+1", "'@SUM(1)", "'＝1+1", "'\t=1"]
