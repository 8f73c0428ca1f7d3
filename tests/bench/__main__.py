"""Print every promised figure beside what this machine measures. Exit code 1 when one falls short."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path

from flask import Flask
from sqlalchemy import event as sqlalchemy_event

from eventdesk.accounts import services as accounts
from eventdesk.accounts.models import Account
from eventdesk.cli import demo
from eventdesk.cli.demo import ict_innovation
from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.desk.queries.agenda import conflicts_of_event
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.services.events import change_event
from eventdesk.registration.models import Registration
from eventdesk.seats.models import SessionSeats
from tests.bench import browser as browser_bench
from tests.bench import data, load, processes, queue, registrations
from tests.bench.baseline import serve
from tests.databases import new_database, start_postgresql
from tests.servers import Server, free_port, signed_cookie

RUNS = 3
SECONDS = 4.0
"""How long one side of a ratio is asked before it is the other's turn."""


class Results:
    """The table that is printed, line by line as it is measured."""

    def __init__(self) -> None:
        self.missed: list[str] = []
        print(f"{'what':<66}{'measured':>22}   {'promised':<22}")

    def add(self, what: str, measured: float, bound: float, unit: str, *, least: bool = False, note: str = "") -> None:
        """Print one figure; `least`: the promise is a lower bound."""
        kept = measured >= bound if least else measured <= bound
        sign = "≥" if least else "≤"
        print(
            f"{what:<66}{measured:>13.2f} {unit:<8}   {sign} {bound:g} {unit} {'' if kept else 'MISSED '}{note}",
            flush=True,
        )
        if not kept:
            self.missed.append(what)


@contextmanager
def baseline(factory: str, **environment: str) -> Iterator[int]:
    """Serve one of the baseline applications with four processes; give its port."""
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
    """Return the median ratio of `one` to `other` over the runs, and both medians in words."""
    ones, others, ratios = [], [], []
    for _ in range(RUNS):
        ones.append(one())
        others.append(other())
        ratios.append(ones[-1] / others[-1])
    return statistics.median(ratios), f"({statistics.median(ones):.0f}/s against {statistics.median(others):.0f}/s)"


def cpu(app: Flask, path: str, cookie: str, before: Callable[[], None] = lambda: None) -> tuple[float, int, int]:
    """Return the median CPU milliseconds of a GET, its most queries, and its bytes."""
    client = app.test_client(use_cookies=False)

    def get() -> int:
        response = client.get(path, headers={"Cookie": cookie, "Accept": "text/html"})
        if response.status_code != 200:
            raise RuntimeError(f"{response.status} for {path}")
        return len(response.data)

    return cpu_of(app, get, before)


def cpu_of(app: Flask, deed: Callable[[], int], before: Callable[[], None] = lambda: None) -> tuple[float, int, int]:
    """Return the median CPU milliseconds of a deed, its most queries, and what it returned last."""
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
        result = deed()
        times.append((time.process_time() - started) * 1000)
        queries.append(len([text for text in statements if not text.startswith(("BEGIN", "PRAGMA"))]))
    sqlalchemy_event.remove(engine, "before_cursor_execute", note)
    return statistics.median(times), max(queries), result


def spread(values: Sequence[float]) -> str:
    """Return the least and the most of what was measured, in words."""
    return f"({min(values):.2f} to {max(values):.2f})"


def print_nothing(line: str) -> None:
    """Take a line of progress and keep it."""


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


