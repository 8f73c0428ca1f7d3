"""The guard: every endpoint declares who has access; its object is loaded and checked before the view runs."""

import random
import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import Flask, current_app, redirect, request, session
from flask_login import current_user
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized

from eventdesk.core import errors
from eventdesk.core.db import db, is_retryable
from eventdesk.core.errors import Busy
from eventdesk.core.text import N_
from eventdesk.permissions import Identity, Permission, can, is_staff_of
from eventdesk.web.idempotency import Again, submit_once
from eventdesk.web.navigation import site_url

MAX_ATTEMPTS = 5
RETURN_TO = "after_sign_in"
"""Cookie key of the page that a sign-in leads back to. It is never in the address."""

View = Callable[..., Any]
Loader = Callable[..., Any]


def current_identity() -> Identity | None:
    """Return the identity of the signed-in reader, or None for a visitor."""
    return getattr(current_user, "identity", None)


def current_actor() -> Identity:
    """Return the identity of the reader, in a view that requires one to be signed in."""
    return current_user.identity  # type: ignore[no-any-return]


def public(view: View) -> View:
    """Give everyone access. The view gets the arguments of its address."""
    return _declare(_with_retries(view), None, None)


def requires(
    permission: Permission,
    *,
    on: Loader | None = None,
    return_to: Callable[..., str] | None = None,
    once: bool | Again = False,
) -> Callable[[View], View]:
    """Give access to those who have `permission` on the object that the loader `on` returns for the address.

    The view gets the loaded object instead of the arguments of the address. A missing object answers 404 before any
    permission is checked. People without a role in the event also get 404, so that they learn nothing about it.

    `return_to` takes the same arguments and returns the address of the page with the form of this endpoint: a visitor
    is led back there after signing in. By default it is the endpoint itself, if it answers GET.

    With `once` a form that is submitted twice, as its idempotency key shows, is processed once. The second time it
    leads to where it led the first time. A callable `once` answers the second time instead, with the arguments of the
    view.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if on is None:
                subject, loaded = None, []
            else:
                subject = on(**arguments)
                loaded = [subject]
            if subject is None and on is not None:
                raise NotFound
            actor = current_identity()
            if not can(actor, permission, subject):
                return _refuse(actor, permission, subject)
            if not once:
                return view(*loaded)
            again = partial(once, *loaded) if callable(once) else None
            return submit_once(partial(view, *loaded), again, _form_page, actor.person_id if actor else None)

        guarded.return_to = return_to  # type: ignore[attr-defined]
        guarded.is_done_once = bool(once)  # type: ignore[attr-defined]
        return _declare(_with_retries(guarded), permission, on)

    return decorate


def _refuse(actor: Identity | None, permission: Permission, subject: Any) -> Any:
    if permission is Permission.EVENT_VIEW:
        raise NotFound
    if actor is None:
        return redirect_to_sign_in()
    if subject is not None and not is_staff_of(actor, subject):
        current_app.logger.warning("refused: %s to person %s on %s", permission.value, actor.person_id, request.path)
        raise NotFound
    raise Forbidden


def redirect_to_sign_in() -> Any:
    """Redirect a visitor to the sign-in page, and from there back to this page."""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json" or _is_htmx():
        raise Unauthorized
    session[RETURN_TO] = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else _form_page()
    return redirect(site_url("sign-in"), 303)


def _is_htmx() -> bool:
    """Return whether htmx requests a part of a page, which a sign-in page must not replace."""
    return "HX-Request" in request.headers


def _form_page() -> str:
    """Return the page with the form: the declared `return_to`, or else the endpoint's own page, or the home page."""
    return_to = getattr(current_app.view_functions[request.endpoint or ""], "return_to", None)
    if return_to:
        return return_to(**(request.view_args or {}))  # type: ignore[no-any-return]
    answers_get = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.path if answers_get else site_url("home")


def _with_retries(view: View) -> View:
    """Run the view again after a short delay when the database reports a conflict that may not happen again."""

    @wraps(view)
    def with_retries(**arguments: Any) -> Any:
        for attempt in range(MAX_ATTEMPTS):
            try:
                return view(**arguments)
            except (errors.NotFound, ObjectDeletedError) as problem:
                # The loaded object may be deleted while the view waits for its turn to write.
                raise NotFound from problem
            except Exception as problem:
                if not is_retryable(problem):
                    raise
                db.session.rollback()
                time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads the attempts, no secret
        raise Busy(N_("The database is busy."))

    return with_retries


def _declare(view: View, permission: Permission | None, on: Loader | None) -> View:
    view.declared = True  # type: ignore[attr-defined]
    view.permission = permission  # type: ignore[attr-defined]
    view.loader = on  # type: ignore[attr-defined]
    return view


def refuse_to_start_unguarded(app: Flask) -> None:
    """Raise RuntimeError if any endpoint does not declare who has access."""
    unguarded = [name for name, view in app.view_functions.items() if not getattr(view, "declared", False)]
    if unguarded:
        raise RuntimeError(f"Declare @public or @requires(permission, on=loader) on: {', '.join(sorted(unguarded))}")
