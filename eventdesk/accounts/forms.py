"""What is typed to sign up, to sign in, and into one's own account."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, EmailField, Field, PasswordField
from wtforms.validators import Length, Optional, StopValidation

from eventdesk.accounts import passwords, rules
from eventdesk.core.text import N_
from eventdesk.web.forms import Form, Required, one_line
from eventdesk.web.profile import ProfileForm


class EmailAddress:
    """A validator: the field holds one e-mail address."""

    def __call__(self, _form: Any, field: Field) -> None:
        if not rules.is_email(field.data):
            raise StopValidation(gettext("Enter an e-mail address, as in name@example.org"))


class NewPassword:
    """A validator: the password is neither too short nor too long."""

    def __call__(self, _form: Any, field: Field) -> None:
        if len(field.data) < passwords.MIN_LENGTH:
            raise StopValidation(gettext("Enter %(least)s characters or more", least=passwords.MIN_LENGTH))
        if len(field.data) > passwords.MAX_LENGTH:
            raise StopValidation(gettext("Enter %(most)s characters or fewer", most=passwords.MAX_LENGTH))


def email_field() -> Field:
    """Return a field for one's own e-mail address."""
    return EmailField(
        lazy_gettext("E-mail address"),
        [Required(N_("Enter your e-mail address")), EmailAddress()],
        filters=[one_line],
        render_kw={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"},
    )


class SignUpForm(ProfileForm):
    """Signing up; the password may be left out."""

    email = email_field()
    password = PasswordField(
        lazy_gettext("Password (optional)"), [Optional(), NewPassword()], render_kw={"autocomplete": "new-password"}
    )


class SignInForm(Form):
    """Signing in with a password."""

    email = email_field()
    password = PasswordField(
        lazy_gettext("Password"),
        [
            Required(N_("Enter your password, or have a link sent to you")),
            Length(max=passwords.MAX_LENGTH, message=lazy_gettext("A password has 200 characters or fewer")),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class LinkForm(Form):
    """Having a sign-in link sent."""

    email = email_field()


class PasswordForm(Form):
    """Setting or changing one's own password."""

    current = PasswordField(
        lazy_gettext("Present password"),
        [
            Required(N_("Enter the password you have now")),
            Length(max=passwords.MAX_LENGTH, message=lazy_gettext("A password has 200 characters or fewer")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        lazy_gettext("New password"),
        [Required(N_("Enter the new password")), NewPassword()],
        render_kw={"autocomplete": "new-password"},
    )


class SignOutForm(Form):
    """Signing out."""

    everywhere = BooleanField(lazy_gettext("Everywhere, on every device"))