def measure_pages(folder: Path, results: Results) -> None:
    """Measure the programme, its calendar, the attendee list and the statistics."""
    server = Server(folder / "pages")
    now = clock.now()
    with server.app.app_context():
        with transaction():
            large = data.add_event("large", date(2030, 5, 6), now)
            data.add_programme(large, now)
            huge = data.add_event("huge", date(2030, 6, 3), now, days=5)
            data.add_programme(huge, now, sessions=800, speakers=1200, rooms_at_once=20)
            searched = data.add_event("searched", date(2030, 7, 1), now, days=5)
            data.add_programme(searched, now, sessions=1000, speakers=1500, rooms_at_once=20)
            data.write_abstracts(searched)
            past = data.add_event("past", now.date() - timedelta(days=2), now)
            (hall, *_) = data.add_programme(past, now, sessions=40, speakers=40)
            guests = data.add_people(20_000, "guest", now)
            data.add_registrations(past, guests, now)
            data.seat(hall, guests[:10_000], now, here=6_000)
        cookie = administrator(server.app)

    def change(slug: str = "large") -> None:
        with transaction():
            found = event_by_slug(slug)
            assert found is not None
            change_event(found, lead=f"Changed at {time.time()}", actor_id=None, now=clock.now())

    def take_seat() -> None:
        with transaction():
            seats = db.session.scalars(
                db.select(SessionSeats)
                .join(SessionSeats.event_session)
                .where(EventSession.event_id == large.id)
                .limit(1)
            ).one()
            seats.taken += 1
            seats.version += 1

    first = [processes.first_page(server, "/events/large/programme?day=all") for _ in range(RUNS)]
    results.add(
        "first page of a process, a programme of 200: CPU", statistics.median(first), 60, "ms", note=spread(first)
    )
    cpu(server.app, "/events/large/programme?day=all", "")
    for what, path, bound, most, before in (
        (
            "programme of 200 sessions, 300 speakers, after a change: CPU",
            "/events/large/programme?day=all",
            60,
            8,
            change,
        ),
        (
            "programme of 800 sessions, 1,200 speakers, after a change: CPU",
            "/events/huge/programme?day=all",
            250,
            8,
            lambda: change("huge"),
        ),
        ("programme.ics of the same, after a change: CPU", "/events/large/programme.ics", 150, 6, change),
        ("one session's page, after a change: CPU", "/events/large/sessions/S7/", 2.5, 6, change),
        ("speakers, 300, after a change: CPU", "/events/large/speakers/", 40, 6, change),
    ):
        took, queries, size = cpu(server.app, path, "", before)
        results.add(what, took, bound, "ms", note=f"({size} bytes)")
        results.add(what.replace("CPU", "queries"), queries, most, "")
    took, queries, size = cpu(server.app, "/events/large/sessions/S7/", cookie)
    results.add("one session's page, signed in: CPU", took, 4, "ms", note=f"({size} bytes)")
    results.add("one session's page, signed in: queries", queries, 6, "")
    took, queries, size = cpu(server.app, "/events/large/programme?day=all", "", take_seat)
    results.add(
        "programme of 200 sessions, after a reservation: CPU", took, 10, "ms", note=f"({queries} queries, {size} bytes)"
    )
    for what, bound, before in (
        ("search over 1,000 sessions with abstracts of 1,800 letters: CPU", 30, lambda: None),
        ("the first of a process after a change: CPU", 60, lambda: change("searched")),
    ):
        took, queries, size = cpu(server.app, "/events/searched/programme?q=S777+cout+naivete", "", before)
        results.add(what, took, bound, "ms", note=f"({queries} queries, {size} bytes)")
    for what, path, bound in (
        ("attendee list of 10,000, one page with a search: CPU", "/desk/past/door/S0/?q=Novak", 50),
        ("registrations, 20,000, one page with a search: CPU", "/desk/past/registrations?q=Novak", 50),
        ("statistics of 20,000 registrations: CPU", "/desk/past/statistics", 150),
    ):
        took, queries, size = cpu(server.app, path, cookie)
        results.add(what, took, bound, "ms", note=f"({queries} queries, {size} bytes)")

    with server:
        for what, path, media_type in (
            ("programme page, unchanged: requests/s over a bare view", "/events/large/programme?day=all", "text/html"),
            ("programme of 800, unchanged: requests/s over a bare view", "/events/huge/programme?day=all", "text/html"),
            ("programme.ics, unchanged: requests/s over a bare view", "/events/large/programme.ics", "text/calendar"),
        ):
            body = folder / "body"
            body.write_bytes(server.app.test_client().get(path).data)
            with baseline("same_bytes", BENCH_BODY=str(body), BENCH_TYPE=media_type) as bare:
                ratio, note = in_turns(
                    lambda path=path: load.rate(
                        server.port, [load.get(path)], seconds=SECONDS, expected=b"HTTP/1.1 200 OK"
                    ),
                    lambda bare=bare: load.rate(bare, [load.get("/")], seconds=SECONDS, expected=b"HTTP/1.1 200 OK"),
                )
            results.add(what, ratio, 0.5, "", least=True, note=note)


