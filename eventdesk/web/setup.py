"""The set-up of every page: CSRF, language, static files, response headers, and the globals of templates."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from babel import Locale, localedata
from flask import Flask, Response, current_app, request, session, url_for
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.exceptions import BadRequest

from eventdesk.core.settings import Settings
from eventdesk.people.rules import short_name
from eventdesk.permissions import Permission, can
from eventdesk.web.guard import current_identity, public
from eventdesk.web.guest_session import guest_entries
from eventdesk.web.idempotency import key_for, new_idempotency_key
from eventdesk.web.performance import LazyRule

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en_GB",)

csrf = CSRFProtect()
babel = Babel()

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "manifest-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def trusted_hosts(settings: Settings) -> list[str]:
    """Return the accepted hosts of requests: those of BASE_URL and TRUSTED_HOSTS, and this machine."""
    site_host = urlsplit(settings.base_url).hostname or "localhost"
    return [site_host, "localhost", "127.0.0.1", "[::1]", *settings.trusted_hosts]


@lru_cache(maxsize=512)
def _fingerprint(path: str) -> str:
    return hashlib.sha256((ROOT / "static" / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """Return the address of a static file with its fingerprint, so that browsers can cache it for good."""
    return _static_url(request.script_root, path)


@lru_cache(maxsize=512)
def _static_url(_script_root: str, path: str) -> str:
    """Return the address under the root of the application. It is cached, since a page has twenty of them."""
    return url_for("static", filename=path, v=_fingerprint(path))


def absolute_url(endpoint: str, **values: Any) -> str:
    """Return the absolute address of an endpoint under BASE_URL, whatever the host of the request."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url + url_for(endpoint, _external=False, **values)


def settings() -> Settings:
    """Return the settings of the running application."""
    return current_app.config["SETTINGS"]  # type: ignore[no-any-return]


def init_web(app: Flask) -> None:
    """Set up `app` with everything that all pages share."""
    # First, since the CSRF check and others read the form.
    app.before_request(_limit_form_size)
    csrf.init_app(app)
    app.url_rule_class = LazyRule
    babel.init_app(app, locale_selector=_locale)
    for language in LANGUAGES:
        # Read now, the names of months and countries are shared by all processes; else the first page waits 8 ms for them.
        localedata.load(language)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        static_url=static_url, may=can_current_user, Permission=Permission, new_key=new_idempotency_key, key_for=key_for
    )
    app.context_processor(_template_context)
    app.before_request(_reject_nul)
    app.after_request(_set_cache_headers)
    app.view_functions["static"] = public(app.view_functions["static"])


def _locale() -> Locale:
    """Return the best of our languages for the browser."""
    return _parsed(request.accept_languages.best_match(LANGUAGES, "en_GB"))


_parsed = cache(Locale.parse)


def _limit_form_size() -> None:
    """Limit forms without files to MAX_FORM_MEMORY_SIZE, which Werkzeug only applies to multipart forms."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def can_current_user(permission: Permission, subject: object = None) -> bool:
    """Return whether the reader has a permission. It decides about links, and never replaces the guard."""
    return can(current_identity(), permission, subject)  # type: ignore[arg-type]


def _template_context() -> dict[str, object]:
    identity = current_identity()
    if identity is None:
        return {"me": None, "is_demo": settings().is_demo}
    return {
        "me": SimpleNamespace(
            name=identity.name,
            short_name=short_name(identity.name),
            email=identity.email,
            is_admin=identity.is_admin,
            has_desk=bool(identity.roles) or identity.is_admin,
            person_id=identity.person_id,
        ),
        "is_demo": settings().is_demo,
    }


def _reject_nul() -> None:
    """Answer 400 to an address with a NUL character, which nothing contains and PostgreSQL cannot store."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise BadRequest


def _set_cache_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        if "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
    is_visitor = current_identity() is None
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache" if is_visitor else "private, no-store"
    reader_id = guest_entries() if is_visitor else session["_user_id"]
    if reader_id and response.mimetype == "text/html":
        response.headers["Eventdesk-Reader"] = _reader_fingerprint(str(reader_id))
    return response


@lru_cache(maxsize=1024)
def _reader_fingerprint(reader_id: str) -> str:
    """Return an identifier of a sign-in or guest for the service worker. It gives no access to anything."""
    return hashlib.sha256(f"reader {reader_id}".encode()).hexdigest()[:16]
