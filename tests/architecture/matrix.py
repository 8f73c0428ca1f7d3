"""Which role may use which address, as a table to read and to compare.

`python -m tests.architecture.matrix` (or `make routes`) writes it to routes.txt; the test compares and never writes.
"""

import tempfile
from dataclasses import dataclass

from flask import Flask

from eventdesk import create_app
from eventdesk.core.settings import from_environment
from eventdesk.permissions import Identity, can

THIS, OTHER = 1, 2


@dataclass(frozen=True)
class Subject:
    """Any object of the event THIS that a permission can be about."""

    is_public: bool
    event_id: int = THIS
    is_keyed: bool = True
    """The address of a person's registration contains its key: anyone who has the address can open it."""


def _worker(role: str, event_id: int = THIS) -> Identity:
    return Identity(person_id=1, name=role, roles=frozenset({(event_id, role)}))


ROLES: dict[str, Identity | None] = {
    "visitor": None,
    "participant": Identity(person_id=1, name="participant"),
    "moderator": _worker("moderator"),
    "communications": _worker("communications"),
    "organiser": _worker("organiser"),
    "other-organiser": _worker("organiser", OTHER),
    "administrator": Identity(person_id=1, name="administrator", is_admin=True),
}


def matrix(app: Flask) -> str:
    """Return one line for each method of each address: `yes`, `public` (only while the object is public) or `-`."""
    head = ("", "", "", *ROLES)
    lines = [head]
    for rule in app.url_map.iter_rules():
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            view = app.view_functions[rule.endpoint]
            name = view.permission.value if view.permission else "everybody"
            lines.append((method, rule.rule, name, *(_answer(view, identity) for identity in ROLES.values())))
    lines[1:] = sorted(lines[1:], key=lambda line: (line[1], line[0]))
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def _answer(view, identity: Identity | None) -> str:
    if view.permission is None:
        return "yes"
    if view.loader is None:
        return "yes" if can(identity, view.permission) else "-"
    if can(identity, view.permission, Subject(is_public=False)):
        return "yes"
    return "public" if can(identity, view.permission, Subject(is_public=True)) else "-"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(matrix(create_app(from_environment({"DATA_DIR": folder}))), end="")
