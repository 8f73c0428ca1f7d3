"""What git checks before a commit is what `make check` checks, and the tools find what they are for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def test_hooks_run_the_checks_of_make_check():
    target = re.search(r"^check: .*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    checks = [line.strip().replace("$(BIN)/", ".venv/bin/") for line in target[1].splitlines()]
    hooks = re.findall(r"^ +entry: (.+)$", (ROOT / ".pre-commit-config.yaml").read_text(), re.MULTILINE)

    assert checks[-1] == "@$(MAKE) --no-print-directory test"
    assert hooks == [*checks[:-1], ".ci/check-subject"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Say who may come\n\n" + "x" * 100, 0),
        ("é" * 72, 0),
        ("# a comment\n" + "x" * 73, 1),
    ],
)
def test_subject_of_a_commit_has_72_characters(tmp_path, message, code):
    (tmp_path / "message").write_text(message)

    done = subprocess.run([ROOT / ".ci" / "check-subject", tmp_path / "message"], capture_output=True, check=False)

    assert done.returncode == code


@pytest.mark.parametrize(
    ("tool", "name", "text", "code"),
    [
        (["djlint", "--lint", "--quiet", "--profile", "jinja"], "page.html", '<p style="color:red">{{ a }}</p>\n', 1),
        (["djlint", "--lint", "--quiet", "--profile", "jinja"], "page.html", "<p>{{ a }}</p>\n", 0),
        (["codespell"], "page.md", "This is " + "recie" + "ved.\n", 65),
        (["codespell"], "page.md", "This is received.\n", 0),
    ],
)
def test_tool_finds_what_it_is_for(tmp_path, tool, name, text, code):
    (tmp_path / name).write_text(text)

    done = subprocess.run([BIN / tool[0], *tool[1:], name], cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == code
