"""docs/development.md is true: every path and name on it exists, and it answers a newcomer's questions."""

import re
from pathlib import Path

import pytest

from tests.architecture.test_architecture import LAYERS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "development.md").read_text()
README = (ROOT / "README.md").read_text()

PATH = re.compile(r"`((?:eventdesk|templates|static|migrations|tests|docs|tools)/[^`\s<>…]*?)(?:::(\w+))?`")
QUESTIONS = (
    "who may see the attendee list",
    "the text of the waiting-list mail",
    "the limit per organisation",
    "how a ticket looks",
    "which figures the report counts",
    "add a column to the export",
    "a new question kind",
    "a seat state",
    "the check-in button",
    "a page in the organiser's menu",
)
RECIPES = ("a page", "a form that adds something", "a column", "a mail", "a permission", "a text", "a package")


def faults(text):
    """Return the paths in a text that do not exist, and the names that are not in their file."""
    missing = []
    for path, name in PATH.findall(text):
        file = ROOT / path
        if not file.exists() or (name and not re.search(rf"\b{name}\b", file.read_text())):
            missing.append(f"{path}::{name}" if name else path)
    return missing


def section(title):
    """Return the text below a heading of the second level."""
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`eventdesk/permissions.py::GRANTS` and `docs/tests.md`", []),
        ("`eventdesk/seats/`", []),
        ("`eventdesk/no_such.py`", ["eventdesk/no_such.py"]),
        ("`eventdesk/permissions.py::GRANT`", ["eventdesk/permissions.py::GRANT"]),
    ],
)
def test_faults_finds_paths_and_names_that_do_not_exist(text, expected):
    assert faults(text) == expected


def test_every_path_and_name_exists():
    assert faults(PAGE) == []
    assert len(PATH.findall(PAGE)) > 80


def test_every_question_has_an_answer_with_a_path():
    answers = dict(re.findall(r"\*\*… ([^*]+)\?\*\*(.*?)(?=\n\*\*…|\Z)", section("Where do I change …"), re.DOTALL))

    assert tuple(answers) == QUESTIONS
    assert [question for question, answer in answers.items() if not PATH.search(answer)] == []


def test_every_recipe_names_a_path():
    recipes = dict(re.findall(r"^\*\*([^*]+)\.\*\*(.*?)(?=\n\n|\Z)", section("How to add …"), re.DOTALL | re.MULTILINE))

    assert tuple(recipes) == RECIPES
    assert [name for name, text in recipes.items() if name != "a text" and not PATH.search(text)] == []


def test_order_of_the_packages_is_that_of_the_imports():
    lines = re.search(r"\n\n((?:    .+\n)+)", section("The first hour").partition("### Packages")[2])[1]
    order = [set(layer.split(" | ")) for line in lines.splitlines() for layer in line.strip().split(" · ")]

    assert order == [layer for layer in LAYERS if not any("/" in package for package in layer)]


def test_request_is_walked_in_ten_lines():
    steps = re.findall(r"^(\d+)\. ", section("One request: a participant reserves a seat"), re.MULTILINE)

    assert steps == [str(number) for number in range(1, 11)]


def test_glossary_has_each_term_once_in_order():
    terms = re.findall(r"^\| ([a-z][a-z -]+) \|", section("Glossary"), re.MULTILINE)[1:]

    assert terms == sorted(set(terms))
    assert len(terms) > 50


def test_targets_of_make_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"\bmake ([a-z-]+)", PAGE)) <= targets


def test_readme_lists_every_package_and_links_to_the_page():
    rows = re.findall(
        r"^\| ((?:`\w+`(?:, )?)+) \|", README.partition("## Packages")[2].partition("\n## ")[0], re.MULTILINE
    )

    assert [set(re.findall(r"\w+", row)) for row in rows] == [
        layer for layer in LAYERS if not any("/" in package for package in layer)
    ]
    assert "(docs/development.md)" in README


def test_paths_on_the_page_about_tests_exist():
    assert faults((ROOT / "docs" / "tests.md").read_text()) == []
