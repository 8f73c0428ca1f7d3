"""The demo, started in its own folder as a new user would, and a browser to use it."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, sync_playwright

from eventdesk.cli.demo import SIGN_INS
from tests.servers import free_port

MAX_START_SECONDS = 120
"""Seconds for loading and starting the demo on a busy machine."""
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Run `eventdesk demo` with its data in `folder`; yield its address once it is printed."""
    port = free_port()
    environment = {**os.environ, "DATA_DIR": str(folder), "PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}"}
    for name in ("DATABASE_URL", "SECRET_KEY", "MAIL_URL"):
        environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "eventdesk.cli", "demo"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    """Return the address that the demo prints. Raises RuntimeError with its output if there is none."""
    assert process.stdout is not None
    output, deadline = "", time.monotonic() + MAX_START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if select.select([process.stdout], [], [], 0.5)[0]:
            output += process.stdout.readline()
            if address := re.search(r"http://127\.0\.0\.1:\d+", output):
                return address.group()
    raise RuntimeError(f"The demo did not start: {output}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the Chromium of the system."""
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, address: str, role: str) -> None:
    """Sign in as `role` of the demo with the form."""
    email, password, *_ = SIGN_INS[role]
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email").first.fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
