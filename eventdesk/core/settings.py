"""The settings, read once from the environment."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MIN_SECRET_LENGTH = 32
"""The fewest characters that a SECRET_KEY can have."""


class BadSetting(Exception):
    """A setting is missing or cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """The settings of an installation; every one has a default that works on a single machine."""

    database_url: str
    secret_key: str
    base_url: str
    data_dir: Path
    mail_url: str
    """smtp://user:password@host:port or smtps://…; if empty, emails are only stored and can be read in the desk."""
    mail_from: str
    redis_url: str
    port: int
    workers: int
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    is_demo: bool
    contact_email: str


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Return the settings in `environ`. Raises BadSetting if one of them cannot be used.

    Without SECRET_KEY a random one is generated and stored in the data folder, so a single machine needs no settings.
    """
    data_dir = Path(environ.get("DATA_DIR", "data")).resolve()
    port = _number(environ, "PORT", 8000)
    return Settings(
        database_url=_database_url(environ.get("DATABASE_URL", ""), data_dir),
        secret_key=_secret(environ.get("SECRET_KEY"), data_dir),
        base_url=environ.get("BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        data_dir=data_dir,
        mail_url=environ.get("MAIL_URL", ""),
        mail_from=environ.get("MAIL_FROM", "eventdesk <eventdesk@localhost>"),
        redis_url=environ.get("REDIS_URL", ""),
        port=port,
        workers=_number(environ, "WORKERS", 2),
        trusted_hosts=tuple(filter(None, environ.get("TRUSTED_HOSTS", "").split(","))),
        trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0),
        is_demo=environ.get("EVENTDESK_DEMO", "") == "1",
        contact_email=environ.get("CONTACT_EMAIL", ""),
    )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, str(default))
    if not value.isdecimal():
        raise BadSetting(f"{name} must be a number, not {value!r}.")
    return int(value)


def _database_url(url: str, data_dir: Path) -> str:
    """Return `url` with the installed driver in it, or the address of a SQLite file in the data folder if it is empty."""
    if not url:
        return f"sqlite:///{data_dir / 'eventdesk.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _secret(value: str | None, data_dir: Path) -> str:
    if value is not None:
        if len(value) < MIN_SECRET_LENGTH or len(set(value)) < 8:
            raise BadSetting(
                f"SECRET_KEY is too weak: set at least {MIN_SECRET_LENGTH} random characters, "
                "or leave it out to have one generated and stored in DATA_DIR."
            )
        return value
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return _secret(path.read_text().strip(), data_dir)
