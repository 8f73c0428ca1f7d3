"""The demo as a newcomer starts it, in a folder of its own, and a browser to walk through it."""

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

START_LASTS = 120
"""Seconds that loading and starting the demo may take on a busy machine."""
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
    """Run `eventdesk demo` with its data in `folder`; give its address once it has printed it."""
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
    """Return the address that the demo prints. Raises RuntimeError with what it said instead."""
    assert process.stdout is not None
    said, deadline = "", time.monotonic() + START_LASTS
    while time.monotonic() < deadline and process.poll() is None:
        if select.select([process.stdout], [], [], 0.5)[0]:
            said += process.stdout.readline()
            if found := re.search(r"http://127\.0\.0\.1:\d+", said):
                return found.group()
    raise RuntimeError(f"The demo did not start: {said}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give the system's Chromium."""
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, address: str, role: str) -> None:
    """Sign `role` of the demo in, by the form."""
    email, password, *_ = SIGN_INS[role]
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail").first.fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
