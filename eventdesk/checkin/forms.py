"""What can be typed in this room."""

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, StringField, ValidationError

from eventdesk.accounts.rules import MAX_EMAIL, is_email
from eventdesk.core.text import N_
from eventdesk.web.forms import Form, text_field


class WalkInForm(Form):
    """Somebody who stands at the door and is on no list."""

    name = text_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"))
    organisation = text_field(lazy_gettext("Organisation (optional)"), 200)
    email = text_field(lazy_gettext("E-mail (optional)"), MAX_EMAIL)
    there_is_room = BooleanField(lazy_gettext("There is room"))

    def validate_email(self, field: StringField) -> None:
        """Refuse what no mail could be sent to."""
        if field.data and not is_email(field.data):
            raise ValidationError(gettext("Enter an e-mail address like name@example.org, or leave it empty"))
