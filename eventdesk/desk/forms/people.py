"""Forms for speakers, their availability, and the roles of an event."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField

from eventdesk.accounts.rules import EVENT_ROLES
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.programme.labels import day_choices
from eventdesk.programme.models.programme import Event
from eventdesk.programme.rules.times import clock_of
from eventdesk.speakers.rules import availability_slot
from eventdesk.web.forms import Form, Required, text_field, textarea_field
from eventdesk.web.profile import countries


class SpeakerForm(Form):
    """The public details of a speaker."""

    name = text_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"))
    job_title = text_field(lazy_gettext("Job title"), 160)
    organisation = text_field(lazy_gettext("Organisation"), 200)
    country = SelectField(lazy_gettext("Country"), choices=countries)
    biography = textarea_field(lazy_gettext("Biography"), 20_000, rows=8)


class AvailabilityForm(Form):
    """A time at which a speaker is available: a day of the event and two local times, or none for all day."""

    day = SelectField(lazy_gettext("Day"))
    starts = text_field(lazy_gettext("From"), 20)
    ends = text_field(lazy_gettext("Until"), 20)

    def __init__(self, event: Event, **given: Any) -> None:
        super().__init__(data={"day": event.starts_on.isoformat()}, **given)
        self._event = event
        self.day.choices = day_choices(event, "")

    def window(self) -> tuple[datetime, datetime]:
        """Return start and end in UTC. Raises Invalid for a time that cannot be read or does not exist on this day."""
        starts, ends = (self._clock(name) for name in ("starts", "ends"))
        return availability_slot(date.fromisoformat(self.day.data), starts, ends, self._event.timezone)

    def _clock(self, name: str) -> time | None:
        typed = self[name].data
        clock = clock_of(typed)
        if typed and clock is None:
            raise Invalid(name, N_("Enter a time, as in 14:00"))
        return clock


class RoleForm(Form):
    """A role for a person, who may be new."""

    email = text_field(
        lazy_gettext("Email"),
        320,
        needed=N_("Enter an email address, as in name@example.org"),
        render_kw={"type": "email", "autocomplete": "off"},
    )
    # Optional, because a required name would reveal whether the address has an account.
    name = text_field(lazy_gettext("Name"), 120, render_kw={"autocomplete": "off"})
    role = SelectField(lazy_gettext("Role"), validators=[Required(N_("Choose a role"))])

    def __init__(self) -> None:
        super().__init__()
        self.role.choices = [(role, gettext(name)) for role, name in EVENT_ROLES.items()]
