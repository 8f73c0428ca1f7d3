"""The unit tests of static/js, which Node runs: `node --test tests/js/*.test.mjs` runs them alone."""

import posixpath
import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = sorted(HERE.glob("*.test.mjs"))


def read(folder: Path, pattern: str) -> dict[str, str]:
    """Return the texts of the files in a folder and below it, by their path in it."""
    return {file.relative_to(folder).as_posix(): file.read_text() for file in sorted(folder.rglob(pattern))}


SCRIPTS = read(ROOT / "static/js", "*.js")
TEMPLATES = read(ROOT / "templates", "*.html")
SHEETS = read(ROOT / "static/css", "*.css")

OLDEST_NODE = (20, 11)
"""The first version with all that the tests use of Node's test runner and module hooks."""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["node", *arguments], capture_output=True, text=True, check=False, cwd=ROOT)
    except FileNotFoundError:
        pytest.fail("Node is not installed: run `make node`.")


def summary(report: str) -> dict[str, int]:
    """Return the counts with which a report of Node's test runner ends: {"tests": 9, "pass": 9, "fail": 0, …}."""
    return {name: int(number) for name, number in re.findall(r"^# (\w+) (\d+)$", report, re.MULTILINE)}


def test_scripts_pass_their_unit_tests():
    version = run("--version").stdout
    assert tuple(int(part) for part in version.strip("v\n").split(".")[:2]) >= OLDEST_NODE, (
        f"Node {version} is too old."
    )
    assert (ROOT / "tests/node_modules/happy-dom").is_dir(), "Run `npm ci` in tests/, as `make test` does."

    done = run("--test", "--test-reporter=tap", "--test-timeout=60000", *(str(file) for file in FILES))

    counts = summary(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert counts["pass"] == counts["tests"] >= len(FILES) > 0, done.stdout
    assert (counts["fail"], counts["cancelled"], counts["skipped"], counts["todo"]) == (0, 0, 0, 0), done.stdout


def test_each_file_of_tests_has_tests():
    assert [file.name for file in FILES if not re.search(r"^test\(", file.read_text(), re.MULTILINE)] == []


def test_failing_script_test_fails_the_run(tmp_path):
    file = tmp_path / "wrong.test.mjs"
    file.write_text('import { test } from "node:test";\ntest("wrong", () => { throw new Error("as it must"); });\n')

    done = run("--test", "--test-reporter=tap", str(file))

    assert (done.returncode, summary(done.stdout)["fail"]) == (1, 1)
    assert "as it must" in done.stdout


def named(attribute: str, texts: dict[str, str]) -> set[str]:
    """Return the values that an attribute is given or looked for by: data-module="menu" and [data-module=menu]."""
    return {name for text in texts.values() for name in re.findall(rf'\b{attribute}="?([a-z-]+)', text)}


def test_modules_of_templates_and_stylesheets_are_bound_by_a_script():
    table = re.search(r"const modules = \{(.*?)\}", SCRIPTS["site.js"], re.DOTALL)
    assert table
    small = set(re.findall(r'^ +"?([a-z-]+)', table[1], re.MULTILINE))

    bound = named("data-module", {name: text for name, text in SCRIPTS.items() if name != "site.js"}) | small

    assert named("data-module", TEMPLATES) == bound
    assert named("data-module", SHEETS) <= bound


def test_parts_that_scripts_and_stylesheets_look_for_are_in_templates():
    parts = named("data-part", TEMPLATES)

    assert named("data-part", SCRIPTS) | named("data-part", SHEETS) <= parts


def test_scripts_of_templates_and_imports_exist_and_none_is_unused():
    linked = {name for text in TEMPLATES.values() for name in re.findall(r"static_url\('js/([^']+)'\)", text)}
    imported = {
        posixpath.normpath(posixpath.join(posixpath.dirname(script), name))
        for script, text in SCRIPTS.items()
        for name in re.findall(r'^import .* from "([^"]+)";$', text, re.MULTILINE)
    }

    # The service worker is registered by its address, /sw.js.
    assert linked | imported | {"sw.js"} == set(SCRIPTS)
