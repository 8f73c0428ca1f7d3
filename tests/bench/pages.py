"""Pages, the agenda board and the programme of a running event: CPU, queries, requests a second, memory."""

import statistics
import time
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path

from eventdesk.accounts import services as accounts
from eventdesk.accounts.models import Account
from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.planning.queries.agenda import conflicts_of_event
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.services.events import change_event
from eventdesk.registration.models import Registration
from eventdesk.seats.models import SessionSeats
from tests.bench import browser as browser_bench
from tests.bench import data, load, processes
from tests.bench.measure import RUNS, SECONDS, Results, administrator, baseline, cpu, cpu_of, in_turns, spread
from tests.servers import Server, signed_cookie


def measure_pages(folder: Path, results: Results) -> None:
    """Measure the programme, its calendar, the attendee list and the statistics."""
    server = Server(folder / "pages")
    now = clock.now()
    with server.app.app_context():
        with transaction():
            large = data.add_event("large", date(2030, 5, 6), now)
            large_id = large.id
            data.add_programme(large, now)
            huge = data.add_event("huge", date(2030, 6, 3), now, days=5)
            data.add_programme(huge, now, sessions=800, speakers=1200, rooms_at_once=20)
            searched = data.add_event("searched", date(2030, 7, 1), now, days=5)
            data.add_programme(searched, now, sessions=1000, speakers=1500, rooms_at_once=20)
            _write_abstracts(searched)
            past = data.add_event("past", now.date() - timedelta(days=2), now)
            (hall, *_) = data.add_programme(past, now, sessions=40, speakers=40)
            guests = data.add_people(20_000, "guest", now)
            data.add_registrations(past, guests, now)
            data.seat(hall, guests[:10_000], now, here=6_000)
        cookie = administrator(server.app)

    def change(slug: str = "large") -> None:
        with transaction():
            event = event_by_slug(slug)
            assert event is not None
            change_event(event, lead=f"Changed at {time.time()}", actor_id=None, now=clock.now())

    def take_seat() -> None:
        with transaction():
            seats = db.session.scalars(
                db.select(SessionSeats)
                .join(SessionSeats.event_session)
                .where(EventSession.event_id == large_id)
                .limit(1)
            ).one()
            seats.taken += 1
            seats.version += 1

    first = [processes.first_page(server, "/events/large/programme?day=all") for _ in range(RUNS)]
    results.add(
        "first page of a process, a programme of 200: CPU", statistics.median(first), 60, "ms", note=spread(first)
    )
    cpu(server.app, "/events/large/programme?day=all", "")
    for what, path, bound, max_queries, before in (
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
        results.add(what.replace("CPU", "queries"), queries, max_queries, "")
    took, queries, size = cpu(server.app, "/events/large/sessions/S7/", cookie)
    results.add("one session's page, signed in: CPU", took, 4, "ms", note=f"({size} bytes)")
    results.add("one session's page, signed in: queries", queries, 6, "")
    took, queries, size = cpu(server.app, "/events/large/programme?day=all", "", take_seat)
    results.add(
        "programme of 200 sessions, after a reservation: CPU", took, 10, "ms", note=f"({queries} queries, {size} bytes)"
    )
    for what, bound, before in (
        ("search over 1,000 sessions with abstracts of 1,800 characters: CPU", 30, lambda: None),
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
            results.add(what, ratio, 0.5, "", is_minimum=True, note=note)


def measure_planning(folder: Path, results: Results) -> None:
    """Measure the board of 1,000 sessions: 1,500 speakers, 20,000 seats, sixty sessions in conflict."""
    server = Server(folder / "planning")
    with server.app.app_context():
        now = clock.now()
        with transaction():
            event = data.add_event("planned", date(2030, 5, 6), now, days=5)
            event.speaker_gap = 5
            sessions = data.add_programme(event, now, sessions=1000, speakers=1500, rooms_at_once=20)
            data.let_moderate(sessions, later=100)
            data.spread_seats(sessions, data.add_people(2000, "guest", now), now, each=10)
            _delay_sessions(event, every=17, by=timedelta(minutes=20))

    def check() -> int:
        with server.app.app_context():
            return len(conflicts_of_event(event))

    took, queries, conflicts = cpu_of(server.app, check)
    results.add(
        "all conflict checks of 1,000 sessions, 1,500 speakers: CPU", took, 100, "ms", note=f"({conflicts} conflicts)"
    )
    results.add("all conflict checks of 1,000 sessions, 1,500 speakers: queries", queries, 10, "")
    measure_moves(server, results)


def measure_moves(server: Server, results: Results) -> None:
    """Measure one drop on the agenda board: the change, and the board in the answer, with all conflicts."""
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
    """Measure the programme of a running event while ten people a second reserve a seat in its sessions."""
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
            guest_accounts = list(db.session.scalars(db.select(Account)))
        browsers = server.browsers(guest_accounts)
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
    results.add("programme, 10 reservations/s, running: over a bare view", ratio, 0.5, "", is_minimum=True, note=note)


def measure_memory(folder: Path, results: Results) -> None:
    """Measure the memory of a server with two processes after a thousand pages."""
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
        memory = processes.memory_after(server, ["/", *(f"/events/large/{page}" for page in pages)])
    results.add("memory of a server with two processes after 1,000 pages", memory, 180, "MB")


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


def _delay_sessions(event: Event, *, every: int, by: timedelta) -> None:
    """Move every `every`th session of the draft `by` later, so that there are conflicts."""
    plans = db.session.scalars(
        db.select(DraftSession).where(DraftSession.event_id == event.id).order_by(DraftSession.event_session_id)
    )
    for plan in list(plans)[::every]:
        plan.starts_at, plan.ends_at = plan.starts_at + by, plan.ends_at + by  # type: ignore[operator]


def _write_abstracts(event: Event) -> None:
    """Give each session of an event an abstract of 1,800 characters, with accents in it."""
    sentence = (
        "Förderung, coûts, результаты – “what was tried”, was es kostete und was daraus wurde: naïveté ou méthode? "
    )
    abstract = (sentence * 20)[:1800]
    for event_session in db.session.scalars(db.select(EventSession).where(EventSession.event_id == event.id)):
        event_session.abstract = f"{abstract} {event_session.code}"
