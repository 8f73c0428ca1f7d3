"""Emails as they are sent: headers, recipients, links and secrets."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.outbox import item_by_id, queue_mail
from eventdesk.messages.mail import REMOVED, ehlo_name, message, without_secrets
from eventdesk.messages.rendering import render_mail, render_payload
from tests.messages.mail_cases import SESSION

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WAITING = {**SESSION, "position": 3}
SENDER = "eventdesk <eventdesk@localhost>"


def item(**given):
    """Return an outbox item that is not stored."""
    return OutboxItem(
        **{
            "kind": "mail",
            "recipient": "ana@example.org",
            "message_id": "1@eventdesk",
            "payload": {"template": "sign_in_unknown", "values": {"email": "ana@example.org"}},
            **given,
        }
    )


def test_link_is_absolute_under_base_url(app):
    with app.test_request_context(headers={"Host": "127.0.0.1"}):
        _, text = render_mail("sign_in_link", {"name": "Ana", "token": "abc"})

    assert "\nhttp://localhost/sign-in/abc\n" in text


def test_values_are_not_rendered_as_templates(app):
    subject, text = render_mail("registration_confirmed", {
        "name": "{{ 7 * 7 }}", "event": "A & B\r\nBcc: eve@example.org", "event_slug": "a-b",
    })  # fmt: skip

    assert subject == "You are registered: A & B"
    assert "Hello {{ 7 * 7 }}," in text


def test_message_has_the_headers_of_an_automatic_mail(app):
    mail = message(item(), sender=SENDER, now=NOW)

    assert {name: mail[name] for name in ("From", "To", "Date", "Message-ID", "Auto-Submitted", "Subject")} == {
        "From": "eventdesk <eventdesk@localhost>",
        "To": "ana@example.org",
        "Date": "Mon, 02 Mar 2026 09:00:00 +0000",
        "Message-ID": "<1@eventdesk>",
        "Auto-Submitted": "auto-generated",
        "Subject": "No account with this email address",
    }


def test_message_can_be_read_back(app):
    values = {**SESSION, "name": "Ieva Petrauskaitė", "title": "Žmonės ir “klasteriai”"}
    mail = message(item(payload={"template": "seat_confirmed", "values": values}), sender=SENDER, now=NOW)

    read = message_from_bytes(mail.as_bytes(), policy=policy.default)

    assert read["Subject"] == "Your seat is confirmed: Žmonės ir “klasteriai”"
    assert read.get_content().splitlines()[0] == "Hello Ieva Petrauskaitė,"


@pytest.mark.parametrize(
    "recipient",
    [
        "ana@example.org, eve@example.org",
        "ana@example.org\nBcc: eve@example.org",
        "Ana <ana@example.org>",
        "ana@example.org;eve@example.org",
        "nobody",
        "",
    ],
)
def test_recipient_that_is_not_one_address_is_refused(app, recipient):
    with pytest.raises(ValueError, match="is not one email address"):
        message(item(recipient=recipient), sender=SENDER, now=NOW)


def test_host_of_a_recipient_is_in_ascii(app):
    assert message(item(recipient="ana@žmonės.example"), sender=SENDER, now=NOW)["To"] == "ana@xn--mons-xva82d.example"


def test_secrets_are_removed_from_the_payload():
    payload = {"template": "sign_in_link", "values": {"name": "Ana", "token": "abc"}}

    assert without_secrets(payload) == {"template": "sign_in_link", "values": {"name": "Ana", "token": REMOVED}}
    assert without_secrets({"template": "role_assigned", "values": {"name": "Ana"}})["values"] == {"name": "Ana"}


def test_mail_without_its_secret_can_be_rendered(app):
    with transaction():
        mail_id = queue_mail("sign_in_link", "ana@example.org", {"name": "Ana", "token": "abc"}, now=NOW)

    _, text = render_payload(without_secrets(item_by_id(mail_id).payload))

    assert f"http://localhost/sign-in/{REMOVED}\n" in text


def test_mail_in_an_unknown_language_uses_the_default(app):
    with transaction():
        mail_id = queue_mail("seat_waiting", "ana@example.org", WAITING, now=NOW, language="de")

    payload = item_by_id(mail_id).payload

    assert payload["language"] == "de"
    assert render_payload(payload) == render_mail("seat_waiting", WAITING)


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://events.example/x", "events.example"),
        ("http://192.0.2.7:8000", "[192.0.2.7]"),
        ("", "localhost"),
    ],
)
def test_ehlo_name_is_the_host_of_the_site(base_url, host):
    assert ehlo_name(base_url) == host
