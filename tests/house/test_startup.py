"""A start is quick, takes along nothing heavy, and does not happen with settings that are unsafe."""

import json
import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
STRONG = "house-test-2f6c1a9be04d7785c3-8e51"

START = """
import json, sys, time
began = time.process_time()
from eventdesk import create_app
create_app()
print(json.dumps([time.process_time() - began, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def start(folder, **settings):
    """Start the application in a process of its own, as a server would."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-c", START],
        cwd=HOUSE,
        env={**kept, "DATA_DIR": str(folder), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_start_is_quick_and_loads_nothing_heavy(tmp_path):
    runs = [start(tmp_path, SECRET_KEY=STRONG) for _ in range(3)]

    assert [run.returncode for run in runs] == [0, 0, 0], runs[0].stderr
    answers = [json.loads(run.stdout) for run in runs]
    # CPU time, the best of three: the figure is a promise about the code, not about what else the machine does.
    assert min(seconds for seconds, _ in answers) <= 0.7
    assert {"weasyprint", "icalendar", "openpyxl", "hypothesis", "pytest"} & set(answers[0][1]) == set()


def test_start_without_secret_key_makes_one_and_keeps_it(tmp_path):
    first, second = start(tmp_path), start(tmp_path)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    keys = list(tmp_path.glob("secret-key"))
    assert len(keys[0].read_text().strip()) == 64
    assert keys[0].stat().st_mode & 0o077 == 0


def test_start_with_weak_secret_key_is_refused(tmp_path):
    for weak in ("", "secret", "changeme", "x" * 64):
        run = start(tmp_path, SECRET_KEY=weak)

        assert run.returncode != 0, weak
        assert "SECRET_KEY" in run.stderr
