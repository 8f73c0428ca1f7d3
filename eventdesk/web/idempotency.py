"""Forms that are sent twice are done once: the keys that forms carry, and what the guard does with them.

The key is stored by the transaction that stores what the form changes. A form that is refused stores neither, so that
it can be corrected and sent again with the same key.
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

from eventdesk.core import clock
from eventdesk.core import idempotency as deeds
from eventdesk.core.db import cancel_on_next_write, on_next_write, transaction

Again = Callable[..., Any]
"""What answers a form that is sent again, from the same arguments as the view; None: the guard does."""
MAX_LOCATION = 500

_KEY = re.compile(rf"[\w-]{{1,{deeds.MAX_KEY_LENGTH}}}", re.ASCII)


def submitted_key() -> str:
    """Return the idempotency key of the form that is sent; "" where it has none."""
    key = request.form.get("key", "")
    return key if _KEY.fullmatch(key) else ""


def new_idempotency_key() -> str:
    """Return an idempotency key for a form."""
    return secrets.token_urlsafe(12)


def key_for(action: str) -> str:
    """Return the key for a form on the present page: the one it was sent with, if the page shows it again."""
    return (submitted_key() if request.method == "POST" and action == request.path else "") or new_idempotency_key()


def submit_once(
    view: Callable[[], Any], again: Callable[[], Any] | None, page: Callable[[], str], person_id: int | None
) -> Any:
    """Run `view` unless its form was sent before; then lead to where it led, or else to `page`."""
    if request.method != "POST" or not submitted_key():
        return view()
    key = _stored_key(person_id)
    location = deeds.earlier_location(key)
    if location is not None:
        flash(gettext("This form was sent already; nothing was done twice."), "note")
        return again() if again else redirect(location or page(), 303)
    on_next_write(partial(deeds.store_key, key, now=clock.now()))
    try:
        response = view()
    finally:
        was_stored = not cancel_on_next_write()
    if was_stored and again is None and isinstance(response, Response) and response.status_code == 303:
        _store_location(key, response.location or "", page())
    return response


def _stored_key(person_id: int | None) -> str:
    """Return by what a form is known again: its key, who sends it where, and all that is typed.

    Somebody may go back to a form that was accepted, change it, and mean both.
    """
    # Browsers end lines with CR LF, scripts with LF.
    typed = sorted(
        (name, value.replace("\r\n", "\n")) for name, value in request.form.items(multi=True) if name != "csrf_token"
    )
    files = sorted((name, file.filename or "") for name, file in request.files.items(multi=True))
    sent = repr((person_id, request.path, typed, files)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(sent).hexdigest()[: deeds.MAX_KEY_LENGTH]


def _store_location(key: str, location: str, page: str) -> None:
    """Store where a form led, if that is not its own page: a second write, which most forms do not need."""
    if location != page and len(location) <= MAX_LOCATION:
        with transaction():
            deeds.store_location(key, location)
