"""The forms to sign up, to sign in and to change an account."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, EmailField, Field, PasswordField
from wtforms.validators import Length, Optional, StopValidation

from eventdesk.accounts import passwords, rules
from eventdesk.core.text import N_
from eventdesk.web.forms import Form, Required, one_line
from eventdesk.web.profile import ProfileForm


class EmailAddress:
    """A validator: the field contains exactly one email address."""

    def __call__(self, _form: Any, field: Field) -> None:
        if not rules.is_email(field.data):
            raise StopValidation(gettext("Enter an email address, as in name@example.org"))


class NewPassword:
    """A validator: a new password is neither too short nor too long."""

    def __call__(self, _form: Any, field: Field) -> None:
        if len(field.data) < passwords.MIN_LENGTH:
            raise StopValidation(gettext("Enter %(min)s characters or more", min=passwords.MIN_LENGTH))
        if len(field.data) > passwords.MAX_LENGTH:
            raise StopValidation(gettext("Enter %(max)s characters or fewer", max=passwords.MAX_LENGTH))


def email_field() -> Field:
    """Return a field for the email address of the reader."""
    return EmailField(
        lazy_gettext("Email address"),
        [Required(N_("Enter your email address")), EmailAddress()],
        filters=[one_line],
        render_kw={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"},
    )


class SignUpForm(ProfileForm):
    """Sign up; the password is optional."""

    email = email_field()
    password = PasswordField(
        lazy_gettext("Password (optional)"), [Optional(), NewPassword()], render_kw={"autocomplete": "new-password"}
    )


class SignInForm(Form):
    """Sign in with a password."""

    email = email_field()
    password = PasswordField(
        lazy_gettext("Password"),
        [
            Required(N_("Enter your password, or request a sign-in link")),
            Length(max=passwords.MAX_LENGTH, message=lazy_gettext("Enter %(max)d characters or fewer")),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class LinkForm(Form):
    """Request a sign-in link by email."""

    email = email_field()


class PasswordForm(Form):
    """Set or change the reader's password."""

    current = PasswordField(
        lazy_gettext("Current password"),
        [
            Required(N_("Enter your current password")),
            Length(max=passwords.MAX_LENGTH, message=lazy_gettext("Enter %(max)d characters or fewer")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        lazy_gettext("New password"),
        [Required(N_("Enter a new password")), NewPassword()],
        render_kw={"autocomplete": "new-password"},
    )


class SignOutForm(Form):
    """Sign out."""

    everywhere = BooleanField(lazy_gettext("Sign out on all devices"))
