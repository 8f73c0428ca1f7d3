"""Commands that serve: migrate, serve, worker, demo."""

import gc
import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from multiprocessing import get_context, get_start_method
from multiprocessing.process import BaseProcess

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from eventdesk import create_app
from eventdesk.cli import demo as example
from eventdesk.cli import worker as outbox_worker
from eventdesk.cli.context import application, leave_demo, migrate_database, settings_of
from eventdesk.cli.warm_up import warm_up
from eventdesk.core import clock
from eventdesk.people import queries as people

THREADS = 2
"""Requests that one server process works on at a time. Fewer would let slow uploads hold up everybody else; with more
they wait for one another, some while they hold the lock of a session's seats."""
THREADS_REST = 600
"""Seconds after which an idle thread is let go."""
WAIT_FOR_START = 60
"""Seconds a server may take to answer before its start counts as failed."""


@click.command()
def migrate() -> None:
    """Bring the database to the newest tables."""
    with application():
        migrate_database()
    click.echo("The database is up to date.")


@click.command()
@click.option("--with-worker", is_flag=True, help="Run the worker too, as small installations do.")
def serve(with_worker: bool) -> None:
    """Serve eventdesk on PORT with WORKERS processes."""
    leave_demo()
    with application() as app:
        _refuse_demo_people()
        settings = settings_of(app)
    _serve(app, settings.workers, with_worker=with_worker, announce=f"Serving on port {settings.port}.")


@click.command()
def worker() -> None:
    """Send mails and make reports, until stopped."""
    _work(parent=None)


@click.command()
@click.option("--no-serve", is_flag=True, help="Load the example events and stop.")
def demo(no_serve: bool) -> None:
    """Load the example events and serve them on http://127.0.0.1:PORT; again later, nothing is lost."""
    os.environ["EVENTDESK_DEMO"] = "1"
    with application() as app:
        migrate_database()
        settings = settings_of(app)
        example.load(settings, now=clock.now(), progress=click.echo)
    address = f"http://127.0.0.1:{settings.port}"
    table = "\n".join([address, "", *example.sign_in_lines()])
    if no_serve:
        click.echo(table)
        return
    _serve(app, 1, with_worker=True, announce=table)


def _refuse_demo_people() -> None:
    """Raise a ClickException where the demo's people, whose passwords everybody knows, could sign in."""
    if people.person_by_email(example.ADMINISTRATOR):
        raise click.ClickException(
            "This database holds the demo's people and their public passwords. Serve an own one: set DATA_DIR or "
            "DATABASE_URL."
        )


def _serve(app: Flask, processes: int, *, with_worker: bool, announce: str) -> None:
    port = settings_of(app).port
    _refuse_taken(port)
    warm_up(app)
    # What is in memory now is shared by all processes, as long as the collector leaves it alone.
    gc.freeze()
    # No thread of ours runs in the process that forks the servers: a fork beside a running thread copies its locks and
    # half-made imports. What goes on beside the server has a process of its own. It is forked too, where the system
    # does so: what this process has imported is then in memory once for all of them.
    forks = get_start_method() == "fork"
    arguments = (os.getpid(), port, announce, with_worker)
    companion: BaseProcess = (
        get_context("fork").Process(target=_accompany, args=arguments)
        if forks
        else get_context("spawn").Process(target=_accompany, args=arguments)
    )
    companion.start()
    server = Granian(
        "eventdesk:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=os.environ.get("HOST", "127.0.0.1"),
        port=port,
        workers=processes,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=THREADS_REST,
        backlog=2048,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    )
    try:
        server.serve(target_loader=_loader_of(app) if forks else None)
    finally:
        companion.terminate()
        companion.join(15)


def _loader_of(app: Flask) -> Callable[[str], Flask]:
    """Return a loader that gives each server process the application made before it was forked."""

    def load(_target: str) -> Flask:
        return app

    return load


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise click.ClickException(f"Port {port} is taken: set PORT to another.") from problem


def _accompany(server: int, port: int, announce: str, with_worker: bool) -> None:
    """Announce the server, and keep a worker running beside it, until the process `server` ends."""
    stop = _stopped_by_signals()
    threading.Thread(target=_stop_without, args=(server, stop), daemon=True).start()
    keeper = threading.Thread(target=_keep_working, args=(stop,))
    if with_worker:
        keeper.start()
    _announce(port, announce, stop)
    stop.wait()
    if with_worker:
        keeper.join()


def _announce(port: int, lines: str, stop: threading.Event) -> None:
    """Print `lines` once the server answers, so that nobody opens an address that is not there yet."""
    deadline = time.monotonic() + WAIT_FOR_START
    while not stop.is_set() and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            click.echo(lines)
            return


def _keep_working(stop: threading.Event) -> None:
    """Keep a worker process alive: start it again when it dies, end it when the server ends."""
    while not stop.is_set():
        process = get_context("spawn").Process(target=_work, args=(os.getpid(),), daemon=True)
        process.start()
        while process.is_alive() and not stop.wait(0.5):
            pass
    process.terminate()
    process.join(10)


def _work(parent: int | None) -> None:
    """Run the worker until SIGTERM, SIGINT, or the end of the process `parent`."""
    stop = _stopped_by_signals()
    if parent is not None:
        threading.Thread(target=_stop_without, args=(parent, stop), daemon=True).start()
    outbox_worker.run(create_app(), stop)


def _stopped_by_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _stop_without(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()


COMMANDS = (migrate, serve, worker, demo)
