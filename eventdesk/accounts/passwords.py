"""Passwords: hashed with argon2id, always outside of a write transaction, since a hash takes 50 ms."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_

MIN_LENGTH, MAX_LENGTH = 10, 200
"""Characters. Longer passwords are refused before they are hashed; there are no other rules (NIST SP 800-63B)."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""The second row of OWASP's recommended parameters: 19 MiB, two passes, one lane."""

_DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$0pRRfaBubbrNGquuvINTXg$sybVthWqsIyZDE+8kmyzN646jCg4suZ2BvvdIqdFZII"
"""A hash that is verified for unknown addresses, so that they take as long as known ones."""


def hash_password(password: str) -> str:
    """Return the hash of `password` for storage. Raises Invalid (field `password`) if it is too short or too long."""
    if len(password) < MIN_LENGTH:
        raise Invalid("password", N_("Enter %(min)s characters or more"), min=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid("password", N_("Enter %(max)s characters or fewer"), max=MAX_LENGTH)
    return _hasher.hash(_normal(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Return whether `password` has this hash. Without a hash it takes as long and returns False."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        _hasher.verify(password_hash or _DUMMY_HASH, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _normal(password: str) -> str:
    """Return the same form of a password for different keyboards and systems."""
    return unicodedata.normalize("NFKC", password)
