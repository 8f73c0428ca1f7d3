"""The order of the packages and of the modules inside a package, read from the imports.

`faults` reads one module and returns what breaks a rule, each with what to write instead. It is first tried on known
examples, so that a rule that no longer finds anything is noticed.
"""

import ast
from collections import Counter
from pathlib import Path

import pytest

EVENTDESK = Path(__file__).resolve().parents[2] / "eventdesk"

# From the lowest. A package imports packages of lower layers only; packages of one layer do not import one another.
# `web` asks `accounts` who is acting; the pages of `accounts` are made with `web`, so they have a layer of their own.
LAYERS = (
    {"core"},
    {"permissions"},
    {"people"},
    {"accounts"},
    {"web"},
    {"messages"},
    {"printing"},
    {"accounts/forms", "accounts/views"},
    {"programme"},
    {"speakers"},
    {"registration"},
    {"seats"},
    {"booking"},
    {"checkin", "agenda", "attendees"},
    {"figures"},
    {"statistics", "calendars", "reports"},
    {"privacy"},
    {"planning"},
    {"desk"},
    {"public"},
    {"cli"},
)
LAYER = {package: number for number, packages in enumerate(LAYERS) for package in packages}

# create_app and the list of all tables join all packages together.
TOP = {"", "tables"}

# Inside a package, from the lowest; modules with other names (ical.py, pdf.py) may import any of them.
# `loaders` return for the guard the object of an address; they may answer with a page, so they know Flask.
ORDER = ("states", "models", "rules", "queries", "services", "forms", "loaders", "views")

FLASK = {
    "flask", "flask_babel", "flask_limiter", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf",
    "jinja2", "werkzeug", "wtforms",
}  # fmt: skip
FLASK_PACKAGES = {"web", "public", "cli"}
FLASK_FILES = {"__init__.py", "accounts/login.py", "core/db.py", "messages/rendering.py"}
# The worker prints from templates, with Jinja alone and no request.
JINJA_FILES = {"printing/html.py"}
FLASK_KINDS = {"views", "forms", "loaders"}

HEAVY = {
    "icalendar": "calendars/ical.py",
    "segno": "printing/qr.py",
    "weasyprint": "printing/pdf.py",
    "xlsxwriter": "attendees/xlsx.py",
}

# Imports inside a function are for libraries that would make every start slower and are seldom needed.
LATE = {
    "icalendar": "0.1 s; only when a calendar file is requested",
    "weasyprint": "0.5 s and Pango; only in the process that renders",
    "granian": "only `eventdesk serve` is a server",
    "alembic": "only `eventdesk migrate` and the check of a start",
    "flask_migrate": "as alembic",
    "xlsxwriter": "0.02 s; only in the worker that writes a table",
    "email_validator": "15 ms; only when an address is checked",
    "markdown_it": "0.03 s; only for authors' text",
    "text_unidecode": "3 ms and 3 MB; only when something gets its address",
    "segno": "0.03 s; only where a QR code is printed",
    "zipfile": "only when an upload is checked",
}

PURE = {"sqlalchemy", "flask_sqlalchemy", "time", "random", "secrets", "os", "pathlib", "socket"}
PURE_MODULES = {"eventdesk.core.db", "eventdesk.core.clock", "eventdesk.core.files", "eventdesk.core.outbox"}


