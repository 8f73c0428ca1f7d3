"""Error pages, and the same as JSON, for domain errors, HTTP errors and failures of the database or disk."""

from contextlib import suppress

from flask import Flask, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, SecurityError

from eventdesk.core.db import db, is_disk_full, is_retryable
from eventdesk.core.errors import Busy, Conflict, DomainError, Invalid, NotAllowed, NotFound

STATUS = {NotFound: 404, Invalid: 422, Conflict: 409, NotAllowed: 403, Busy: 503}


def status_of(problem: DomainError) -> int:
    """Return the HTTP status for a domain error: that of its class, or of the nearest base class."""
    return next((status for kind, status in STATUS.items() if isinstance(problem, kind)), 422)


def translate(problem: DomainError) -> str:
    """Return the message of a domain error in the reader's language."""
    return gettext(problem.message, **problem.params) if problem.params else gettext(problem.message)


def register_errors(app: Flask) -> None:
    """Answer every error with a page that explains it and says what to do."""

    @app.errorhandler(DomainError)
    def domain_error(problem: DomainError):  # type: ignore[no-untyped-def]
        db.session.rollback()
        return _respond(status_of(problem), translate(problem))

    @app.errorhandler(CSRFError)
    def csrf_error(problem: CSRFError):  # type: ignore[no-untyped-def]
        return _respond(400, gettext("Your session has expired, or your browser blocks cookies."))

    @app.errorhandler(HTTPException)
    def http_error(problem: HTTPException):  # type: ignore[no-untyped-def]
        if problem.code is None or problem.code < 400:
            return problem
        if problem.response is not None:
            return problem.response
        response = make_response(_respond(problem.code, ""))
        # The headers of the error, such as the allowed methods of a 405 (RFC 9110, 15.5.6).
        response.headers.extend((name, value) for name, value in problem.get_headers() if name != "Content-Type")
        return response

    @app.errorhandler(OSError)
    def storage_error(problem: Exception):  # type: ignore[no-untyped-def]
        db.session.rollback()
        app.logger.exception("storage failed")
        return _respond(507, gettext("Your changes could not be saved."))

    @app.errorhandler(DBAPIError)
    def database_error(problem: DBAPIError):  # type: ignore[no-untyped-def]
        if is_disk_full(problem):
            return storage_error(problem)
        if not is_retryable(problem):
            return unexpected(problem)
        with suppress(DBAPIError):
            db.session.rollback()
        app.logger.warning("the database cannot be reached: %s", problem.orig)
        return _respond(503, "")

    @app.errorhandler(Exception)
    def unexpected(problem: Exception):  # type: ignore[no-untyped-def]
        db.session.rollback()
        app.logger.exception("unexpected error")
        return _respond(500, "")


def _texts(status: int) -> tuple[str, str]:
    """Return the heading and the advice for a status; for an unlisted one below 500 those of 400."""
    texts = {
        400: (gettext("This request could not be read"), gettext("Go back, reload the page and try again.")),
        401: (gettext("Sign in to continue"), gettext("This page is only for people who are signed in.")),
        403: (gettext("You don't have access"), gettext("Ask an organiser of the event for a role with access.")),
        404: (gettext("Page not found"), gettext("The address may be wrong, or the page was removed.")),
        405: (gettext("This action is not available"), gettext("Go back and use the buttons on the page.")),
        409: (gettext("Something has changed in the meantime"), gettext("Go back and reload the page.")),
        413: (gettext("File or text too large"), gettext("Send a smaller file or a shorter text.")),
        414: (gettext("Address too long"), gettext("Use the links and forms on the page.")),
        422: (gettext("Please check your entries"), gettext("Go back and correct them.")),
        429: (gettext("Too many attempts"), gettext("Wait a minute, then try again.")),
        503: (gettext("The service is busy"), gettext("Nothing was changed. Try again in a few seconds.")),
        507: (gettext("Storage is full"), gettext("Contact the people who run this service.")),
    }
    failure = (gettext("Something went wrong on our side"), gettext("Nothing was changed. Try again later."))
    return texts.get(status, texts[400] if status < 500 else failure)


def _respond(status: int, message: str):  # type: ignore[no-untyped-def]
    heading, advice = _texts(status)
    if isinstance(request.routing_exception, SecurityError):
        # The request names a foreign host, so no addresses can be built for the links of a page.
        return heading, 400, {"Content-Type": "text/plain; charset=utf-8"}
    wants_json = request.path.startswith("/api/") or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )
    response = jsonify(error=message or heading) if wants_json else _page(heading, message, advice)
    response.status_code = status
    if status in (429, 503):
        response.headers["Retry-After"] = "5"
    return response


def _page(heading: str, message: str, advice: str):  # type: ignore[no-untyped-def]
    try:
        return uncached_response(render_template("web/error.html", heading=heading, message=message, advice=advice))
    except DBAPIError:
        # The reader is looked up in the database. If that cannot be reached, the page is the one for visitors.
        g._login_user = AnonymousUserMixin()  # noqa: SLF001 - where Flask-Login stores the reader
        return uncached_response(render_template("web/error.html", heading=heading, message=message, advice=advice))


def uncached_response(body: str):  # type: ignore[no-untyped-def]
    """Return `body` as an HTML response that is not cached anywhere."""
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response
