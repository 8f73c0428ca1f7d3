"""Reading what a report is made of, in a fixed number of statements whatever the size of the event."""

from eventdesk.reports.queries.stored import (
    PublishedReport,
    outcome_of,
    published_report,
    rendering_of,
    report_of,
    sessions_with_outcomes,
)
from eventdesk.reports.queries.whole import report_document

__all__ = [
    "PublishedReport",
    "outcome_of",
    "published_report",
    "rendering_of",
    "report_document",
    "report_of",
    "sessions_with_outcomes",
]
