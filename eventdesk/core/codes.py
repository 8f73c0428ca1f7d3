"""Short codes for people and rows, and unguessable tokens for links."""

import hashlib
import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not mistaken for one another when read aloud or typed (no I, O, 0, 1)."""


def new_code(length: int = 6) -> str:
    """Return a random code of `length` characters, short enough to read aloud."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))


def new_token() -> str:
    """Return a URL-safe secret of 256 bits. Only its `token_hash` is stored."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the form in which a token is stored: SHA-256 in hex. A secret of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
