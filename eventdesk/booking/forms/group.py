"""The form in which somebody registers colleagues."""

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
    """One person; a row that is left empty is no person."""

    name = text_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"), render_kw={"autocomplete": "off"})
    email = email_field(lazy_gettext("E-mail"), needed=N_("Enter the e-mail address"))
    job_title = text_field(lazy_gettext("Job title (optional)"), 160, render_kw={"autocomplete": "off"})

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether the person is named as is needed, or not at all."""
        return self.is_empty or super().validate(extra_validators)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(field.data for field in self)


class GroupForm(Form):
    """Several people of one organisation."""

    organisation = text_field(
        lazy_gettext("Organisation"), 200, needed=N_("Enter the organisation"),
        render_kw={"autocomplete": "organization", "maxlength": False},
    )  # fmt: skip
    country = SelectField(lazy_gettext("Country"), choices=countries, render_kw={"autocomplete": "country"})
    stakeholder_kind = SelectField(lazy_gettext("Kind of organisation"), choices=kinds)
    people = FieldList(FormField(ColleagueForm), min_entries=INITIAL_ROWS, max_entries=MAX_GROUP)
    invitation = text_field(lazy_gettext("Invitation code"), 60)

    def __iter__(self) -> Iterator[Field]:
        """Return all fields, those of the rows among them, as the summary of what is wrong names them."""
        for field in super().__iter__():
            if isinstance(field, FieldList):
                for row in field:
                    yield from row.form
            else:
                yield field

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all is well: no address twice, and somebody named."""
        is_sound = super().validate(extra_validators)
        seen: set[str] = set()
        for row in self.people:
            key = email_key(row.form.email.data or "")
            if key and key in seen and not row.form.email.errors:
                row.form.email.errors = [gettext("This address stands above already")]
                is_sound = False
            seen.add(key)
        if is_sound and not self.colleagues:
            first = self.people[0].form.name
            first.errors = [gettext("Enter at least one person")]
            is_sound = False
        # The list keeps what its rows said when it asked them.
        self.people.errors = [row.errors for row in self.people if row.errors]
        return is_sound

    def add_rows(self) -> None:
        """Add some empty rows, as long as there may be more."""
        for _ in range(min(EXTRA_ROWS, MAX_GROUP - len(self.people))):
            self.people.append_entry()

    @property
    def can_grow(self) -> bool:
        """Whether there may be more rows."""
        return len(self.people) < MAX_GROUP

    @property
    def colleagues(self) -> list[Colleague]:
        """The people who are named."""
        return [Colleague(**row.form.data) for row in self.people if not row.form.is_empty]

    @property
    def typed(self) -> RegistrationInput:
        """What they share."""
        return RegistrationInput(
            organisation=self.organisation.data,
            country=self.country.data,
            stakeholder_kind=self.stakeholder_kind.data,
            invitation=self.invitation.data if self.invitation else "",
        )
