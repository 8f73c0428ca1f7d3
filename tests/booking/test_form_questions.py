"""The questions in the registration form: every type of answer, conditions, uploaded files."""

import io
from datetime import date

import pytest

from eventdesk.people.models import Person
from eventdesk.registration.models import Answer, Registration
from tests.booking.helpers import PDF, add_question_of_each_type, confirmation_url, errors, form_url
from tests.factories import make_event, make_person, make_question
from tests.pages import text_of


def test_answers_of_every_type_are_stored(as_person, db):
    event, person = make_event(), make_person()
    add_question_of_each_type(event)
    browser = as_person(person)

    response = browser.submit(
        form_url(event),
        q_text="<b>x</b> & y",
        q_long_text="one\r\ntwo",
        q_number="2,5",
        q_date="2026-04-13",
        q_choice="b",
        q_choices=["c", "a"],
        q_consent="y",
        q_file=(io.BytesIO(PDF), "my slides.pdf"),
    )

    assert response.status_code == 303
    answers = {answer.question_id: answer.value for answer in db.session.query(Answer)}
    assert list(answers.values())[:4] == ["<b>x</b> & y", "one\ntwo", 2.5, "2026-04-13"]
    assert [value for value in answers.values() if value in ("b", ["c", "a"], True)] == [True, "b", ["c", "a"]]
    file = next(value for value in answers.values() if isinstance(value, dict))
    assert (file["name"], file["type"], file["size"]) == ("my slides.pdf", "application/pdf", len(PDF))


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"q_number": "many"}, "q_number", "Enter a number, as in 12 or 2.5"),
        ({"q_number": "9" * 400}, "q_number", "Enter a number, as in 12 or 2.5"),
        ({"q_date": "2026-02-31"}, "q_date", "Enter a date, as in 2026-10-14"),
        ({"q_text": "x" * 301}, "q_text", "Enter 300 characters or fewer"),
        ({"q_long_text": "x" * 5001}, "q_long_text", "Enter 5000 characters or fewer"),
        ({"q_choice": "zzz"}, "q_choice", "Choose one of the answers"),
        ({"q_choices": ["a", "zzz"]}, "q_choices", "Choose one of the answers"),
        ({"country": "XX"}, "country", "Choose one of the answers"),
        (
            {"q_file": (io.BytesIO(b"MZ\x00"), "x.exe")},
            "q_file",
            "Choose a PDF, PPTX, DOCX, XLSX, ODP, ODT, ODS, PNG, JPEG or plain text file",
        ),
        ({"name": " "}, "name", "Enter your name"),
        ({"email": "nobody"}, "email", "Enter an email address, as in name@example.org"),
        ({"email": ""}, "email", "Enter your email address"),
    ],
)
def test_invalid_input_is_reported_at_its_field(client, db, typed, field, message):
    event = make_event()
    make_question(event, standard="country", kind="choice", label="")
    add_question_of_each_type(event)
    page = client.visit(form_url(event))

    answer = client.submit(page, **{"name": "Ana", "email": "ana@example.org", "q_text": "kept"} | typed)

    refused = client.checked(answer, 422)
    assert errors(refused) == [(f"#{field}", message)]
    box = refused.select_one(f"#{field}")
    shown = box.get("value") if box.name == "input" else box.get_text()
    if isinstance(typed[field], str) and box.name in ("input", "textarea") and field != "name":
        assert (shown or "").strip() == typed[field].strip()
    assert db.session.query(Person).count() == 0


def test_file_of_more_than_ten_megabytes_is_refused(client):
    event = make_event()
    make_question(event, code="q_file", kind="file")
    typed = {"csrf_token": client.csrf_token(), "name": "Ana", "email": "ana@example.org"}
    # Written by hand, since the client would leave a temporary file of a large one open.
    part = b'--edge\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    body = b"".join(part % (name.encode(), b"", value.encode()) for name, value in typed.items())
    body += part % (b"q_file", b'; filename="x.pdf"', PDF + b" " * 10_000_000) + b"--edge--\r\n"

    answer = client.post(form_url(event), data=body, content_type="multipart/form-data; boundary=edge")

    assert errors(client.checked(answer, 422)) == [("#q_file", "Choose a file of 10 MB or less")]


