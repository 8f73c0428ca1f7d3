"""What organisers type about other people's registrations."""

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
    """A deed for some registrations."""


class RejectForm(BulkActionForm):
    """Refusing what somebody asked for."""

    reason = text_field(
        lazy_gettext("Reason"),
        MAX_REASON,
        needed=N_("Enter a reason of 300 characters or fewer: the person reads it"),
    )


class CancelForm(BulkActionForm):
    """Cancelling other people's registrations."""

    reason = text_field(lazy_gettext("Reason (optional)"), MAX_REASON)


class SessionForm(BulkActionForm):
    """Choosing one session of the event."""

    goal = SelectField(lazy_gettext("Session"), coerce=int)

    def __init__(self, sessions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.goal.choices = [(0, gettext("Choose a session")), *sessions]


class MoveForm(SessionForm):
    """Moving seats from one session to another."""

    seen = HiddenField()
    origin = SelectField(lazy_gettext("From"), coerce=int)

    def __init__(self, sessions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(sessions, **kwargs)
        self.goal.label.text = gettext("To")
        self.origin.choices = self.goal.choices


class MessageForm(BulkActionForm):
    """A mail to registered people."""

    seen = HiddenField()
    test_key = HiddenField()
    subject = text_field(lazy_gettext("Subject"), MAX_SUBJECT, needed=N_("Enter a subject"))
    text = textarea_field(lazy_gettext("Text"), MAX_MESSAGE, needed=N_("Write the mail"), rows=12)

    @property
    def not_replaced(self) -> list[str]:
        """What looks like a place holder and is none, in the order of the mail, each once."""
        words = re.findall(r"\{(\w+)\}", f"{self.subject.data} {self.text.data}")
        return [f"{{{word}}}" for word in dict.fromkeys(words) if word not in MERGE_FIELDS]
