"""The form that registers and checks in a person who is not on the list."""

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, StringField, ValidationError

from eventdesk.accounts.rules import MAX_EMAIL, is_email
from eventdesk.core.text import N_
from eventdesk.web.forms import Form, text_field


class WalkInForm(Form):
    """A person who is at the session and not on its list."""

    name = text_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"))
    organisation = text_field(lazy_gettext("Organisation (optional)"), 200)
    email = text_field(lazy_gettext("Email (optional)"), MAX_EMAIL)
    override_capacity = BooleanField(lazy_gettext("Check in although all seats are taken"))

    def validate_email(self, field: StringField) -> None:
        """Raise ValidationError for text that is not an email address."""
        if field.data and not is_email(field.data):
            raise ValidationError(gettext("Enter an email address like name@example.org, or leave this empty"))
