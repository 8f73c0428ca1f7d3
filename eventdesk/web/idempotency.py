"""Forms that are submitted twice are processed once: the keys in forms, and what the guard does with them.

The key is stored in the transaction that makes the change. A refused form stores neither, so that it can be corrected
and submitted again with the same key.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from eventdesk.core import clock, idempotency
from eventdesk.core.db import cancel_on_next_write, on_next_write, transaction

Again = Callable[..., Any]
"""Answers a form that is submitted again, with the arguments of the view."""
MAX_LOCATION = 500
"""Characters of a location that is stored."""

_KEY = re.compile(rf"[\w-]{{1,{idempotency.MAX_KEY_LENGTH}}}", re.ASCII)


def submitted_key() -> str:
    """Return the idempotency key of the submitted form, or "" if it has none."""
    key = request.form.get("key", "")
    return key if _KEY.fullmatch(key) else ""


def new_idempotency_key() -> str:
    """Return a new idempotency key for a form."""
    return secrets.token_urlsafe(12)


def key_for(action: str) -> str:
    """Return the key for a form on this page: the submitted one if the page shows the form again, else a new one."""
    return (submitted_key() if request.method == "POST" and action == request.path else "") or new_idempotency_key()


def submit_once(
    view: Callable[[], Any], again: Callable[[], Any] | None, page: Callable[[], str], person_id: int | None
) -> Any:
    """Run `view` unless its form was submitted before; then redirect to where it led, or else to `page`."""
    if request.method != "POST" or not submitted_key():
        return view()
    key = _stored_key(person_id)
    location = idempotency.earlier_location(key)
    if location is not None:
        flash(gettext("This form had already been submitted. Nothing was done twice."), "note")
        return again() if again else redirect(location or page(), 303)
    on_next_write(partial(idempotency.store_key, key, now=clock.now()))
    try:
        response = view()
    finally:
        was_stored = not cancel_on_next_write()
    if was_stored and again is None and isinstance(response, Response) and response.status_code == 303:
        _store_location(key, response.location or "", page())
    return response


def _stored_key(person_id: int | None) -> str:
    """Return the stored form of the key: a hash of key, person, address and all values.

    Someone can go back to an accepted form, change it and submit it again on purpose.
    """
    # Browsers end lines with CR LF, scripts with LF.
    typed = sorted(
        (name, value.replace("\r\n", "\n")) for name, value in request.form.items(multi=True) if name != "csrf_token"
    )
    files = sorted((name, file.filename or "") for name, file in request.files.items(multi=True))
    sent = repr((person_id, request.path, typed, files)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(sent).hexdigest()[: idempotency.MAX_KEY_LENGTH]


def _store_location(key: str, location: str, page: str) -> None:
    """Store where a form led, unless it is the form's own page. It is a second write, which most forms do not need."""
    if location != page and len(location) <= MAX_LOCATION:
        with transaction():
            idempotency.store_location(key, location)
