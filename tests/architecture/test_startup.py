"""The application starts quickly, imports nothing heavy, and refuses unsafe settings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eventdesk.core.settings import BadSetting, from_environment

ROOT = Path(__file__).resolve().parents[2]
STRONG = "start-test-2f6c1a9be04d7785c3-8e51"

LIBRARIES = """
import json, sys, time
began = time.process_time()
import flask, flask_sqlalchemy
print(json.dumps([time.process_time() - began]))
"""
START = """
import json, sys, time
began = time.process_time()
from eventdesk import create_app
create_app()
print(json.dumps([time.process_time() - began, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def run(program, **settings):
    """Run a program in a process of its own, as a server would; eventdesk's settings are those given."""
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**inherited, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_start_is_quick(tmp_path):
    """0.7 s on a machine with nothing else to do, where Flask and SQLAlchemy alone take some half of that.

    On a busy machine both take longer, so they are tried in turn until one start is quick enough, at most eight times,
    and the best of each is taken.
    """
    libraries, whole = [], []
    for _ in range(8):
        libraries.append(json.loads(run(LIBRARIES).stdout)[0])
        whole.append(json.loads(run(START, DATA_DIR=str(tmp_path), SECRET_KEY=STRONG).stdout)[0])
        if whole[-1] <= 0.7:
            break

    assert min(whole) <= max(0.7, 2.5 * min(libraries))


def test_start_loads_nothing_heavy(tmp_path):
    modules = json.loads(run(START, DATA_DIR=str(tmp_path), SECRET_KEY=STRONG).stdout)[1]

    assert {"alembic", "granian", "hypothesis", "icalendar", "pytest", "weasyprint", "xlsxwriter"} & set(
        modules
    ) == set()


def test_start_without_secret_key_creates_and_stores_one(tmp_path):
    first = run(START, DATA_DIR=str(tmp_path))
    created = (tmp_path / "secret-key").read_text()
    second = run(START, DATA_DIR=str(tmp_path))

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert (tmp_path / "secret-key").read_text() == created
    assert len(created.strip()) == 64
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_start_with_weak_secret_key_is_refused(tmp_path):
    started = run(START, DATA_DIR=str(tmp_path), SECRET_KEY="changeme")

    assert started.returncode != 0
    assert "SECRET_KEY" in started.stderr


@pytest.mark.parametrize("weak", ["", "secret", "x" * 64])
def test_weak_secret_key_is_refused(tmp_path, weak):
    with pytest.raises(BadSetting, match="SECRET_KEY"):
        from_environment({"DATA_DIR": str(tmp_path), "SECRET_KEY": weak})
