"""Connections to PostgreSQL for actions that are one statement, each a transaction of its own.

The ordinary connections go on refusing to write outside of `core.db.transaction`.
"""

from typing import Any

from sqlalchemy import Engine, create_engine, event

_engines: dict[Engine, Engine] = {}
POOL_SIZE = 2
"""As many as a server process has threads; more would only wait for the same rows."""


def autocommit_engine(engine: Engine) -> Engine:
    """Return the engine whose connections commit each statement, to the database of `engine`."""
    found = _engines.get(engine)
    if found is None:
        found = _engines.setdefault(engine, _create(engine))
    return found


def _create(engine: Engine) -> Engine:
    alone = create_engine(
        engine.url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        connect_args={"prepare_threshold": 1},
    )
    event.listen(alone, "connect", _prepare)
    event.listen(engine, "engine_disposed", lambda _: alone.dispose())
    return alone


def _prepare(connection: Any, _: object) -> None:
    connection.autocommit = True
    connection.execute("SET plan_cache_mode = force_generic_plan")
    # All look-ups are by key. A generic plan that was made while the tables were empty would read them whole for a
    # minute, until the statistics are renewed.
    for kind in ("seqscan", "hashjoin", "mergejoin", "bitmapscan"):
        connection.execute(f"SET enable_{kind} = off")
