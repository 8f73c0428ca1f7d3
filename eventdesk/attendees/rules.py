"""Mails that organisers write to registered people."""

import re
from collections.abc import Mapping

MERGE_FIELDS = ("name", "organisation", "event", "page")
"""What stands in braces in such a mail and is replaced for each person; `page` is the address of their own page."""

_PLACE_HOLDER = re.compile(rf"\{{({'|'.join(MERGE_FIELDS)})\}}")


def render_merge_fields(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its place holders replaced, in one pass: braces in the values stay as they are."""
    return _PLACE_HOLDER.sub(lambda found: values.get(found[1], found[0]), text)
