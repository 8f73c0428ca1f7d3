"""Forms for the texts of a report."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from eventdesk.core.markup import MAX_LENGTH
from eventdesk.web.forms import Form, many_lines, one_line

_short = Length(max=160, message=_l("Enter 160 characters or fewer"))
_text = Length(max=MAX_LENGTH, message=_l("Enter 20,000 characters or fewer"))


class ReportForm(Form):
    """The texts of a report."""

    subtitle = StringField(_l("Subtitle"), filters=[one_line], validators=[_short])
    summary = TextAreaField(_l("Summary"), filters=[many_lines], validators=[_text])
    conclusions = TextAreaField(_l("Conclusions"), filters=[many_lines], validators=[_text])
    funding_note = TextAreaField(
        _l("Funding and disclaimer"),
        filters=[many_lines],
        validators=[Length(max=500, message=_l("Enter 500 characters or fewer"))],
    )


class OutcomeForm(Form):
    """The summary of a session and its outcomes."""

    summary = TextAreaField(_l("Summary of the session"), filters=[many_lines], validators=[_text])
    outcome = TextAreaField(_l("Outcomes"), filters=[many_lines], validators=[_text])