def measure_planning(folder: Path, results: Results) -> None:
    """Measure what organisers wait for with 1,000 sessions: 1,500 speakers, 20,000 seats, sixty sessions out of place."""
    server = Server(folder / "planning")
    with server.app.app_context():
        now = clock.now()
        with transaction():
            event = data.add_event("planned", date(2030, 5, 6), now, days=5)
            event.speaker_gap = 5
            sessions = data.add_programme(event, now, sessions=1000, speakers=1500, rooms_at_once=20)
            data.let_moderate(sessions, later=100)
            data.spread_seats(sessions, data.add_people(2000, "guest", now), now, each=10)
            data.knock_over(event, every=17, by=timedelta(minutes=20))

    def check() -> int:
        with server.app.app_context():
            return len(conflicts_of_event(event))

    took, queries, found = cpu_of(server.app, check)
    results.add("all conflict checks of 1,000 sessions, 1,500 speakers: CPU", took, 100, "ms", note=f"({found} found)")
    results.add("all conflict checks of 1,000 sessions, 1,500 speakers: queries", queries, 10, "")
    measure_moves(server, results)


def measure_moves(server: Server, results: Results) -> None:
    """Measure one drop on the agenda's grid: the step, and the board that is answered, with all conflicts."""
    app = server.app
    with app.app_context(), transaction():
        now = clock.now()
        organiser = data.add_people(1, "organiser", now)[0]
        account = Account(person_id=organiser, is_admin=True, created_at=now)
        db.session.add(account)
        db.session.flush()
        _, token = accounts.add_sign_in(account, now=now)
    cookie, csrf = signed_cookie(app, token)
    client = app.test_client(use_cookies=False)
    versions = count(1)

    def move() -> int:
        version = next(versions)
        fields = {
            "csrf_token": csrf, "version": str(version), "day": "2030-05-06", "starts": f"{10 + version % 6}:15",
            "minutes": "45", "room": "room-3", "view": "2030-05-06",
        }  # fmt: skip
        answer = client.post(
            "/desk/planned/sessions/S0/place", data=fields, headers={"Cookie": cookie, "HX-Request": "true"}
        )
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status} for a move")
        return len(answer.data)

    move()
    took, queries, size = cpu_of(app, move)
    results.add("one move on the grid, 1,000 sessions, conflicts: CPU", took, 25, "ms", note=f"({size} bytes)")
    results.add("one move on the grid, 1,000 sessions, conflicts: queries", queries, 14, "")


def measure_busy_programme(folder: Path, results: Results) -> None:
    """Measure the programme of an event that runs, while ten people a second reserve a seat in its sessions."""
    server = Server(folder / "busy")
    now = clock.now()
    people = round(RUNS * SECONDS * 10 * 2)
    with server.app.app_context():
        with transaction():
            event = data.add_event("busy", now.date() - timedelta(days=1), now)
            data.add_programme(event, now)
            guests = data.add_people(people, "guest", now)
            data.add_registrations(event, guests, now)
            for registration in db.session.scalars(db.select(Registration)):
                registration.state = "confirmed"
            for person in guests:
                db.session.add(Account(person_id=person, created_at=now))
        with transaction():
            everybody = list(db.session.scalars(db.select(Account)))
        browsers = server.browsers(everybody)
    path = "/events/busy/programme?day=all"
    # Every third session is on the last day, which has not begun.
    reservations = iter(
        [
            load.post(f"/events/busy/sessions/S{2 + 3 * (n % 60)}/seat", browser.cookie, f"csrf_token={browser.csrf}")
            for n, browser in enumerate(browsers)
        ]
    )
    body = folder / "busy-body"
    body.write_bytes(server.app.test_client().get(path).data)
    with server, baseline("same_bytes", BENCH_BODY=str(body), BENCH_TYPE="text/html") as bare:

        def read() -> float:
            turn = list(islice(reservations, round(SECONDS * 10)))
            with load.steadily(server.port, turn, each_second=10, expected=b"HTTP/1.1 303 See Other"):
                return load.rate(server.port, [load.get(path)], seconds=SECONDS, expected=b"HTTP/1.1 200 OK")

        def look() -> float:
            return load.rate(bare, [load.get("/")], seconds=SECONDS, expected=b"HTTP/1.1 200 OK")

        read()
        ratio, note = in_turns(read, look)
    results.add("programme, 10 reservations/s, running: over a bare view", ratio, 0.5, "", least=True, note=note)


