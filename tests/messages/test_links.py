"""Links in emails: each package declares those to its own pages."""

import re
from pathlib import Path

import pytest
from flask import Flask

from eventdesk import MAIL_LINKS
from eventdesk.messages.links import MailLink, merge_links
from eventdesk.messages.rendering import init_messages, render_mail
from eventdesk.web.signed_links import verify_registration

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "messages"


def test_templates_use_every_link_and_no_other():
    used = {name for file in TEMPLATES.glob("*.txt") for name in re.findall(r"\blinks\.(\w+)", file.read_text())}

    assert used == set(MAIL_LINKS)


def test_package_adds_its_links_to_those_of_others():
    home, desk = MailLink("public.home"), MailLink("desk.overview")

    assert merge_links({"home": home}, {}, {"desk": desk}) == {"home": home, "desk": desk}


def test_link_of_two_packages_is_refused():
    with pytest.raises(ValueError, match="Two packages declare the links home"):
        merge_links({"home": MailLink("public.home")}, {"home": MailLink("desk.overview")})


def test_link_to_no_endpoint_stops_the_start():
    app = Flask(__name__)
    app.add_url_rule("/", "home", str)

    with pytest.raises(RuntimeError, match="lead nowhere: away, gone"):
        init_messages(
            app, {"gone": MailLink("attic.boxes"), "home": MailLink("home"), "away": MailLink("attic.stairs")}
        )


def test_link_to_a_registration_is_signed(app):
    values = {"name": "Ana", "event": "Cluster Days", "event_slug": "cluster-days", "ref": ["ABC", 2]}

    _, text = render_mail("registration_pending", values)

    key = re.search(r"^http://localhost/my/registrations/([^/]+)/?$", text, re.MULTILINE).group(1)
    assert verify_registration(key) == ("ABC", 2)
