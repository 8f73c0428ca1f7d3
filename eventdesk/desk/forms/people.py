"""Speakers, when they can come, and who has which role."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField

from eventdesk.accounts.rules import EVENT_ROLES
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.desk.forms.times import day_choices
from eventdesk.programme.models.programme import Event
from eventdesk.programme.rules.times import clock_of
from eventdesk.speakers.rules import availability_slot
from eventdesk.web.forms import Form, Required, text_field, textarea_field
from eventdesk.web.profile import countries


class SpeakerForm(Form):
    """What is public of somebody who speaks."""

    name = text_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"))
    job_title = text_field(lazy_gettext("Job title"), 160)
    organisation = text_field(lazy_gettext("Organisation"), 200)
    country = SelectField(lazy_gettext("Country"), choices=countries)
    biography = textarea_field(lazy_gettext("About this person"), 20_000, rows=8)


class AvailabilityForm(Form):
    """A time at which somebody can come: a day of the event, and two times of its clocks or none."""

    day = SelectField(lazy_gettext("Day"))
    starts = text_field(lazy_gettext("From"), 20)
    ends = text_field(lazy_gettext("Until"), 20)

    def __init__(self, event: Event, **given: Any) -> None:
        super().__init__(data={"day": event.starts_on.isoformat()}, **given)
        self._event = event
        self.day.choices = day_choices(event, "")

    def window(self) -> tuple[datetime, datetime]:
        """Return what was typed as moments. Raises Invalid for what is no time of this day."""
        starts, ends = (self._clock(name) for name in ("starts", "ends"))
        return availability_slot(date.fromisoformat(self.day.data), starts, ends, self._event.timezone)

    def _clock(self, name: str) -> time | None:
        typed = self[name].data
        clock = clock_of(typed)
        if typed and clock is None:
            raise Invalid(name, N_("Enter a time as in 14:00"))
        return clock


class RoleForm(Form):
    """A role for somebody."""

    email = text_field(
        lazy_gettext("E-mail"),
        320,
        needed=N_("Enter an email address, as in name@example.org"),
        render_kw={"type": "email", "autocomplete": "off"},
    )
    # Never demanded, so that nobody learns here whether an address is known.
    name = text_field(lazy_gettext("Name"), 120, render_kw={"autocomplete": "off"})
    role = SelectField(lazy_gettext("Role"), validators=[Required(N_("Choose one of the roles"))])

    def __init__(self) -> None:
        super().__init__()
        self.role.choices = [(role, gettext(name)) for role, name in EVENT_ROLES.items()]