def measure_memory(folder: Path, results: Results) -> None:
    """Measure what a server with two processes holds in memory after it answered a thousand pages."""
    server = Server(folder / "memory", processes=2)
    with server.app.app_context(), transaction():
        now = clock.now()
        data.add_programme(data.add_event("large", date(2030, 5, 6), now), now)
    pages = [
        "",
        "programme",
        "programme?day=all",
        "speakers/",
        "programme.ics",
        *(f"sessions/S{n}/" for n in range(14)),
    ]
    with server:
        found = processes.memory_after(server, ["/", *(f"/events/large/{page}" for page in pages)])
    results.add("memory of a server with two processes after 1,000 pages", found, 180, "MB")


def measure_browser(folder: Path, results: Results) -> None:
    """Measure the agenda in Chromium: a day of 300 sessions in 20 rooms."""
    server = Server(folder / "browser")
    browser_bench.fill(server)
    with server.app.app_context():
        cookie = administrator(server.app)
    with server:
        first, drop, swap = browser_bench.measure(server, cookie)
    results.add("agenda, 300 sessions in 20 rooms, first paint: script", first, 200, "ms")
    results.add("agenda, the same, each drop: script", drop, 200, "ms", note=f"(new board {swap:.0f} ms, laid out)")


def measure_reservations(folder: Path, database_url: str, engine: str, results: Results) -> None:
    """Measure reservations a second into one session, against a view that commits one row.

    In a first round, which does not count, everybody registers for the event, and the processes of both load what they
    need.
    """
    server = Server(folder / f"seats-{engine}", database_url)
    people_at_once = 600
    with server.app.app_context():
        now = clock.now()
        with transaction():
            event = data.add_event("rush", date(2030, 5, 6), now)
            sessions = data.add_programme(event, now, sessions=RUNS + 1, speakers=5)
            guests = data.add_people(people_at_once, "guest", now)
            for person in guests:
                db.session.add(Account(person_id=person, created_at=now))
        with transaction():
            everybody = list(db.session.scalars(db.select(Account)))
        browsers = server.browsers(everybody)
        requests = {
            f"S{n}": [
                load.post(f"/events/rush/sessions/S{n}/seat", browser.cookie, f"csrf_token={browser.csrf}")
                for browser in browsers
            ]
            for n in range(len(sessions))
        }
        with server, baseline("one_row", DATABASE_URL=server.database_url) as bare:
            hot = iter(requests.values())
            rows = [load.post("/", "", "") for _ in range(people_at_once)]

            def reserve() -> float:
                return load.rate(server.port, next(hot), seconds=0, expected=b"HTTP/1.1 303 See Other")

            def store() -> float:
                return load.rate(bare, rows, seconds=0, expected=b"HTTP/1.1 303 See Other")

            reserve()
            store()
            ratio, note = in_turns(reserve, store)
        db.session.remove()
        db.engine.dispose()
    results.add(
        f"reservations/s into one session over a view of one row ({engine})", ratio, 0.5, "", least=True, note=note
    )


