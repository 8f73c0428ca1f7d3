"""Every template compiles, hides no missing value, and contains nothing that the Content-Security-Policy refuses."""

import re
from gettext import NullTranslations
from pathlib import Path

import jinja2
import pytest

from eventdesk.printing.html import environment

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PRINTED = ("printing/", "reports/pdf/", "checkin/pdf/")
"""Pages for the printer, made by the worker in a Jinja environment of their own; no browser reads them."""

NAMES = sorted(str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*") if file.is_file())
PAGES = [name for name in NAMES if name.endswith(".html")]

OF_THE_BROWSER = (r"<style\b", r"\sstyle\s*=")
FORBIDDEN = {
    r"\|\s*safe\b": "return Markup from the one filter that cleaned the text (core/markup.py)",
    r"\bautoescape\s+false": "let Jinja escape",
    r"<style\b": "write it in static/css/ under the component's name",
    r"\sstyle\s*=": "use a class, or an attribute that CSS reads",
    r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=\"application/)": "write it in static/js/ and bind by data-module",
    r"\son[a-z]+\s*=\s*[\"']": "bind by data-module in static/js/",
    r"javascript:": "use a button and static/js/",
    r"<a\b[^>]*href=\"#\"": "link somewhere, or use a button",
    r"\b(TODO|FIXME|XXX|[Ll]orem ipsum)\b": "finish it",
}


def faults(source: str) -> list[str]:
    """Return what breaks a rule in a template, each with what to write instead."""
    without_comments = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    return [f"{pattern}: {instead}" for pattern, instead in FORBIDDEN.items() if re.search(pattern, without_comments)]


@pytest.mark.parametrize(
    "source",
    [
        "{{ text|safe }}",
        "{% autoescape false %}",
        "<style>p {}</style>",
        '<p style="color: red">',
        "<script>alert(1)</script>",
        '<p onclick="go()">',
        '<a href="javascript:go()">',
        '<a href="#">top</a>',
        "<p>Lorem ipsum</p>",
    ],
)
def test_faults_finds_forbidden_code(source):
    assert len(faults(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "{# never |safe here #}",
        '<script src="/static/js/seat.js" defer></script>',
        '<script type="application/ld+json">{{ data|tojson }}</script>',
        '<p class="ed-style" data-once="yes">{{ text|safely }}</p>',
        "<p>once = twice</p>",
    ],
)
def test_faults_passes_allowed_code(source):
    assert faults(source) == []


@pytest.mark.parametrize("name", PAGES)
def test_page_follows_the_rules(name):
    problems = faults((TEMPLATES / name).read_text())
    if name.startswith(PRINTED):
        problems = [fault for fault in problems if not fault.startswith(OF_THE_BROWSER)]

    assert problems == []


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(app, name):
    if name.startswith(PRINTED):
        environment("en", NullTranslations()).get_template(name)
    elif name.endswith((".html", ".txt", ".xml")):
        app.jinja_env.get_template(name)


def test_missing_values_are_errors(app):
    assert issubclass(app.jinja_env.undefined, jinja2.StrictUndefined)
