"""The form that registers a group of colleagues."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, FieldList, FormField, SelectField
from wtforms import Form as PlainForm

from eventdesk.booking.forms.registration import email_field
from eventdesk.booking.services.groups import MAX_GROUP, Colleague
from eventdesk.core.text import N_, email_key
from eventdesk.registration.services.register import RegistrationInput
from eventdesk.web.forms import Form, text_field
from eventdesk.web.profile import countries, kinds

INITIAL_ROWS = 5
EXTRA_ROWS = 5


class ColleagueForm(PlainForm):  # type: ignore[misc]
    """One person of the group. An empty row is ignored."""

    name = text_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"), render_kw={"autocomplete": "off"})
    email = email_field(lazy_gettext("Email"), needed=N_("Enter the email address"))
    job_title = text_field(lazy_gettext("Job title (optional)"), 160, render_kw={"autocomplete": "off"})

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether the row is complete or empty."""
        return self.is_empty or super().validate(extra_validators)

    @property
    def is_empty(self) -> bool:
        """Whether no field of the row is filled in."""
        return not any(field.data for field in self)


class GroupForm(Form):
    """Several people of one organisation."""

    organisation = text_field(
        lazy_gettext("Organisation"),
        200,
        needed=N_("Enter the organisation"),
        render_kw={"autocomplete": "organization", "maxlength": False},
    )
    country = SelectField(lazy_gettext("Country"), choices=countries, render_kw={"autocomplete": "country"})
    stakeholder_kind = SelectField(lazy_gettext("Type of organisation"), choices=kinds)
    people = FieldList(FormField(ColleagueForm), min_entries=INITIAL_ROWS, max_entries=MAX_GROUP)
    invitation = text_field(lazy_gettext("Invitation code"), 60)

    def __iter__(self) -> Iterator[Field]:
        """Yield all fields, including those of the rows, so that the summary of errors can link to them."""
        for field in super().__iter__():
            if isinstance(field, FieldList):
                for row in field:
                    yield from row.form
            else:
                yield field

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether the form is valid: each row, no address twice, and at least one person."""
        is_valid = super().validate(extra_validators)
        seen: set[str] = set()
        for row in self.people:
            key = email_key(row.form.email.data or "")
            if key and key in seen and not row.form.email.errors:
                row.form.email.errors = [gettext("This address is already listed above")]
                is_valid = False
            seen.add(key)
        if is_valid and not self.colleagues:
            first = self.people[0].form.name
            first.errors = [gettext("Enter at least one person")]
            is_valid = False
        # FieldList.validate() has stored the errors of the rows: store them again, with those added above.
        self.people.errors = [row.errors for row in self.people if row.errors]
        return is_valid

    def add_rows(self) -> None:
        """Add some empty rows, up to the maximum."""
        for _ in range(min(EXTRA_ROWS, MAX_GROUP - len(self.people))):
            self.people.append_entry()

    @property
    def can_grow(self) -> bool:
        """Whether rows can be added."""
        return len(self.people) < MAX_GROUP

    @property
    def colleagues(self) -> list[Colleague]:
        """The people in the rows that are filled in."""
        return [Colleague(**row.form.data) for row in self.people if not row.form.is_empty]

    @property
    def shared_input(self) -> RegistrationInput:
        """The answers that all of them share."""
        return RegistrationInput(
            organisation=self.organisation.data,
            country=self.country.data,
            stakeholder_kind=self.stakeholder_kind.data,
            invitation=self.invitation.data if self.invitation else "",
        )
