"""The guard: every endpoint says who may come in, and things are loaded and checked before its view runs."""

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
from eventdesk.permissions import Identity, Permission, can, is_staff_of
from eventdesk.web.idempotency import Again, submit_once
from eventdesk.web.navigation import site_url

MAX_ATTEMPTS = 5
RETURN_TO = "after_sign_in"
"""Where in the cookie the page is kept that a sign-in leads back to; never in the address."""

View = Callable[..., Any]
Loader = Callable[..., Any]


def current_identity() -> Identity | None:
    """Return who is signed in, or None for a visitor."""
    return getattr(current_user, "identity", None)


def current_actor() -> Identity:
    """Return who is signed in, in a view that the guard opens to nobody else."""
    return current_user.identity  # type: ignore[no-any-return]


def public(view: View) -> View:
    """Let everybody in. The view gets the arguments of its address."""
    return _declare(_with_retries(view), None, None)


def requires(
    permission: Permission,
    *,
    on: Loader | None = None,
    return_to: Callable[..., str] | None = None,
    once: bool | Again = False,
) -> Callable[[View], View]:
    """Let those in who hold `permission`, on what the loader `on` finds with the arguments of the address.

    The view gets what was loaded in the place of those arguments. Nothing found answers 404, before any question of
    permission; somebody who does not work for the event at all also gets 404, so that they learn nothing of it.

    `return_to` returns, from the same arguments, the address of the page that the form of this endpoint stands on:
    where a visitor is led back to after signing in. Without it that is the endpoint itself, where it has a page.

    With `once` a form that is sent twice, which its idempotency key shows, is done once. Sent again it leads to where
    it led the first time; or `once` is what answers it then, from the same arguments as the view.
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
            return submit_once(partial(view, *loaded), again, _page_before, actor.person_id if actor else None)

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
    """Lead a visitor to the sign-in page and, after that, back to what they wanted to see."""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json" or _is_htmx():
        raise Unauthorized
    session[RETURN_TO] = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else _page_before()
    return redirect(site_url("sign-in"), 303)


def _is_htmx() -> bool:
    """Return whether a part of a page is asked for: a sign-in page must not land in its place."""
    return "HX-Request" in request.headers


def _page_before() -> str:
    """Return the page that a form stood on: what its endpoint declares, or the endpoint's own; else the home page."""
    return_to = getattr(current_app.view_functions[request.endpoint or ""], "return_to", None)
    if return_to:
        return return_to(**(request.view_args or {}))  # type: ignore[no-any-return]
    answers_get = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.path if answers_get else site_url("home")


def _with_retries(view: View) -> View:
    """Run the view again, a little later, when the database asks for another try."""

    @wraps(view)
    def tried(**arguments: Any) -> Any:
        for attempt in range(MAX_ATTEMPTS):
            try:
                return view(**arguments)
            except (errors.NotFound, ObjectDeletedError) as problem:
                # What was loaded may be removed while the view waits for its turn to write.
                raise NotFound from problem
            except Exception as problem:
                if not is_retryable(problem):
                    raise
                db.session.rollback()
                time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreading tries, no secret
        raise Busy("The database is busy.")

    return tried


def _declare(view: View, permission: Permission | None, on: Loader | None) -> View:
    view.declared = True  # type: ignore[attr-defined]
    view.permission = permission  # type: ignore[attr-defined]
    view.loader = on  # type: ignore[attr-defined]
    return view


def refuse_to_start_unguarded(app: Flask) -> None:
    """Raise RuntimeError if any endpoint does not say who may come in."""
    unguarded = [name for name, view in app.view_functions.items() if not getattr(view, "declared", False)]
    if unguarded:
        raise RuntimeError(f"Declare @public or @requires(permission, on=loader) on: {', '.join(sorted(unguarded))}")