def test_file_stays_uploaded_when_another_field_is_invalid(client, db):
    event = make_event()
    make_question(event, code="q_file", kind="file", is_required=True)
    page = client.visit(form_url(event))

    refused = client.submit(page, name="", email="ana@example.org", q_file=(io.BytesIO(PDF), "cv.pdf"))
    again = client.checked(refused, 422)
    response = client.submit(again, name="Ana")
    client.submit(confirmation_url(db))

    assert errors(again) == [("#name", "Enter your name")]
    assert "Uploaded: cv.pdf, 1 kB." in text_of(again.main)
    assert response.status_code == 303
    assert db.session.query(Answer).one().value["name"] == "cv.pdf"


def test_forged_reference_to_a_file_is_ignored(client, db):
    event = make_event()
    make_question(event, code="q_file", kind="file", is_required=True)

    response = client.send(
        form_url(event), {"name": "A", "email": "a@example.org", "q_file-stored": "eyJrZXkiOiJ4In0.x"}
    )

    assert errors(client.checked(response, 422)) == [("#q_file", "Choose a file")]


def test_question_is_visible_only_with_the_answer_it_depends_on(as_person, db):
    event = make_event()
    make_question(event, standard="attendance", kind="choice", label="", is_required=True)
    make_question(event, standard="dietary", is_required=True, depends_on="attendance", depends_values=["on-site"])
    browser = as_person(make_person())
    page = browser.visit(form_url(event))

    on_site = browser.checked(browser.submit(page, attendance="on-site"), 422)
    online = browser.submit(page, attendance="online", dietary="left over")

    assert "Only if you answered “On site” to “How will you attend?”." in text_of(page.select_one("#dietary-hint"))
    assert page.select_one("[data-question=dietary]")["data-depends-values"] == '["on-site"]'
    assert errors(on_site) == [("#dietary", "Enter an answer")]
    assert online.status_code == 303
    assert [answer.value for answer in db.session.query(Answer)] == ["online"]


def test_answer_is_required_only_with_the_answer_it_depends_on(as_person):
    event = make_event()
    make_question(event, code="q_talk", kind="consent", label="I give a talk")
    make_question(
        event,
        code="q_title",
        label="Its title",
        depends_on="q_talk",
        depends_values=["yes"],
        depends_effect="required",
    )
    browser = as_person(make_person())

    refused = browser.checked(browser.submit(form_url(event), q_talk="y"), 422)

    assert errors(refused) == [("#q_title", "Enter an answer")]
    assert browser.submit(form_url(event)).status_code == 303


def test_hint_has_purpose_visibility_and_retention(client):
    event = make_event()
    make_question(
        event,
        code="q_bus",
        label="Where do you get on?",
        hint="The bus goes at 8",
        purpose="To plan the bus",
        seen_by="door",
        delete_after_days=14,
    )

    page = client.visit(form_url(event))

    assert text_of(page.select_one("#q_bus-hint")) == (
        "The bus goes at 8. To plan the bus. Organisers and moderators can see your answer. "
        "Deleted 14 days after the event."
    )


def test_date_answer_is_shown_again(as_person, db):
    event, person = make_event(), make_person()
    make_question(event, code="q_date", kind="date", label="Arrival")
    browser = as_person(person)
    browser.submit(form_url(event), q_date="2026-04-13")
    code = db.session.query(Registration).one().code

    page = browser.visit(f"/my/registrations/{code}/change")

    assert page.select_one("#q_date")["value"] == date(2026, 4, 13).isoformat()
    assert "13 April 2026" in text_of(browser.visit(f"/my/registrations/{code}/").main)
