"""Decisions about addresses: values in, answer out."""

import re
import unicodedata

from eventdesk.core.text import N_, email_key

EVENT_ROLES = {"organiser": N_("Organiser"), "moderator": N_("Moderator"), "communications": N_("Communications")}

LONGEST_EMAIL = 254
"""RFC 5321, 4.5.3.1.3, without the angle brackets."""

_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"\x00-\x1f\x7f]{1,64}@[^\s@,;:<>()\[\]\\\"\x00-\x1f\x7f]+")


def is_email(address: str) -> bool:
    """Return whether `address` can be written to: one mailbox at one host, without quoting or comments.

    Quoted local parts (RFC 5321, 4.1.2) are left out: nobody has one, and a comma inside makes two recipients. What
    counts is the form under which it is stored, in which a full-width comma has become a comma.
    """
    address = email_key(address)
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        return False
    if any(unicodedata.category(character) == "Cf" for character in address):
        return False
    local, _, host = address.partition("@")
    labels = host.split(".")
    return (
        not (local.startswith(".") or local.endswith(".") or ".." in local)
        and all(label and not label.startswith("-") and not label.endswith("-") for label in labels)
        and _is_host(host)
    )


def _is_host(host: str) -> bool:
    """Return whether mail finds this very host: its name can be sent (RFC 3490), and no letter of it vanishes then.

    Else one mailbox could be asked for under many addresses, and each counts its mails alone.
    """
    try:
        sent = host.encode("idna")
        return host.isascii() or sent.decode("idna") == host
    except UnicodeError:
        return False


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
