"""Fields that more than one form of this room has."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, IntegerField
from wtforms.validators import Optional

from eventdesk.web.forms import WholeNumber


def moment_field(label: Any) -> DateTimeLocalField:
    """Return a field for a day and a time in the event's zone, which may be left empty."""
    return DateTimeLocalField(
        label,
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        invalid_value_message=lazy_gettext("Enter a day and a time as in 2026-10-14T09:00"),
    )


def number_field(label: Any, most: int, *, least: int = 1) -> IntegerField:
    """Return a field for a whole number, which may be left empty."""
    return IntegerField(label, [Optional(), WholeNumber(least, most)], render_kw={"inputmode": "numeric"})
