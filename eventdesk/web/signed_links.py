"""Keys in addresses: who holds one may see and change one registration, without being signed in."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

RegistrationRef = tuple[str, int]
"""Code and link version of a registration; counting the version up ends the keys made before."""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="registration")


def sign_registration(ref: RegistrationRef) -> str:
    """Return the key for the address of a registration's personal page: unguessable, since it is signed."""
    return str(_serializer().dumps(list(ref)))


def verify_registration(key: str) -> RegistrationRef | None:
    """Return what a key says, or None for one that this house did not make."""
    try:
        code, version = _serializer().loads(key)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(code), int(version)
