"""Every email, rendered in each of its branches and compared with the text a reader gets (mails.txt).

After a change of wording, `python -m tests.messages.test_mail_texts` writes mails.txt again; read it whole before it is
committed.
"""

import re
from pathlib import Path

import pytest
from jinja2.ext import babel_extract

from eventdesk.messages.rendering import render_mail
from tests.messages.mail_cases import CASES

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "messages"
TEXTS = Path(__file__).with_name("mails.txt")
FOOT = "\n-- \neventdesk, http://localhost/\n"


def render(template, values):
    """Return an email as mails.txt has it: without the foot, and with signed keys of registrations replaced."""
    subject, text = render_mail(template, values)
    assert text.endswith(FOOT)
    text = re.sub(r"/my/registrations/[^/\s]+/", "/my/registrations/<key>/", text.removesuffix(FOOT))
    return f"Subject: {subject}\n{text.rstrip()}\n"


def stored_texts():
    parts = re.split(r"^=== (.+)\n", TEXTS.read_text(), flags=re.MULTILINE)[1:]
    return {name: text.rstrip("\n") + "\n" for name, text in zip(parts[::2], parts[1::2], strict=True)}


def sentences(path):
    """Return the patterns of all translatable sentences of a template, singular and plural."""
    with path.open("rb") as file:
        for _, _, message, _ in babel_extract(file, ("_", "ngettext"), [], {}):
            for text in (message,) if isinstance(message, str) else message:
                if text:
                    yield re.sub(r"%\\\((\w+)\\\)s|%\((\w+)\)s", ".+", re.escape(text))


@pytest.mark.parametrize(("name", "template", "values"), CASES, ids=[name for name, _, _ in CASES])
def test_mail_reads_as_stored(app, name, template, values):
    assert render(template, values) == stored_texts()[name]


def test_stored_texts_have_a_case_each():
    assert list(stored_texts()) == [name for name, _, _ in CASES]


def test_every_template_has_a_case():
    assert {template for _, template, _ in CASES} == {path.stem for path in TEMPLATES.glob("[!_]*.txt")}


def test_every_sentence_of_a_template_is_in_a_case(app):
    rendered = {}
    for _, template, values in CASES:
        rendered[template] = rendered.get(template, "") + render(template, values)

    missing = [
        pattern
        for path in sorted(TEMPLATES.glob("[!_]*.txt"))
        for pattern in sentences(path)
        if not re.search(pattern, rendered[path.stem])
    ]
    assert missing == []


@pytest.mark.parametrize(("name", "template", "values"), CASES, ids=[name for name, _, _ in CASES])
def test_mail_is_well_formed(app, name, template, values):
    lines = render(template, values).splitlines()

    assert [line for line in lines if len(line) > 200 or line != line.rstrip() or "%(" in line] == []
    assert "\n\n\n" not in "\n".join(lines)
    assert re.match(r"(Hello|Dear all|Ana Lobo)\b", lines[1])


if __name__ == "__main__":
    from eventdesk import create_app
    from eventdesk.core.settings import from_environment

    with create_app(from_environment({"BASE_URL": "http://localhost"})).app_context():
        TEXTS.write_text("\n".join(f"=== {name}\n{render(template, values)}" for name, template, values in CASES))
