"""Signed keys in addresses, which give access to one registration without signing in."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

RegistrationRef = tuple[str, int]
"""Code and link version of a registration. Incrementing the version invalidates earlier keys."""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="registration")


def sign_registration(ref: RegistrationRef) -> str:
    """Return the signed key for the address of a registration's personal page."""
    return str(_serializer().dumps(list(ref)))


def verify_registration(key: str) -> RegistrationRef | None:
    """Return the reference in a key, or None if its signature is invalid."""
    try:
        code, version = _serializer().loads(key)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(code), int(version)
