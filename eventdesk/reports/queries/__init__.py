"""Reading what a report is made of, in a fixed number of statements whatever the size of the event."""

from eventdesk.reports.queries.build_document import report_document
from eventdesk.reports.queries.published import (
    PublishedReport,
    outcome_of,
    published_report,
    rendering_of,
    report_of,
    sessions_with_outcomes,
)

__all__ = [
    "PublishedReport",
    "outcome_of",
    "published_report",
    "rendering_of",
    "report_document",
    "report_of",
    "sessions_with_outcomes",
]
