"""The rules of dependency between the rooms and inside a room, read from the code itself.

`faults` reads one module and returns what it does wrong, each with what to write instead. It is first tried on known
examples, so that a rule that no longer catches anything is noticed.
"""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
PACKAGE = HOUSE / "eventdesk"

# From the ground up. A room imports the floors below its own; rooms of one floor do not know one another.
# `web` asks `accounts` who is acting; the pages of `accounts` are made with `web`, so they have a floor of their own.
FLOORS = (
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
    {"checkin"},
    {"agenda"},
    {"attendees"},
    {"checkin"},
    {"figures"},
    {"statistics", "calendars", "reports"},
    {"privacy"},
    {"desk"},
    {"public"},
    {"cli"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# Joining all rooms together is the work of create_app, and of the list of all tables.
ROOF = {"", "tables"}

# Inside a room, from the top down; other files (ical.py, pdf.py) are the room's own affair.
STEPS = ("models", "rules", "queries", "services", "forms", "views")

FLASK = {
    "flask", "flask_babel", "flask_limiter", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf",
    "jinja2", "werkzeug", "wtforms",
}  # fmt: skip
FLASK_ROOMS = {"web", "public", "cli"}
FLASK_FILES = {"__init__.py", "accounts/login.py", "core/db.py", "messages/rendering.py"}
# The worker prints from templates, with Jinja alone and no request.
JINJA_FILES = {"printing/html.py"}
FLASK_STEPS = {"views", "forms"}

HEAVY = {
    "icalendar": "calendars/ical.py",
    "segno": "printing/qr.py",
    "weasyprint": "printing/pdf.py",
    "xlsxwriter": "attendees/xlsx.py",
}

# Imports inside a function are for libraries that would make every start slower, and are wanted seldom.
LATE = {
    "icalendar": "0.1 s; only when a calendar file is asked for",
    "weasyprint": "0.5 s and Pango; only in the process that renders",
    "granian": "only `eventdesk serve` is a server",
    "alembic": "only `eventdesk migrate` and the check of a start",
    "flask_migrate": "as alembic",
    "xlsxwriter": "0.02 s; only in the worker that writes a table",
    "email_validator": "15 ms; only when an address is checked",
    "markdown_it": "0.03 s; only for authors' text",
    "text_unidecode": "3 ms and 3 MB; only when something gets its address",
    "segno": "0.03 s; only where a QR code is printed",
    "zipfile": "only when an upload is looked into",
}

PURE = {"sqlalchemy", "flask_sqlalchemy", "time", "random", "secrets", "os", "pathlib", "socket"}
PURE_MODULES = {"eventdesk.core.db", "eventdesk.core.clock", "eventdesk.core.files", "eventdesk.core.outbox"}


def imports(tree: ast.Module, path: str) -> list[tuple[str, bool]]:
    """Return each imported module's full name, and whether the import stands inside a function."""
    found: list[tuple[str, bool]] = []

    def walk(node: ast.AST, inside: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend((alias.name, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                parents = ["eventdesk", *Path(path).parent.parts]
                parents = parents[: len(parents) - node.level + 1]
                module = ".".join([*parents, module]) if module else ".".join(parents)
            found.extend((f"{module}.{alias.name}", inside) for alias in node.names)
        else:
            late = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for child in ast.iter_child_nodes(node):
                walk(child, inside or late)

    walk(tree, False)
    return found


def room_of(path: str) -> str:
    """Return the room of a path below eventdesk/, or "" for eventdesk/__init__.py."""
    first = Path(path).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def step_of(parts: tuple[str, ...] | list[str]) -> str:
    """Return which of STEPS a module is: "views" for seats/views.py and seats/views/seat_admin.py."""
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


def floor_of(room: str, step: str) -> int:
    """Return the floor of a module: that of its step where it has its own, else that of its room."""
    return FLOOR.get(f"{room}/{step}", FLOOR[room])


def faults(path: str, source: str) -> list[str]:
    """Return what the module `path` (below eventdesk/) does against the rules of the house."""
    tree = ast.parse(source)
    room, step = room_of(path), step_of(Path(path).parts)
    says: list[str] = []

    if Path(path).name == "utils.py":
        says.append("utils.py: name the file after what is in it, and put it in the room it serves")
    if any(isinstance(node, ast.ClassDef) and node.name == "Session" for node in ast.walk(tree)):
        says.append("class Session: say which session it is (EventSession, SignIn)")
    if ".commit(" in source and path != "core/db.py":
        says.append("commit(: services flush; the door opens `with transaction():`")

    for name, inside in imports(tree, path):
        says += _of_import(path, room, step, name, inside)
    return says


def _of_import(path: str, room: str, step: str, name: str, inside: bool) -> list[str]:
    top, *rest = name.split(".")
    says: list[str] = []
    if inside and not any(f"{name}.".startswith(f"{late}.") for late in LATE):
        says.append(f"{name} is imported inside a function: import it at the top; a circle means the wrong room")
    if top in HEAVY and path != HEAVY[top]:
        says.append(f"{name}: {top} is imported in {HEAVY[top]} only; call that module")
    if top in FLASK and not _flask_may_be_in(path, room, step) and not (top == "jinja2" and path in JINJA_FILES):
        says.append(f"{name}: Flask is for views, forms and web; take plain values in, give models out")
    pure = name.startswith("pathlib.Pure")
    if (
        step == "rules"
        and not pure
        and (top in PURE or any(f"{name}.".startswith(f"{module}.") for module in PURE_MODULES))
    ):
        says.append(f"{name}: rules take values and return values; read rows in queries, take `now` as an argument")
    if top == "eventdesk" and rest:
        says += _between_rooms(path, room, step, rest)
    return says


def _flask_may_be_in(path: str, room: str, step: str) -> bool:
    # `labels.py` holds a package's texts, which are translated; other packages show them too.
    return Path(path).name == "labels.py" or room in FLASK_ROOMS or path in FLASK_FILES or step in FLASK_STEPS


def _between_rooms(path: str, room: str, step: str, target: list[str]) -> list[str]:
    other, other_step = target[0], step_of(target)
    name = ".".join(["eventdesk", *target])
    if room in ROOF or (room == "cli" and other == "create_app"):
        return []
    if room == other:
        return _inside(step, other_step, name)
    if other == "web" and not _flask_may_be_in(path, room, step):
        return [f"{name}: only views and forms use web"]
    if other not in FLOOR:
        return [f"{name}: {other} is no room; add it to FLOORS in this test and to DESIGN"]
    if floor_of(other, other_step) >= floor_of(room, step):
        return [f"{name}: {room} may only import rooms below it; move the deed to the highest room it touches"]
    if other_step in ("views", "forms") and other != "web":
        return [f"{name}: take services, queries, rules, models or errors of another room, never its {other_step}"]
    return []


def _inside(step: str, other_step: str, name: str) -> list[str]:
    if step in STEPS and other_step in STEPS and STEPS.index(other_step) > STEPS.index(step):
        return [f"{name}: {step} may not use {other_step}; inside a room it is {' → '.join(reversed(STEPS))}"]
    return []


@pytest.mark.parametrize(
    ("path", "source", "word"),
    [
        ("people/services.py", "from eventdesk.programme.models import Event", "rooms below"),
        ("statistics/queries.py", "import eventdesk.reports.models", "rooms below"),
        ("figures/queries.py", "from eventdesk.statistics import queries", "rooms below"),
        ("statistics/views.py", "from eventdesk import reports", "rooms below"),
        ("people/services.py", "from ..programme.models import Event", "rooms below"),
        ("web/guard.py", "from eventdesk.programme import queries", "rooms below"),
        ("web/guard.py", "from eventdesk.accounts.views import links", "rooms below"),
        ("accounts/services.py", "from eventdesk.messages.links import MailLink", "rooms below"),
        ("messages/links.py", "from eventdesk.printing.pdf import render_pdf", "rooms below"),
        ("printing/pdf.py", "from eventdesk.reports.document import ReportDocument", "rooms below"),
        ("seats/views/seat_admin.py", "from eventdesk.checkin import tickets", "rooms below"),
        ("printing/pdf.py", "from eventdesk.web.floor import settings", "only views and forms use web"),
        ("desk/views.py", "from eventdesk.programme.views import page", "never its views"),
        ("desk/services.py", "from eventdesk.programme import forms", "never its forms"),
        ("programme/services.py", "from eventdesk.web.guard import me", "only views and forms use web"),
        ("programme/rules.py", "from eventdesk.programme import queries", "inside a room"),
        ("programme/rules.py", "from . import queries", "inside a room"),
        ("programme/queries.py", "from eventdesk.programme.services import add_event", "inside a room"),
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
        ("desk/services.py", "from eventdesk.attic import boxes", "no room"),
    ],
)
def test_faults_finds_what_is_forbidden(path, source, word):
    says = faults(path, source)

    assert len(says) == 1, says
    assert word in says[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("__init__.py", "from flask import Flask\nfrom eventdesk.programme.views import blueprint"),
        ("desk/services.py", "from eventdesk.programme import queries\nfrom eventdesk.seats import services"),
        (
            "programme/views.py",
            "from flask import request\nfrom eventdesk.web.guard import me\nfrom . import forms",
        ),
        ("programme/forms.py", "from eventdesk.programme import rules\nfrom eventdesk.web.forms import Form"),
        ("accounts/login.py", "from flask_login import LoginManager"),
        ("web/guard.py", "from eventdesk.permissions import can\nfrom eventdesk.accounts import queries"),
        (
            "accounts/views/links.py",
            "from eventdesk.web.guard import me\nfrom eventdesk.messages.links import MailLink",
        ),
        ("printing/html.py", "from jinja2 import Environment"),
        ("calendars/ical.py", "def f():\n    from icalendar import Calendar"),
        ("programme/rules.py", "from datetime import date\nfrom eventdesk.core.errors import Invalid"),
        ("core/db.py", "from flask_sqlalchemy import SQLAlchemy\nsession.commit()"),
    ],
)
def test_faults_passes_what_is_allowed(path, source):
    assert faults(path, source) == []


@pytest.mark.parametrize("path", sorted(str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py")))
def test_module_keeps_the_rules(path):
    assert faults(path, (PACKAGE / path).read_text()) == []


def test_every_room_has_a_door_sign():
    rooms = [folder for folder in PACKAGE.iterdir() if folder.is_dir() and any(folder.rglob("*.py"))]

    silent = [
        room.name
        for room in rooms
        if not (room / "__init__.py").exists() or not ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
    ]

    assert silent == [], "Write a docstring in __init__.py that says what is in the room and what is not."


def test_relationships_point_down(app):
    from eventdesk.core.db import db

    up = [
        f"{mapper.class_.__name__}.{relationship.key}"
        for mapper in db.Model.registry.mappers
        for relationship in mapper.relationships
        if _floor(relationship.mapper.class_) > _floor(mapper.class_) or relationship.back_populates
    ]

    assert up == [], "Point the relationship down and count from a query in the upper room (rule 11)."


def _floor(model: type) -> int:
    return FLOOR[model.__module__.split(".")[1]]