def measure_promotion(folder: Path, database_url: str, engine: str, results: Results) -> None:
    """Measure how long it takes until 500 people who wait have a seat, with history and mails."""
    server = Server(folder / f"queue-{engine}", database_url)
    took, worked = queue.promote(server.app, RUNS)
    results.add(
        f"promotion of 500 people after a capacity raise ({engine})", took, 2, "s", note=f"({worked:.2f} s CPU of ours)"
    )


def measure_start(folder: Path, results: Results) -> None:
    """Measure how long the application takes to be there, imports included."""
    code = (
        "import time; t = time.perf_counter(); from eventdesk import create_app; create_app(); "
        "import sys; assert 'weasyprint' not in sys.modules; print(time.perf_counter() - t)"
    )
    processes.compile_code()
    environment = {**os.environ, "DATA_DIR": str(folder / "start")}
    environment.pop("DATABASE_URL", None)
    times = [
        float(
            subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(RUNS)
    ]
    results.add(
        "create_app() with imports, WeasyPrint not among them", statistics.median(times), 0.5, "s", note=spread(times)
    )


def measure_report(folder: Path, results: Results) -> None:
    """Measure the report of the 60-person event against WeasyPrint alone on the same HTML."""
    from tests.bench.report import times

    server = Server(folder / "report")
    with server.app.app_context():
        demo.load(server.app.config["SETTINGS"], now=datetime.now(UTC), progress=print_nothing)
        found: Event | None = event_by_slug(ict_innovation.SLUG)
        assert found is not None
        ours, alone = times(server.app, found, RUNS)
    results.add(
        "report of the 60-person event over WeasyPrint alone",
        ours / alone,
        1.3,
        "",
        note=f"({ours:.2f} s, {alone:.2f} s)",
    )


def measure_registrations(server: Server, cookie: str, results: Results) -> None:
    """Measure the organisers' list of 20,000 registrations, with search and filters."""
    for what, path in registrations.PAGES.items():
        took, queries, size = cpu(server.app, path, cookie)
        results.add(f"registrations, 20,000, {what}: CPU", took, 60, "ms", note=f"({size} bytes)")
        results.add(f"registrations, 20,000, {what}: queries", queries, 10, "")


def measure_export(server: Server, cookie: str, results: Results) -> None:
    """Measure the exports of 20,000 registrations, and the memory they take."""
    for kind, bound in (("csv", 2), ("json", 2), ("xlsx", 15)):
        found = registrations.export(server, kind, cookie)
        results.add(
            f"export of 20,000 registrations, {kind}: CPU", found.seconds, bound, "s", note=f"({found.size} bytes)"
        )
        results.add(f"export of 20,000 registrations, {kind}: memory", found.peak, 20, "MB")


SIMPLE = {
    "start": measure_start,
    "pages": measure_pages,
    "planning": measure_planning,
    "busy": measure_busy_programme,
    "memory": measure_memory,
    "browser": measure_browser,
    "report": measure_report,
}
"""Parts that need nothing but a folder and the table."""
PARTS = [*SIMPLE, "registrations", "export", "seats", "queue"]


def main() -> int:
    """Measure what is asked for, or everything; return 1 when a promise is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all without any")
    parts = parser.parse_args().parts or PARTS
    results = Results()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part, measure_one in SIMPLE.items():
            if part in parts:
                measure_one(folder, results)
        if {"registrations", "export"}.intersection(parts):
            server = Server(folder / "registrations")
            registrations.fill(server)
            with server.app.app_context():
                cookie = administrator(server.app)
            if "registrations" in parts:
                measure_registrations(server, cookie, results)
            if "export" in parts:
                measure_export(server, cookie, results)
        for part, measure in (("seats", measure_reservations), ("queue", measure_promotion)):
            if part in parts:
                measure(folder, "", "sqlite", results)
                postgresql = start_postgresql(waits_for_disk=True)
                try:
                    measure(folder, new_database(postgresql, "bench"), "postgresql", results)
                finally:
                    postgresql.cleanup()
    return 1 if results.missed else 0


if __name__ == "__main__":
    sys.exit(main())
