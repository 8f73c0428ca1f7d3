"""What the domain and Werkzeug raise, said to the reader on a page of its own, or as JSON."""

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
    """Return the status that answers a domain error, or a more precise one of its kind."""
    return next((status for kind, status in STATUS.items() if isinstance(problem, kind)), 422)


def translate(problem: DomainError) -> str:
    """Return the sentence of a domain error in the reader's language."""
    return gettext(problem.message, **problem.params) if problem.params else gettext(problem.message)


def register_errors(app: Flask) -> None:
    """Answer every error with a page that says what is so and what to do."""

    @app.errorhandler(DomainError)
    def domain_error(problem: DomainError):  # type: ignore[no-untyped-def]
        db.session.rollback()
        return _answer(status_of(problem), translate(problem))

    @app.errorhandler(CSRFError)
    def csrf_error(problem: CSRFError):  # type: ignore[no-untyped-def]
        return _answer(400, gettext("This page was open for too long, or your browser keeps no cookies."))

    @app.errorhandler(HTTPException)
    def http_error(problem: HTTPException):  # type: ignore[no-untyped-def]
        if problem.code is None or problem.code < 400:
            return problem
        if problem.response is not None:
            return problem.response
        response = make_response(_answer(problem.code, ""))
        # What the error says of itself, as the methods that a 405 must name (RFC 9110, 15.5.6).
        response.headers.extend((name, value) for name, value in problem.get_headers() if name != "Content-Type")
        return response

    @app.errorhandler(OSError)
    def storage_error(problem: Exception):  # type: ignore[no-untyped-def]
        db.session.rollback()
        app.logger.exception("storage failed")
        return _answer(507, gettext("Nothing can be stored at the moment. Nothing was changed."))

    @app.errorhandler(DBAPIError)
    def database_error(problem: DBAPIError):  # type: ignore[no-untyped-def]
        if is_disk_full(problem):
            return storage_error(problem)
        if not is_retryable(problem):
            return unexpected(problem)
        with suppress(DBAPIError):
            db.session.rollback()
        app.logger.warning("the database cannot be reached: %s", problem.orig)
        return _answer(503, "")

    @app.errorhandler(Exception)
    def unexpected(problem: Exception):  # type: ignore[no-untyped-def]
        db.session.rollback()
        app.logger.exception("unexpected error")
        return _answer(500, "")


def _sentences(status: int) -> tuple[str, str]:
    """Return the heading and the advice for a status; those of 400 for what else a request can get wrong."""
    said = {
        400: (gettext("This request cannot be read"), gettext("Go back, load the page again, and try once more.")),
        401: (gettext("Sign in first"), gettext("This is only for people who are signed in.")),
        403: (gettext("You may not do this"), gettext("Ask an organiser of the event for a role that allows it.")),
        404: (gettext("There is no such page"), gettext("The address may be misspelt, or the page may be gone.")),
        405: (gettext("This address cannot do that"), gettext("Go back and use the page's own buttons.")),
        409: (gettext("Something has changed meanwhile"), gettext("Go back and load the page again.")),
        413: (gettext("This is too large"), gettext("Send a smaller file or a shorter text.")),
        414: (gettext("This address is too long"), gettext("Use the page's own links and forms.")),
        422: (gettext("This cannot be accepted"), gettext("Go back and correct what is named here.")),
        429: (gettext("Too many tries"), gettext("Wait a minute, then try again.")),
        503: (gettext("Very busy at the moment"), gettext("Nothing was changed. Try again in a few seconds.")),
        507: (gettext("The storage is full"), gettext("Tell whoever runs this service.")),
    }
    ours = (gettext("Something went wrong on our side"), gettext("Nothing was changed. Try again later."))
    return said.get(status, said[400] if status < 500 else ours)


def _answer(status: int, message: str):  # type: ignore[no-untyped-def]
    heading, advice = _sentences(status)
    if isinstance(request.routing_exception, SecurityError):
        # The request named a foreign host, so no address can be made for the links of a page.
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
        # Who reads it is asked of the database; where that cannot be reached, it is a page for visitors.
        g._login_user = AnonymousUserMixin()  # noqa: SLF001 - where Flask-Login keeps who reads
        return uncached_response(render_template("web/error.html", heading=heading, message=message, advice=advice))


def uncached_response(body: str):  # type: ignore[no-untyped-def]
    """Return `body` as an HTML response that is not stored anywhere."""
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response
