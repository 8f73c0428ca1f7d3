"""How often an address may be asked: counted in the database, so that every process counts together, or in Redis."""

import time
from importlib.util import find_spec

from flask import Flask, request
from flask_limiter import Limiter
from limits.storage import Storage
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from eventdesk.core.db import db, transaction
from eventdesk.core.models import LimitCounter
from eventdesk.core.settings import BadSetting


class DatabaseStorage(Storage):
    """Fixed windows in the table `limit_counter`."""

    STORAGE_SCHEME = ["eventdesk-database"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(LimitCounter)
        is_over = LimitCounter.expires_at <= now
        with transaction():
            count = db.session.scalar(
                insert.values(key=key, count=amount, expires_at=now + expiry)
                .on_conflict_do_update(
                    index_elements=[LimitCounter.key],
                    set_={
                        "count": db.case((is_over, amount), else_=LimitCounter.count + amount),
                        "expires_at": db.case((is_over, now + expiry), else_=LimitCounter.expires_at),
                    },
                )
                .returning(LimitCounter.count)
            )
        return int(count or 0)

    def get(self, key: str) -> int:
        found = select(LimitCounter.count).where(LimitCounter.key == key, LimitCounter.expires_at > time.time())
        return db.session.scalar(found) or 0

    def get_expiry(self, key: str) -> float:
        return db.session.scalar(select(LimitCounter.expires_at).where(LimitCounter.key == key)) or time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with transaction():
            return db.session.execute(delete(LimitCounter)).rowcount  # type: ignore[attr-defined,no-any-return]

    def clear(self, key: str) -> None:
        with transaction():
            db.session.execute(delete(LimitCounter).where(LimitCounter.key == key))


def purge_counters(now: float) -> None:
    """Remove the counters whose window is over; `now` in seconds since 1970."""
    db.session.execute(delete(LimitCounter).where(LimitCounter.expires_at < now))


def client() -> str:
    """Return whom a request is counted for: the address it came from; a forwarded one only behind trusted proxies."""
    return request.remote_addr or "unknown"


limiter = Limiter(key_func=client, default_limits=[], headers_enabled=False, strategy="fixed-window")


def init_limits(app: Flask) -> None:
    """Attach the limiter to `app`. While a Redis that is set cannot be reached, each process counts for itself.

    Raises BadSetting where REDIS_URL is set and its client is not installed.
    """
    redis_url = app.config["SETTINGS"].redis_url
    if redis_url and find_spec("redis") is None:
        raise BadSetting("REDIS_URL needs the package `redis`: install it, or leave REDIS_URL out to use the database.")
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "eventdesk-database://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(redis_url)
    limiter.init_app(app)
