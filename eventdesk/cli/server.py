"""Commands that run eventdesk: migrate, serve, worker, demo."""

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
"""Requests that one server process handles at a time. With fewer, slow uploads would delay all others; with more, requests
wait for one another, some of them while they hold the lock of a session's seats."""
IDLE_THREAD_TIMEOUT = 600
"""Seconds after which an idle thread ends."""
START_TIMEOUT = 60
"""Seconds to wait for the server to respond before giving up announcing it."""


@click.command()
def migrate() -> None:
    """Migrate the database to the latest revision."""
    with application():
        migrate_database()
    click.echo("The database is up to date.")


@click.command()
@click.option("--with-worker", is_flag=True, help="Also run the worker; for small installations.")
def serve(with_worker: bool) -> None:
    """Serve eventdesk on PORT with WORKERS processes."""
    leave_demo()
    with application() as app:
        _refuse_demo_data()
        settings = settings_of(app)
    _serve(app, settings.workers, with_worker=with_worker, announce=f"Serving on port {settings.port}.")


@click.command()
def worker() -> None:
    """Send emails and run jobs until stopped."""
    _run_worker(parent=None)


@click.command()
@click.option("--no-serve", is_flag=True, help="Load the example events without serving them.")
def demo(no_serve: bool) -> None:
    """Load the example events and serve them on http://127.0.0.1:PORT. Running it again keeps all data."""
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


def _refuse_demo_data() -> None:
    """Raise a ClickException if the database contains the accounts of the demo, whose passwords are public."""
    if people.person_by_email(example.ADMINISTRATOR):
        raise click.ClickException(
            "This database contains the demo's accounts with their public passwords. Use another database: set DATA_DIR "
            "or DATABASE_URL."
        )


def _serve(app: Flask, processes: int, *, with_worker: bool, announce: str) -> None:
    port = settings_of(app).port
    _check_port(port)
    warm_up(app)
    # Memory that is in use now is shared by all processes, as long as the garbage collector does not touch it.
    gc.freeze()
    # The process that forks the servers must not run threads: a fork would copy their locks and unfinished imports.
    # Announcing the server and supervising the worker therefore take place in a companion process. It is forked too, if
    # the system does so, and then shares the memory of all imported modules.
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
        blocking_threads_idle_timeout=IDLE_THREAD_TIMEOUT,
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
    """Return a loader that passes the application created before the fork to each server process."""

    def load(_target: str) -> Flask:
        return app

    return load


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise click.ClickException(f"Port {port} is in use. Set PORT to another port.") from problem


def _accompany(server: int, port: int, announce: str, with_worker: bool) -> None:
    """Announce the server and supervise a worker until the process `server` ends."""
    stop = _stopped_by_signals()
    threading.Thread(target=_stop_with_parent, args=(server, stop), daemon=True).start()
    supervisor = threading.Thread(target=_supervise_worker, args=(stop,))
    if with_worker:
        supervisor.start()
    _announce(port, announce, stop)
    stop.wait()
    if with_worker:
        supervisor.join()


def _announce(port: int, lines: str, stop: threading.Event) -> None:
    """Print `lines` once the server responds, so that the printed address works at once."""
    deadline = time.monotonic() + START_TIMEOUT
    while not stop.is_set() and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            click.echo(lines)
            return


def _supervise_worker(stop: threading.Event) -> None:
    """Run a worker process: restart it if it dies, and end it once `stop` is set."""
    while not stop.is_set():
        process = get_context("spawn").Process(target=_run_worker, args=(os.getpid(),), daemon=True)
        process.start()
        while process.is_alive() and not stop.wait(0.5):
            pass
    process.terminate()
    process.join(10)


def _run_worker(parent: int | None) -> None:
    """Run the worker until SIGTERM or SIGINT, or until the process `parent` ends."""
    stop = _stopped_by_signals()
    if parent is not None:
        threading.Thread(target=_stop_with_parent, args=(parent, stop), daemon=True).start()
    outbox_worker.run(create_app(), stop)


def _stopped_by_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _stop_with_parent(parent: int, stop: threading.Event) -> None:
    """Set `stop` once the parent process has ended."""
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()


COMMANDS = (migrate, serve, worker, demo)
