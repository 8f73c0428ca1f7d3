"""What organisers type about other people's registrations."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField

from eventdesk.core.text import N_
from eventdesk.reservations.rules import PLACE_HOLDERS
from eventdesk.reservations.services import LONGEST_MESSAGE, LONGEST_SUBJECT
from eventdesk.web.forms import Form, line_field, text_field

LONGEST_REASON = 300


class DeedForm(Form):
    """A deed for some registrations."""


class RefuseForm(DeedForm):
    """Refusing what somebody asked for."""

    reason = line_field(
        lazy_gettext("Reason"),
        LONGEST_REASON,
        needed=N_("Enter a reason of 300 characters or fewer: the person reads it"),
    )


class CancelForm(DeedForm):
    """Cancelling other people's registrations."""

    reason = line_field(lazy_gettext("Reason (optional)"), LONGEST_REASON)


class SessionForm(DeedForm):
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


class MessageForm(DeedForm):
    """A mail to registered people."""

    seen = HiddenField()
    test_key = HiddenField()
    subject = line_field(lazy_gettext("Subject"), LONGEST_SUBJECT, needed=N_("Enter a subject"))
    text = text_field(lazy_gettext("Text"), LONGEST_MESSAGE, needed=N_("Write the mail"), rows=12)

    @property
    def not_replaced(self) -> list[str]:
        """What looks like a place holder and is none, in the order of the mail, each once."""
        words = re.findall(r"\{(\w+)\}", f"{self.subject.data} {self.text.data}")
        return [f"{{{word}}}" for word in dict.fromkeys(words) if word not in PLACE_HOLDERS]