def imports(tree: ast.Module, path: str) -> list[tuple[str, bool]]:
    """Return the full name of each imported module, and whether the import is inside a function."""
    names: list[tuple[str, bool]] = []

    def walk(node: ast.AST, inside: bool) -> None:
        if isinstance(node, ast.Import):
            names.extend((alias.name, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                parents = ["eventdesk", *Path(path).parent.parts]
                parents = parents[: len(parents) - node.level + 1]
                module = ".".join([*parents, module]) if module else ".".join(parents)
            names.extend((f"{module}.{alias.name}", inside) for alias in node.names)
        else:
            late = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for child in ast.iter_child_nodes(node):
                walk(child, inside or late)

    walk(tree, False)
    return names


def package_of(path: str) -> str:
    """Return the package of a path below eventdesk/, or "" for eventdesk/__init__.py."""
    first = Path(path).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def kind_of(parts: tuple[str, ...] | list[str]) -> str:
    """Return the kind of a module: "views" for seats/views.py and seats/views/manage.py."""
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


def layer_of(package: str, kind: str) -> int:
    """Return the layer of a module: that of its kind if it has one of its own, else that of its package."""
    return LAYER.get(f"{package}/{kind}", LAYER[package])


def faults(path: str, source: str) -> list[str]:
    """Return what the module `path` (below eventdesk/) does against the rules."""
    tree = ast.parse(source)
    package, kind = package_of(path), kind_of(Path(path).parts)
    messages: list[str] = []

    if Path(path).name == "utils.py":
        messages.append("utils.py: name the file after what is in it, and put it in the package that needs it")
    if any(isinstance(node, ast.ClassDef) and node.name == "Session" for node in ast.walk(tree)):
        messages.append("class Session: say which session it is (EventSession, SignIn)")
    if ".commit(" in source and path != "core/db.py":
        messages.append("commit(: services flush; the entry point opens `with transaction():`")

    for name, inside in imports(tree, path):
        messages += _of_import(path, package, kind, name, inside)
    return messages


def _of_import(path: str, package: str, kind: str, name: str, inside: bool) -> list[str]:
    top, *rest = name.split(".")
    messages: list[str] = []
    if inside and not any(f"{name}.".startswith(f"{late}.") for late in LATE):
        messages.append(f"{name} is imported inside a function: import it at the top; a cycle means the wrong package")
    if top in HEAVY and path != HEAVY[top]:
        messages.append(f"{name}: {top} is imported in {HEAVY[top]} only; call that module")
    if top in FLASK and not _may_use_flask(path, package, kind) and not (top == "jinja2" and path in JINJA_FILES):
        messages.append(f"{name}: Flask is for views, forms and web; take plain values in, give models out")
    pure = name.startswith("pathlib.Pure")
    if (
        kind == "rules"
        and not pure
        and (top in PURE or any(f"{name}.".startswith(f"{module}.") for module in PURE_MODULES))
    ):
        messages.append(f"{name}: rules take values and return values; read rows in queries, take `now` as an argument")
    if top == "eventdesk" and rest:
        messages += _between_packages(path, package, kind, rest)
    return messages


def _may_use_flask(path: str, package: str, kind: str) -> bool:
    # `labels.py` holds a package's texts, which are translated; other packages show them too.
    return Path(path).name == "labels.py" or package in FLASK_PACKAGES or path in FLASK_FILES or kind in FLASK_KINDS


def _between_packages(path: str, package: str, kind: str, target: list[str]) -> list[str]:
    other, other_kind = target[0], kind_of(target)
    name = ".".join(["eventdesk", *target])
    if package in TOP or (package == "cli" and other == "create_app"):
        return []
    if package == other:
        return _inside(kind, other_kind, name)
    if other == "web" and not _may_use_flask(path, package, kind):
        return [f"{name}: only views and forms use web"]
    if other not in LAYER:
        return [f"{name}: {other} is no package; add it to LAYERS in this test"]
    if layer_of(other, other_kind) >= layer_of(package, kind):
        return [f"{name}: {package} may only import packages below it; move the code to the highest package it needs"]
    if other_kind == "loaders" and kind not in ("loaders", "views"):
        return [f"{name}: loaders are for the guard of views; elsewhere call the query"]
    if other_kind in ("views", "forms") and other != "web":
        return [f"{name}: take services, queries, rules, models or errors of another package, never its {other_kind}"]
    return []


def _inside(kind: str, other_kind: str, name: str) -> list[str]:
    if kind in ORDER and other_kind in ORDER and ORDER.index(other_kind) > ORDER.index(kind):
        return [f"{name}: {kind} may not use {other_kind}; inside a package it is {' → '.join(reversed(ORDER))}"]
    return []


@pytest.mark.parametrize(
    ("path", "source", "text"),
    [
        ("people/services.py", "from eventdesk.programme.models import Event", "packages below"),
        ("statistics/queries.py", "import eventdesk.reports.models", "packages below"),
        ("figures/queries.py", "from eventdesk.statistics import queries", "packages below"),
        ("public/views.py", "from eventdesk import cli", "packages below"),
        ("people/services.py", "from ..programme.models import Event", "packages below"),
        ("web/guard.py", "from eventdesk.programme import queries", "packages below"),
        ("web/guard.py", "from eventdesk.accounts.views import links", "packages below"),
        ("accounts/services.py", "from eventdesk.messages.links import MailLink", "packages below"),
        ("messages/links.py", "from eventdesk.printing.pdf import render_pdf", "packages below"),
        ("printing/pdf.py", "from eventdesk.reports.report_model import ReportDocument", "packages below"),
        ("seats/views/manage.py", "from eventdesk.checkin import tickets", "packages below"),
        ("printing/pdf.py", "from eventdesk.web.setup import settings", "only views and forms use web"),
        ("desk/views.py", "from eventdesk.programme.views import page", "never its views"),
        ("desk/services.py", "from eventdesk.programme import forms", "never its forms"),
        ("programme/services.py", "from eventdesk.web.guard import current_identity", "only views and forms use web"),
        ("checkin/services.py", "from eventdesk.booking.loaders import registration_by_ref", "for the guard of views"),
        ("booking/loaders.py", "from eventdesk.booking.views import register", "inside a package"),
        ("programme/rules.py", "from eventdesk.programme import queries", "inside a package"),
        ("programme/rules.py", "from . import queries", "inside a package"),
        ("programme/queries.py", "from eventdesk.programme.services import add_event", "inside a package"),
        ("programme/rules.py", "from sqlalchemy import select", "rules take values"),
        ("programme/rules.py", "from eventdesk.core import clock", "rules take values"),
        ("programme/services.py", "from flask import request", "Flask is for"),
        ("accounts/services.py", "import werkzeug.security", "Flask is for"),
        ("reports/services.py", "def f():\n    from weasyprint import HTML", "printing/pdf.py"),
        ("desk/services.py", "import icalendar", "calendars/ical.py"),
        ("desk/services.py", "def f():\n    from eventdesk.programme import queries", "inside a function"),
        ("desk/services.py", "db.session.commit()", "services flush"),
        ("desk/utils.py", "", "name the file"),
        ("accounts/models.py", "class Session: pass", "which session"),
        ("desk/services.py", "from eventdesk.attic import boxes", "no package"),
    ],
)
def test_faults_finds_forbidden_code(path, source, text):
    messages = faults(path, source)

    assert len(messages) == 1, messages
    assert text in messages[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("__init__.py", "from flask import Flask\nfrom eventdesk.programme.views import blueprint"),
        ("desk/services.py", "from eventdesk.programme import queries\nfrom eventdesk.seats import services"),
        (
            "programme/views.py",
            "from flask import request\nfrom eventdesk.web.guard import current_identity\nfrom . import forms",
        ),
        ("programme/forms.py", "from eventdesk.programme import rules\nfrom eventdesk.web.forms import Form"),
        ("accounts/login.py", "from flask_login import LoginManager"),
        ("web/guard.py", "from eventdesk.permissions import can\nfrom eventdesk.accounts import queries"),
        (
            "accounts/views/links.py",
            "from eventdesk.web.guard import current_identity\nfrom eventdesk.messages.links import MailLink",
        ),
        ("checkin/views/tickets.py", "from eventdesk.booking.loaders import registration_by_ref"),
        ("booking/loaders.py", "from flask import abort"),
        ("printing/html.py", "from jinja2 import Environment"),
        ("calendars/ical.py", "def f():\n    from icalendar import Calendar"),
        ("programme/rules.py", "from datetime import date\nfrom eventdesk.core.errors import Invalid"),
        ("core/db.py", "from flask_sqlalchemy import SQLAlchemy\nsession.commit()"),
    ],
)
def test_faults_passes_allowed_code(path, source):
    assert faults(path, source) == []


@pytest.mark.parametrize("path", sorted(str(file.relative_to(EVENTDESK)) for file in EVENTDESK.rglob("*.py")))
def test_module_follows_the_rules(path):
    assert faults(path, (EVENTDESK / path).read_text()) == []


def test_every_package_has_a_docstring():
    packages = [folder for folder in EVENTDESK.iterdir() if folder.is_dir() and any(folder.rglob("*.py"))]

    missing = [
        package.name
        for package in packages
        if not (package / "__init__.py").exists()
        or not ast.get_docstring(ast.parse((package / "__init__.py").read_text()))
    ]

    assert missing == [], "Write a docstring in __init__.py that says what is in the package and what is not."


def test_relationships_point_down(app):
    from eventdesk.core.db import db

    up = [
        f"{mapper.class_.__name__}.{relationship.key}"
        for mapper in db.Model.registry.mappers
        for relationship in mapper.relationships
        if _layer(relationship.mapper.class_) > _layer(mapper.class_) or relationship.back_populates
    ]

    assert up == [], "Point the relationship down and count from a query in the upper package (rule 11)."


def _layer(model: type) -> int:
    return LAYER[model.__module__.split(".")[1]]


def test_packages_and_files_stay_small():
    """At most 4,000 lines in a package and 300 in a file (docs/decisions/0018)."""
    lines = {str(file.relative_to(EVENTDESK)): len(file.read_text().splitlines()) for file in EVENTDESK.rglob("*.py")}
    packages = Counter()
    for path, count in lines.items():
        packages[package_of(path)] += count

    assert {path: count for path, count in lines.items() if count > 300} == {}, "Split the file by subject."
    assert {name: count for name, count in packages.items() if count > 4_000} == {}, "Split the package by subject."
