"""State of a report, as its column stores it."""

from eventdesk.core.states import LabelledState
from eventdesk.core.text import N_


class ReportState(LabelledState):
    """Whether visitors can read a report."""

    DRAFT = "draft", N_("Not published"), "to-confirm"
    PUBLISHED = "published", N_("Published"), "confirmed"
