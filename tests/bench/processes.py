"""What a process costs: the first page it answers, and the memory of a server with all its processes."""

import subprocess
import sys
from pathlib import Path

from tests.bench import load
from tests.servers import Server

PAGES = 1000
FIRST_PAGE = """
import sys, time
from eventdesk import create_app
from tests.databases import SECRET_KEY
app = create_app()
client = app.test_client(use_cookies=False)
began = time.process_time()
answer = client.get(sys.argv[1], headers={"Accept": "text/html"})
took = time.process_time() - began
assert answer.status_code == 200, answer.status
print(took * 1000)
"""


def compile_code() -> None:
    """Write the bytecode of eventdesk, as `make` and the image do when it is installed."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", "eventdesk"], check=True)


def first_page(server: Server, path: str) -> float:
    """Return the milliseconds of CPU that a new process takes for its first page, its start not among them."""
    command = [sys.executable, "-c", FIRST_PAGE, path]
    done = subprocess.run(command, env=server.environ, capture_output=True, text=True, check=True)
    return float(done.stdout)


def memory_after(server: Server, paths: list[str]) -> float:
    """Return the megabytes (PSS) of a running server with all its processes after a thousand pages."""
    assert server.process is not None
    requests = [load.get(path) for path in paths] * (PAGES // len(paths))
    load.rate(server.port, requests, seconds=0, expected=b"HTTP/1.1 200 OK")
    return sum(_pss(process) for process in _tree(server.process.pid)) / 1024


def _tree(root: int) -> list[int]:
    """Return a process and all processes below it."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                # The name of the program is in brackets and can contain anything; the parent is two words after it.
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    tree = [root]
    for process in tree:
        tree.extend(child for child, parent in parents.items() if parent == process)
    return tree


def _pss(process: int) -> int:
    """Return the kilobytes of a process, those it shares divided by the number of those that share them."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
