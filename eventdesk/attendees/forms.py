"""The forms with which organisers change registrations of others."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField

from eventdesk.attendees.rules import MERGE_FIELDS
from eventdesk.attendees.services.bulk_actions import MAX_MESSAGE, MAX_SUBJECT
from eventdesk.core.text import N_
from eventdesk.web.forms import Form, text_field, textarea_field

MAX_REASON = 300


class BulkActionForm(Form):
    """A bulk action without further fields."""


class RejectForm(BulkActionForm):
    """Rejecting a registration or a request for a seat."""

    reason = text_field(
        lazy_gettext("Reason"),
        MAX_REASON,
        needed=N_("Enter a reason of 300 characters or fewer: the person reads it"),
    )


class CancelForm(BulkActionForm):
    """Cancelling registrations."""

    reason = text_field(lazy_gettext("Reason (optional)"), MAX_REASON)


class SessionForm(BulkActionForm):
    """Choosing one session of the event."""

    target = SelectField(lazy_gettext("Session"), coerce=int)

    def __init__(self, sessions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target.choices = [(0, gettext("Choose a session")), *sessions]


class MoveForm(SessionForm):
    """Moving people from one session to another."""

    preview_token = HiddenField()
    source = SelectField(lazy_gettext("From"), coerce=int)

    def __init__(self, sessions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(sessions, **kwargs)
        self.target.label.text = gettext("To")
        self.source.choices = self.target.choices


class MessageForm(BulkActionForm):
    """An email to registered people."""

    preview_token = HiddenField()
    test_key = HiddenField()
    subject = text_field(lazy_gettext("Subject"), MAX_SUBJECT, needed=N_("Enter a subject"))
    text = textarea_field(lazy_gettext("Text"), MAX_MESSAGE, needed=N_("Enter the text"), rows=12)

    @property
    def unknown_fields(self) -> list[str]:
        """What looks like a merge field and is not one, each once, in the order of the message."""
        names = re.findall(r"\{(\w+)\}", f"{self.subject.data} {self.text.data}")
        return [f"{{{name}}}" for name in dict.fromkeys(names) if name not in MERGE_FIELDS]
