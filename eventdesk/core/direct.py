"""Connections for single statements on the driver itself, each a transaction of its own.

On PostgreSQL they are a small pool beside the ordinary one, whose connections refuse to write outside of
`core.db.transaction`. On SQLite they are ordinary ones, for reading.
"""

from typing import Any

from sqlalchemy import Engine, create_engine, event

_engines: dict[Engine, Engine] = {}
POOL_SIZE = 2
"""As many as a server process has threads; more would only wait for the same rows."""


def direct_engine(engine: Engine) -> Engine:
    """Return the engine with these connections to the database of `engine`."""
    direct = _engines.get(engine)
    if direct is None:
        direct = _engines.setdefault(engine, _create(engine) if engine.dialect.name == "postgresql" else engine)
    return direct


def _create(engine: Engine) -> Engine:
    direct = create_engine(
        engine.url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        connect_args={"prepare_threshold": 1},
    )
    event.listen(direct, "connect", _prepare)
    event.listen(engine, "engine_disposed", lambda _: direct.dispose())
    return direct


def _prepare(connection: Any, _: object) -> None:
    connection.autocommit = True
    connection.execute("SET plan_cache_mode = force_generic_plan")
    # Every statement finds its rows by key. A generic plan that was made while the tables were empty would read them
    # whole until the statistics are renewed.
    for kind in ("seqscan", "hashjoin", "mergejoin", "bitmapscan"):
        connection.execute(f"SET enable_{kind} = off")
