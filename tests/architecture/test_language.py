"""The words of the field in the code: retired words are refused in names, file names, templates, styles and prose.

`offences` reads one file and returns the names in it that contain a retired word. It is first tried on known examples, so
that a rule that no longer catches anything is noticed. docs/development.md has the glossary: what to write instead.
"""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]

RETIRED = {
    "aftermath": "outcome, extras", "anew": "again", "answerable": "allowed", "asked": "requested, visible, pending",
    "asking": "question, input", "beat": "heartbeat", "chosen": "selected", "chooses": "selects", "deed": "action",
    "deeds": "actions", "farthest": "max", "floor": "setup, shared", "found": "the noun: rows, match, registration",
    "happening": "entry, change", "held": "on_hold, reserved", "hindered": "conflict", "hindrance": "conflict",
    "house": "app, site, home", "kept": "stored, cached, reserved, logged", "keeps": "stores", "lapse": "expire",
    "lapsed": "expired", "least": "min", "longest": "max", "mine": "my", "most": "max", "fewest": "min",
    "newcomer": "unregistered", "obstacle": "reason, conflict", "outlook": "reader_info", "own": "my, owned",
    "said": "answers, shown, text", "say": "flash, announce, show", "saying": "text", "says": "text, messages",
    "settle": "promote", "settled": "promoted", "shelf": "cache", "standing": "status", "stranger": "other_user",
    "tell": "notify, flash", "telling": "notification", "thing": "the noun: event, session, item", "things": "items",
    "told": "notified, listed", "untold": "unnotified", "wanted": "filter, requested, required", "weakest": "min",
    "whoever": "anyone, person", "wish": "policy, request", "words": "text, label, query, sql", "highest": "max",
}  # fmt: skip
"""The retired words, and what to write instead."""

RETIRED_IN_PROSE = (
    "deed", "deeds", "whoever", "whomever", "lest", "anew", "to be had", "lapse", "lapses", "lapsed", "untold", "settle",
    "settles",
)  # fmt: skip

EXCEPTIONS = {
    "NotFound": "the usual name of this error",
    "is_own": "a reader's own row among those of others",
}
"""Names that may contain a retired word, and why."""


def _parts(name):
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [part for part in re.split(r"[_\-./]+", spaced.lower()) if part]


def _is_retired(name):
    return name not in EXCEPTIONS and any(part in RETIRED for part in _parts(name))


def _python_names(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def _python_prose(source):
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def _template_names(source):
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(source)
    for node in tree.find_all((nodes.Name, nodes.Macro, nodes.Block, nodes.Keyword)):
        if isinstance(node, nodes.Name):
            if node.ctx in ("store", "param"):
                yield node.name
        elif isinstance(node, nodes.Keyword):
            yield node.key
        else:
            yield node.name
    yield from re.findall(r"(?<![\w-])(?:ed|is)-[a-z0-9-]+", source)


def _style_names(source):
    return re.findall(r"\.((?:ed|is)-[a-z0-9_-]+)", source)


def _script_names(source):
    yield from re.findall(r"\b(?:const|let|var|function\*?|class)\s+([A-Za-z_$][\w$]*)", source)


NAMES = {
    ".py": _python_names,
    ".html": _template_names,
    ".txt": _template_names,
    ".css": _style_names,
    ".js": _script_names,
}


def offences(path, source):
    """Return the names and phrases in a file that contain a retired word, each once."""
    path = Path(path)
    names = {name for name in [*NAMES[path.suffix](source), *path.with_suffix("").parts] if _is_retired(name)}
    if path.suffix == ".py":
        pattern = re.compile(rf"\b({'|'.join(RETIRED_IN_PROSE)})\b", re.IGNORECASE)
        names |= {
            f"“{word}” in: {text.strip()[:60]}" for text in _python_prose(source) for word in pattern.findall(text)
        }
    return sorted(names)


def _files():
    folders = {"eventdesk": {".py"}, "templates": {".html", ".txt"}, "static": {".css", ".js"}, "tests": {".py"}}
    for folder, suffixes in folders.items():
        for file in sorted((ROOT / folder).rglob("*")):
            relative = file.relative_to(ROOT)
            if file.suffix in suffixes and not {"vendor", "node_modules", "generated"} & set(relative.parts):
                yield str(relative)


@pytest.mark.parametrize(
    ("path", "source", "name"),
    [
        ("eventdesk/seats/services.py", "def settle_all(): ...", "settle_all"),
        ("eventdesk/seats/services.py", "def f(wanted): ...", "wanted"),
        ("eventdesk/seats/services.py", "MOST_SEATS = 3", "MOST_SEATS"),
        ("eventdesk/seats/services.py", "class SeatDeed: ...", "SeatDeed"),
        ("eventdesk/web/shelf.py", "", "shelf"),
        ("templates/seats/page.html", "{% set words = 1 %}", "words"),
        ("templates/seats/page.html", '<p class="ed-said">', "ed-said"),
        ("static/css/base.css", ".ed-own-box { color: red }", "ed-own-box"),
        ("static/js/site.js", "const told = 1;", "told"),
        ("eventdesk/seats/services.py", '"""Return whoever asked."""', "“whoever” in: Return whoever asked."),
    ],
)
def test_offences_finds_retired_names(path, source, name):
    assert offences(path, source) == [name]


@pytest.mark.parametrize("path", list(_files()))
def test_file_uses_standard_terms(path):
    assert offences(path, (ROOT / path).read_text()) == [], "RETIRED says what to write instead."
