"""Real servers for tests and benchmarks: eventdesk in separate processes on a free port, called over HTTP."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from eventdesk.accounts import services as accounts
from eventdesk.accounts.models import Account
from eventdesk.core import clock
from eventdesk.core.db import transaction
from tests.databases import SECRET_KEY, make_app

MAX_START_SECONDS = 60
"""Seconds until a server must answer."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def free_port() -> int:
    """Return a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """eventdesk, served by `processes` processes on a separate database."""

    data_dir: Path
    database_url: str = ""
    processes: int = 4
    with_worker: bool = False
    command: Sequence[str] = ("-m", "eventdesk.cli", "serve")
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    app: Flask = field(init=False)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        url = self.database_url or f"sqlite:///{self.data_dir / 'eventdesk.sqlite3'}"
        self.database_url = url
        self.app = make_app(self.data_dir, url)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def environ(self) -> dict[str, str]:
        """The environment of every command of this installation."""
        return {
            **os.environ,
            "DATA_DIR": str(self.data_dir),
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": SECRET_KEY,
            "PORT": str(self.port),
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "WORKERS": str(self.processes),
            "PYTHONPATH": str(Path(__file__).parents[1]),
            **self.environment,
        }

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, *self.command, *(["--with-worker"] if self.with_worker else [])]
        with (self.data_dir / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environ, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        deadline = time.monotonic() + MAX_START_SECONDS
        while True:
            try:
                if Browser(self.port).get("/healthz").status == 200:
                    return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError(f"The server did not start: {self.log()}") from None
                time.sleep(0.05)

    def log(self) -> str:
        """Return the last part of the server's log."""
        return (self.data_dir / "server.log").read_text(errors="replace")[-4000:]

    def workers(self) -> list[int]:
        """Return the process ids of the request workers, the oldest first.

        The first process that the server forks is a helper of its own.
        """
        return sorted(self.children())[1:]

    def children(self) -> list[int]:
        """Return the ids of the server's child processes."""
        assert self.process is not None
        listing = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(line) for line in listing.stdout.split()]

    def kill(self) -> None:
        """Kill the server and all its processes with SIGKILL."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop the server as an administrator would."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def browser(self, account: Account) -> "Browser":
        """Return a browser in which this account is signed in."""
        return self.browsers([account])[0]

    def browsers(self, signed_in: Sequence[Account]) -> list["Browser"]:
        """Return a browser for each account, signed in."""
        with transaction():
            tokens = [accounts.add_sign_in(account, now=clock.now())[1] for account in signed_in]
        return [Browser(self.port, *signed_cookie(self.app, token)) for token in tokens]


def signed_cookie(app: Flask, token: str) -> tuple[str, str]:
    """Return the cookie of a browser signed in with `token`, and a matching CSRF token."""
    secret = secrets.token_hex(20)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    value = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": secret})
    csrf = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(secret)
    return f"{app.config['SESSION_COOKIE_NAME']}={value}", str(csrf)


@dataclass(frozen=True)
class Answer:
    """The answer of a server, with the times of request and answer (seconds of the monotonic clock)."""

    status: int
    body: bytes
    headers: dict[str, str]
    sent: float
    answered: float


@dataclass(frozen=True)
class Browser:
    """A browser of one person, for one server."""

    port: int
    cookie: str = ""
    csrf: str = ""

    def get(self, path: str, **headers: str) -> Answer:
        """Return the answer to GET."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, **values: str) -> Answer:
        """Return the answer to a form with a valid CSRF token."""
        body = urlencode({"csrf_token": self.csrf, **values})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        sent = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, {"Cookie": self.cookie, **headers})
            response = connection.getresponse()
            content = response.read()
        return Answer(response.status, content, dict(response.getheaders()), sent, time.monotonic())


def at_once(action: Callable[[Item], Result], items: Iterable[Item], *, clients: int) -> list[Result]:
    """Call `action` for all items, `clients` at a time, and return the results in the order of the items."""
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(action, items))
