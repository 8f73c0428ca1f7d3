"""How figures are measured and printed: rates in turns with a bare view, CPU time and queries of a request."""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context

from flask import Flask
from sqlalchemy import event as sqlalchemy_event

from eventdesk.accounts import services as accounts
from eventdesk.accounts.models import Account
from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.people.models import Person
from tests.bench import load
from tests.bench.baseline import serve
from tests.servers import free_port, signed_cookie

RUNS = 3
SECONDS = 4.0
"""How long requests are sent to one side of a ratio before it is the other's turn."""


class Results:
    """The table that is printed, line by line as it is measured."""

    def __init__(self) -> None:
        self.missed: list[str] = []
        print(f"{'what':<66}{'measured':>22}   {'promised':<22}")

    def add(
        self, what: str, measured: float, bound: float, unit: str, *, is_minimum: bool = False, note: str = ""
    ) -> None:
        """Print one figure and what was promised; with `is_minimum` the promise is a lower bound."""
        is_met = measured >= bound if is_minimum else measured <= bound
        sign = "≥" if is_minimum else "≤"
        print(
            f"{what:<66}{measured:>13.2f} {unit:<8}   {sign} {bound:g} {unit} {'' if is_met else 'MISSED '}{note}",
            flush=True,
        )
        if not is_met:
            self.missed.append(what)


@contextmanager
def baseline(factory: str, **environment: str) -> Iterator[int]:
    """Serve one of the baseline applications with four processes; yield its port."""
    port = free_port()
    os.environ.update(environment)
    process = get_context("spawn").Process(target=serve, args=(factory, port))
    process.start()
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.join()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            load.rate(port, [load.get("/nothing")], seconds=0, expected=b"HTTP/1.1 404 Not Found")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The baseline did not start.")


def in_turns(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, str]:
    """Return the median ratio of `one` to `other` over the runs, and both medians as text."""
    ones, others, ratios = [], [], []
    for _ in range(RUNS):
        ones.append(one())
        others.append(other())
        ratios.append(ones[-1] / others[-1])
    return statistics.median(ratios), f"({statistics.median(ones):.0f}/s against {statistics.median(others):.0f}/s)"


def cpu(app: Flask, path: str, cookie: str, before: Callable[[], None] = lambda: None) -> tuple[float, int, int]:
    """Return the median CPU milliseconds of a GET, its maximum of queries, and its bytes."""
    client = app.test_client(use_cookies=False)

    def get() -> int:
        response = client.get(path, headers={"Cookie": cookie, "Accept": "text/html"})
        if response.status_code != 200:
            raise RuntimeError(f"{response.status} for {path}")
        return len(response.data)

    return cpu_of(app, get, before)


def cpu_of(app: Flask, action: Callable[[], int], before: Callable[[], None] = lambda: None) -> tuple[float, int, int]:
    """Return the median CPU milliseconds of a function, its maximum of queries, and its last result."""
    times, queries, result = [], [], 0
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    with app.app_context():
        sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
        engine = db.engine
    for _ in range(15):
        with app.app_context():
            before()
        statements.clear()
        started = time.process_time()
        result = action()
        times.append((time.process_time() - started) * 1000)
        queries.append(len([text for text in statements if not text.startswith(("BEGIN", "PRAGMA"))]))
    sqlalchemy_event.remove(engine, "before_cursor_execute", note)
    return statistics.median(times), max(queries), result


def spread(values: Sequence[float]) -> str:
    """Return the smallest and the largest measured value as text."""
    return f"({min(values):.2f} to {max(values):.2f})"


def administrator(app: Flask) -> str:
    """Store an administrator and return the cookie of their browser."""
    now = clock.now()
    with transaction():
        person = Person(
            code="ADMIN",
            name="Ada Admin",
            sort_key="admin ada",
            email="a@bench.example",
            email_key="a@bench.example",
            created_at=now,
        )
        db.session.add(person)
        db.session.flush()
        account = Account(person_id=person.id, is_admin=True, created_at=now)
        db.session.add(account)
        db.session.flush()
        _, token = accounts.add_sign_in(account, now=now)
    return signed_cookie(app, token)[0]
