"""Rate limits, counted in the database, so that all processes count together, or in Redis."""

import time
from importlib.util import find_spec

from flask import Flask, request
from flask_limiter import Limiter
from limits.storage import Storage
from sqlalchemy import delete, select, text

from eventdesk.core.db import db, transaction
from eventdesk.core.models import RateLimitCounter
from eventdesk.core.settings import BadSetting

# Both databases understand this upsert. Importing SQLAlchemy's own would load the dialect that is not in use.
_COUNT = text("""
    INSERT INTO rate_limit_counter (key, count, expires_at) VALUES (:key, :amount, :until)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN rate_limit_counter.expires_at <= :now THEN :amount ELSE rate_limit_counter.count + :amount END,
        expires_at = CASE WHEN rate_limit_counter.expires_at <= :now THEN :until ELSE rate_limit_counter.expires_at END
    RETURNING count
""")


class DatabaseStorage(Storage):
    """Fixed windows in the table `rate_limit_counter`."""

    STORAGE_SCHEME = ["eventdesk-database"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        with transaction(is_of_form=False):
            count = db.session.scalar(_COUNT, {"key": key, "amount": amount, "now": now, "until": now + expiry})
        return int(count or 0)

    def get(self, key: str) -> int:
        query = select(RateLimitCounter.count).where(
            RateLimitCounter.key == key, RateLimitCounter.expires_at > time.time()
        )
        return db.session.scalar(query) or 0

    def get_expiry(self, key: str) -> float:
        return db.session.scalar(select(RateLimitCounter.expires_at).where(RateLimitCounter.key == key)) or time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with transaction(is_of_form=False):
            return db.session.execute(delete(RateLimitCounter)).rowcount  # type: ignore[attr-defined,no-any-return]

    def clear(self, key: str) -> None:
        with transaction(is_of_form=False):
            db.session.execute(delete(RateLimitCounter).where(RateLimitCounter.key == key))


def purge_counters(now: float) -> None:
    """Delete the counters whose window has ended; `now` is in seconds since 1970."""
    db.session.execute(delete(RateLimitCounter).where(RateLimitCounter.expires_at < now))


def client_address() -> str:
    """Return the IP address that a request is counted for; a forwarded one only behind trusted proxies."""
    return request.remote_addr or "unknown"


limiter = Limiter(key_func=client_address, default_limits=[], headers_enabled=False, strategy="fixed-window")


def init_limits(app: Flask) -> None:
    """Attach the limiter to `app`. While Redis is set and cannot be reached, each process counts separately.

    Raises BadSetting if REDIS_URL is set and its client is not installed.
    """
    redis_url = app.config["SETTINGS"].redis_url
    if redis_url and find_spec("redis") is None:
        raise BadSetting("REDIS_URL needs the package `redis`: install it, or leave REDIS_URL out to use the database.")
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "eventdesk-database://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(redis_url)
    hooks = app.before_request_funcs[None]
    previous_hooks = list(hooks)
    limiter.init_app(app)
    # Decorated views check their limits themselves. The hook of the limiter would look for limits of the whole
    # application, of which there are none, before every request.
    hooks[:] = previous_hooks
