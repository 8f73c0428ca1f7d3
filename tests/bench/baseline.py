"""What eventdesk is compared with: Flask views that do the least a page or a reservation can do."""

import os
from pathlib import Path

from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from eventdesk.cli.server import THREADS
from eventdesk.core import clock
from eventdesk.core.db import db, prepare_engine, transaction
from eventdesk.core.models import WorkerHeartbeat


def same_bytes() -> Flask:
    """Return an application whose one view returns the bytes of the file BENCH_BODY."""
    app = Flask("baseline")
    body, media_type = Path(os.environ["BENCH_BODY"]).read_bytes(), os.environ["BENCH_TYPE"]

    @app.get("/")
    def page() -> Response:
        return Response(body, mimetype=media_type)

    return app


def one_row() -> Flask:
    """Return an application whose one view commits one row, in the way eventdesk commits."""
    app = Flask("baseline")
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)

    @app.post("/")
    def store() -> Response:
        with transaction():
            db.session.add(WorkerHeartbeat(at=clock.now()))
        return Response(status=303, headers={"Location": "/"})

    return app


def serve(factory: str, port: int) -> None:
    """Serve one of these applications with four processes, as eventdesk is served, until stopped."""
    Granian(
        f"tests.bench.baseline:{factory}",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=port,
        workers=4,
        blocking_threads=THREADS,
        backlog=2048,
        log_level=LogLevels.error,
    ).serve()
