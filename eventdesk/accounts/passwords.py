"""Passwords: hashed with argon2id, always outside a write transaction, since a hash takes a twentieth of a second."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_

MIN_LENGTH, MAX_LENGTH = 10, 200
"""Characters. Long passwords are refused before they are hashed; nothing else is asked of them (NIST SP 800-63B)."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""The second row of OWASP's recommended parameters: 19 MiB, two passes, one lane."""

_DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$0pRRfaBubbrNGquuvINTXg$sybVthWqsIyZDE+8kmyzN646jCg4suZ2BvvdIqdFZII"
"""A hash that is checked for an unknown address, so that it takes as long as a known one."""


def hash_password(password: str) -> str:
    """Return the hash that is stored of `password`. Raises Invalid at `password` when it is too short or too long."""
    if len(password) < MIN_LENGTH:
        raise Invalid("password", N_("Enter %(least)s characters or more"), least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid("password", N_("Enter %(most)s characters or fewer"), most=MAX_LENGTH)
    return _hasher.hash(_normal(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Return whether `password` is the one of this hash; None takes as long and never fits."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        _hasher.verify(password_hash or _DUMMY_HASH, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _normal(password: str) -> str:
    """Return one form of what the same keys give on different keyboards and systems."""
    return unicodedata.normalize("NFKC", password)
