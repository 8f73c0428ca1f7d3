"""Decisions about addresses: values in, answer out."""

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
    """Return whether `address` can be written to: one mailbox at one host, without quoting or comments.

    Quoted local parts (RFC 5321, 4.1.2) are left out: nobody has one, and a comma inside makes two recipients. What
    counts is the form under which it is stored, in which a full-width comma has become a comma.
    """
    address = email_key(address)
    host = address.rpartition("@")[2]
    found = _validated(address)
    if found is None:
        return False
    # A host from which letters vanish when it is sent (RFC 5895) would make one mailbox out of many addresses, and
    # each counts its mails alone.
    return host.isascii() or found.domain == host


def mailbox(address: str) -> tuple[str, str]:
    """Return the local part of an e-mail address and its host in ASCII (RFC 5890). Raises ValueError for any other."""
    found = _validated(address)
    if found is None:
        raise ValueError(f"{address!r} is not one e-mail address.")
    return found.local_part, found.ascii_domain


def _validated(address: str) -> ValidatedEmail | None:
    """Return the parts of an email address, or None where it is none."""
    library = _email_validator()
    try:
        return library.validate_email(address, check_deliverability=False, globally_deliverable=False, strict=True)  # type: ignore[no-any-return]
    except library.EmailNotValidError:
        return None


@cache
def _email_validator() -> Any:
    """Return the library, imported with the first address: its patterns take 15 ms, which a start need not wait for."""
    import email_validator

    # An installation in a private network writes to hosts which the public internet does not know (RFC 6761, RFC 6762).
    email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = [
        name for name in email_validator.SPECIAL_USE_DOMAIN_NAMES if name not in ("local", "localhost", "test")
    ]
    return email_validator


def local_path(target: str | None) -> str | None:
    """Return `target` if it is a path on this very site, else None.

    Browsers read two slashes, or a slash and a backslash, as the beginning of another host, and drop tabs and line
    breaks first; so none of these may stand in it.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(character) <= 0x20 or ord(character) == 0x7F for character in target):
        return None
    return target
