"""What communications staff type."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from eventdesk.core.markup import MAX_LENGTH
from eventdesk.web.forms import Form, many_lines, one_line

_short = Length(max=160, message=_l("Write at most 160 characters"))
_text = Length(max=MAX_LENGTH, message=_l("Write at most 20,000 characters"))


class ReportForm(Form):
    """The texts of a report."""

    subtitle = StringField(_l("Subtitle"), filters=[one_line], validators=[_short])
    summary = TextAreaField(_l("Summary"), filters=[many_lines], validators=[_text])
    conclusions = TextAreaField(_l("Conclusions"), filters=[many_lines], validators=[_text])
    funding_note = TextAreaField(
        _l("Funding and disclaimer"), filters=[many_lines],
        validators=[Length(max=500, message=_l("Write at most 500 characters"))],
    )  # fmt: skip


class OutcomeForm(Form):
    """What was said in a session and what came of it."""

    summary = TextAreaField(_l("What was said"), filters=[many_lines], validators=[_text])
    outcome = TextAreaField(_l("What came of it"), filters=[many_lines], validators=[_text])
