"""Mails as they are written: what stands in them, and what cannot be smuggled in."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.outbox import item_by_id, queue_mail
from eventdesk.messages.mail import REMOVED, ehlo_name, message, without_secrets
from eventdesk.messages.rendering import render_mail, render_payload

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENDER = "eventdesk <eventdesk@localhost>"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "messages"
SESSION = {
    "name": "Ana Lobo",
    "title": "Funding a cross-border pilot",
    "session_code": "15808",
    "event": "Cluster Days",
    "event_slug": "cluster-days",
    "timezone": "Europe/Vilnius",
    "starts_at": "2026-04-14T09:00:00+00:00",
    "place": "Room 1.05",
}
_SHOWN = {
    "title": "Funding a cross-border pilot", "starts_at": "2026-04-14T09:00:00+00:00",
    "ends_at": "2026-04-14T09:45:00+00:00", "where": "Room 1.05", "track": "", "kind": "session", "is_on": True,
}  # fmt: skip
MOVED = {
    "code": "15808",
    "title": "Funding a cross-border pilot",
    "kinds": ["moved", "placed", "renamed"],
    "before": {**_SHOWN, "title": "Funding a pilot", "where": "Room 1.07"},
    "after": {**_SHOWN, "starts_at": "2026-04-15T07:00:00+00:00", "ends_at": "2026-04-15T07:45:00+00:00"},
}
EVENT = {"name": "Ana Lobo", "event": "Cluster Days", "event_slug": "cluster-days", "ref": ["ABC", 0]}
VALUES = {
    "sign_up_link": {"name": "Ana Lobo", "token": "abc"},
    "sign_in_link": {"name": "Ana Lobo", "token": "abc"},
    "sign_in_unknown": {"email": "ana@example.org"},
    "registration_confirmed": {"name": "Ana Lobo", "event": "Cluster Days", "event_slug": "cluster-days"},
    "seat_confirmed": {**SESSION, "position": 0},
    "seat_waiting": {**SESSION, "position": 3},
    "seat_promoted": SESSION,
    "programme_changed": {
        "name": "Ana Lobo", "event": "Cluster Days", "event_slug": "cluster-days", "timezone": "Europe/Vilnius",
        "note": "The keynote is on the first day now.", "changes": [MOVED],
    },
    "role_assigned": {"name": "Ana Lobo", "role": "moderator", "event": "Cluster Days", "event_slug": "cluster-days"},
    "event_cancelled": {
        "name": "Ana Lobo", "event": "Cluster Days", "event_slug": "cluster-days", "city": "Kaunas",
        "starts_on": "2026-04-14", "ends_on": "2026-04-15", "contact_email": "hello@example.org",
    },
    "registration_link": {**EVENT, "token": "abc", "minutes": 15, "title": "Funding a cross-border pilot"},
    "registration_pending": EVENT,
    "registration_rejected": {**EVENT, "reason": "It is for members of clusters."},
    "registration_cancelled": {**EVENT, "reason": "The hall is smaller than we thought."},
    "registered_by_colleague": {**EVENT, "by": "Ines Pereira", "is_pending": False},
    "organiser_message": {**EVENT, "subject": "Bring your badge", "text": "Dear Ana Lobo,\n\nplease bring it."},
    "seat_released": {**SESSION, "had_seat": True},
    "seat_offered": {**SESSION, "until": "2026-04-13T09:00:00+00:00"},
    "seat_offer_expired": SESSION,
    "seat_skipped": {**SESSION, "why": "overlap", "other": "Panel: who pays?"},
    "seat_requested": {**SESSION, "position": 0},
    "seat_request_rejected": {**SESSION, "reason": "It is for first-time visitors."},
    "seat_invited": SESSION,
    "seat_moved": {**SESSION, "goal": "Panel: who pays?", "goal_code": "PANEL"},
}  # fmt: skip
SUBJECTS = {
    "sign_up_link": "Finish signing up",
    "sign_in_link": "Your link to sign in",
    "sign_in_unknown": "There is no account under this address",
    "registration_confirmed": "You are registered: Cluster Days",
    "seat_confirmed": "Your seat is confirmed: Funding a cross-border pilot",
    "seat_waiting": "You are on the waiting list: Funding a cross-border pilot",
    "seat_promoted": "A seat became free and is yours: Funding a cross-border pilot",
    "programme_changed": "Changed: Funding a cross-border pilot",
    "role_assigned": "You work for Cluster Days",
    "event_cancelled": "Cancelled: Cluster Days",
    "registration_link": "Confirm your registration: Cluster Days",
    "registration_pending": "Your registration waits for the organisers: Cluster Days",
    "registration_rejected": "Your registration was not accepted: Cluster Days",
    "registration_cancelled": "Your registration is cancelled: Cluster Days",
    "registered_by_colleague": "Ines Pereira registered you: Cluster Days",
    "organiser_message": "Bring your badge",
    "seat_released": "You gave your place back: Funding a cross-border pilot",
    "seat_offered": "A seat is offered to you: Funding a cross-border pilot",
    "seat_offer_expired": "The offer is over: Funding a cross-border pilot",
    "seat_skipped": "A seat became free, and you keep your place: Funding a cross-border pilot",
    "seat_requested": "You asked for a seat: Funding a cross-border pilot",
    "seat_request_rejected": "You did not get a seat: Funding a cross-border pilot",
    "seat_invited": "You are invited: Funding a cross-border pilot",
    "seat_moved": "Your seat has moved: Funding a cross-border pilot",
}


def item(**given):
    """Return an outbox item that is stored nowhere."""
    return OutboxItem(
        **{
            "kind": "mail",
            "recipient": "ana@example.org",
            "message_id": "1@eventdesk",
            "payload": {"template": "sign_in_unknown", "values": {"email": "ana@example.org"}},
            **given,
        }
    )


def test_every_template_is_tried_here():
    assert {path.stem for path in TEMPLATES.glob("[!_]*.txt")} == set(VALUES) == set(SUBJECTS)


@pytest.mark.parametrize("template", VALUES)
def test_mail_says_what_it_is_about(app, template):
    subject, text = render_mail(template, VALUES[template])

    assert subject == SUBJECTS[template]
    assert "{" not in text
    assert "\n\n\n" not in text
    assert all(len(line) <= 200 and line == line.rstrip() for line in text.splitlines() if line != "-- ")


def test_mail_about_a_seat_says_when_and_where_in_the_time_of_the_event(app):
    _, text = render_mail("seat_waiting", VALUES["seat_waiting"])

    assert text.splitlines()[:9] == [
        "Hello Ana Lobo,",
        "",
        "all seats of this session are taken. You are number 3 on its waiting list:",
        "",
        "    Funding a cross-border pilot",
        "    Tuesday, 14 April 2026, 12:00, Vilnius time (EEST, UTC+3)",
        "    Room 1.05",
        "    Cluster Days",
        "",
    ]
    assert "\nhttp://localhost/events/cluster-days/sessions/15808/\n" in text


def test_mail_about_a_session_without_time_or_place_leaves_those_out(app):
    _, text = render_mail("seat_confirmed", {**VALUES["seat_confirmed"], "starts_at": "", "place": ""})

    assert text.splitlines()[4:7] == ["    Funding a cross-border pilot", "    Cluster Days", ""]


def test_link_is_under_the_configured_address_inside_a_request_to_another(app):
    with app.test_request_context(headers={"Host": "127.0.0.1"}):
        _, text = render_mail("sign_in_link", VALUES["sign_in_link"])

    assert "\nhttp://localhost/sign-in/abc\n" in text


def test_names_stay_text(app):
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
        "Subject": "There is no account under this address",
    }


def test_message_can_be_read_back(app):
    values = {**VALUES["seat_confirmed"], "name": "Ieva Petrauskaitė", "title": "Žmonės ir “klasteriai”"}
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
    with pytest.raises(ValueError, match="is not one e-mail address"):
        message(item(recipient=recipient), sender=SENDER, now=NOW)


def test_host_of_a_recipient_is_written_in_ascii(app):
    assert message(item(recipient="ana@žmonės.example"), sender=SENDER, now=NOW)["To"] == "ana@xn--mons-xva82d.example"


def test_secrets_are_taken_out_of_what_is_kept():
    payload = {"template": "sign_in_link", "values": {"name": "Ana", "token": "abc"}}

    assert without_secrets(payload) == {"template": "sign_in_link", "values": {"name": "Ana", "token": REMOVED}}
    assert without_secrets({"template": "role_assigned", "values": {"name": "Ana"}})["values"] == {"name": "Ana"}


def test_mail_without_its_secret_can_still_be_read(app):
    with transaction():
        mail_id = queue_mail("sign_in_link", "ana@example.org", {"name": "Ana", "token": "abc"}, now=NOW)

    _, text = render_payload(without_secrets(item_by_id(mail_id).payload))

    assert f"http://localhost/sign-in/{REMOVED}\n" in text


def test_mail_in_a_language_without_texts_is_written_in_the_default_one(app):
    with transaction():
        mail_id = queue_mail("seat_waiting", "ana@example.org", VALUES["seat_waiting"], now=NOW, language="de")

    payload = item_by_id(mail_id).payload

    assert payload["language"] == "de"
    assert render_payload(payload) == render_mail("seat_waiting", VALUES["seat_waiting"])


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://events.example/x", "events.example"),
        ("http://192.0.2.7:8000", "[192.0.2.7]"),
        ("", "localhost"),
    ],
)
def test_host_that_greets_the_mail_server_is_that_of_the_site(base_url, host):
    assert ehlo_name(base_url) == host
