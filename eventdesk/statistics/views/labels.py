"""Labels of figures and groups that the page and the CSV file share."""

from collections.abc import Callable

from flask_babel import gettext

from eventdesk.core.text import N_
from eventdesk.figures.definitions import DEFINITIONS, NOT_SPECIFIED
from eventdesk.figures.values import EventFigures

FUNNEL = N_("From registration to attendance")


def definition_label(key: str) -> str:
    """Return the translated label of a figure."""
    return gettext(DEFINITIONS[key].label)


def group_label(key: str, name: Callable[[str], str]) -> str:
    """Return the label of a group of people, for which `name` translates the key; "Not specified" without a key."""
    return name(key) if key else gettext(NOT_SPECIFIED)


def funnel_steps(figures: EventFigures) -> list[tuple[str, int]]:
    """Return the label and number of each step from registration to attendance."""
    listed = [
        (definition_label("registered"), figures.registered),
        (definition_label("confirmed"), figures.confirmed),
        (definition_label("reserved"), figures.reserved),
    ]
    return [*listed, (definition_label("attended"), figures.attended)] if figures.has_attendance else listed
