"""The file lock: one process at a time, on each system."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).resolve().parents[2] / "eventdesk/core/file_lock.py"
PROGRAM = """
import filelock, importlib.util, os, sys, time
if sys.argv[2] == "win32":
    sys.platform, sys.modules["fcntl"] = "win32", None
spec = importlib.util.spec_from_file_location("file_lock", sys.argv[1])
file_lock = importlib.util.module_from_spec(spec)
spec.loader.exec_module(file_lock)
file, total = os.open(sys.argv[3], os.O_RDWR | os.O_CREAT), sys.argv[4]
for _ in range(50):
    file_lock.lock_file(file)
    before = int(open(total).read())
    time.sleep(0.0005)
    with open(total, "w") as out:
        out.write(str(before + 1))
    file_lock.unlock_file(file)
"""


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_processes_take_turns(tmp_path, platform):
    """Test the variant for Windows, too, since filelock also works on Unix."""
    total = tmp_path / "total"
    total.write_text("0")
    command = [sys.executable, "-c", PROGRAM, str(FILE), platform, str(tmp_path / "lock"), str(total)]

    processes = [subprocess.Popen(command, env=os.environ) for _ in range(3)]

    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    assert total.read_text() == "150"
