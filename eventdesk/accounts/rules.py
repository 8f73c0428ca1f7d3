"""Rules for email addresses, and for the addresses to which a sign-in leads back."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from eventdesk.core.text import N_, email_key

if TYPE_CHECKING:
    from email_validator import ValidatedEmail

EVENT_ROLES = {"organiser": N_("Organiser"), "moderator": N_("Moderator"), "communications": N_("Communications")}

MAX_EMAIL = 254
"""RFC 5321, 4.5.3.1.3, without the angle brackets."""


def is_email(address: str) -> bool:
    """Return whether `address` is one mailbox at one host, without quoting or comments.

    Quoted local parts (RFC 5321, 4.1.2) are not accepted: they are not in use, and a comma in one makes two recipients.
    The check is made on the stored form, in which a full-width comma has become a comma.
    """
    address = email_key(address)
    host = address.rpartition("@")[2]
    validated = _validated(address)
    if validated is None:
        return False
    # Hosts that lose letters when they are normalised (RFC 5895) would make one mailbox of many addresses, each with
    # its own rate limit.
    return host.isascii() or validated.domain == host


def mailbox(address: str) -> tuple[str, str]:
    """Return the local part and the ASCII host (RFC 5890) of an email address. Raises ValueError for anything else."""
    validated = _validated(address)
    if validated is None:
        raise ValueError(f"{address!r} is not one email address.")
    return validated.local_part, validated.ascii_domain


def _validated(address: str) -> ValidatedEmail | None:
    """Return the parts of an email address, or None where it is none."""
    library = _email_validator()
    try:
        return library.validate_email(address, check_deliverability=False, globally_deliverable=False, strict=True)  # type: ignore[no-any-return]
    except library.EmailNotValidError:
        return None


@cache
def _email_validator() -> Any:
    """Return the library, imported with the first address: its patterns take 15 ms of a start."""
    import email_validator

    # An installation in a private network writes to hosts that the public internet does not know (RFC 6761, RFC 6762).
    email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = [
        name for name in email_validator.SPECIAL_USE_DOMAIN_NAMES if name not in ("local", "localhost", "test")
    ]
    return email_validator


def local_path(target: str | None) -> str | None:
    """Return `target` if it is a path on this site, else None.

    Browsers read two slashes, or a slash and a backslash, as the beginning of another host, and remove tabs and line
    breaks first. A path with any of these is therefore refused.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(character) <= 0x20 or ord(character) == 0x7F for character in target):
        return None
    return target
