"""What organisers type about who may register: the terms of an event, and its invitation codes."""

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField

from eventdesk.programme.models.programme import Event
from eventdesk.programme.rules.times import moment
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.web.filters import local
from eventdesk.web.forms import Form, moment_field, number_field, textarea_field

MAX_CAPACITY = 1_000_000


class PolicyForm(Form):
    """On what terms people register."""

    seen = HiddenField()
    registration_opens_at = moment_field(lazy_gettext("Opens"))
    registration_closes_at = moment_field(lazy_gettext("Closes"))
    places = number_field(lazy_gettext("Places"), MAX_CAPACITY)
    requires_approval = BooleanField(lazy_gettext("An organiser approves each registration"))
    requires_code = BooleanField(lazy_gettext("Only people with an invitation code can register"))
    overlaps = RadioField(lazy_gettext("Two seats at the same time"))
    max_seats_per_person = number_field(lazy_gettext("In the event"), 1_000)
    max_seats_per_day = number_field(lazy_gettext("On one day"), 100)
    note = textarea_field(lazy_gettext("Note above the form"), 5_000, rows=5)

    def __init__(self, event: Event, terms: RegistrationPolicy, mark: str) -> None:
        values = {name: getattr(terms, name) for name in _POLICY_FIELDS}
        times = {name: at and local(at, event.timezone) for name, at in _times(event).items()}
        super().__init__(data={"overlaps": "refuse" if terms.forbids_overlaps else "warn", **values, **times})
        self.seen.data = self.seen.data if self.is_submitted() else mark
        self._event = event
        self.overlaps.choices = [
            ("warn", gettext("People are warned, and may keep both")),
            ("refuse", gettext("A second seat is refused")),
        ]

    def terms_values(self) -> dict[str, Any]:
        """Return what was typed as `set_terms` takes it."""
        return {
            **{name: getattr(self, name).data for name in _POLICY_FIELDS},
            "forbids_overlaps": self.overlaps.data == "refuse",
        }

    def times(self) -> tuple[datetime | None, datetime | None]:
        """Return when registration opens and closes. Raises Invalid for a time that does not exist."""
        zone = self._event.timezone
        opens, closes = (
            field.data and moment(field.data.date(), field.data.time(), zone, field=field.name)
            for field in (self.registration_opens_at, self.registration_closes_at)
        )
        return opens, closes


_POLICY_FIELDS = ("places", "requires_approval", "requires_code", "max_seats_per_person", "max_seats_per_day", "note")


def _times(event: Event) -> dict[str, datetime | None]:
    return {
        "registration_opens_at": event.registration_opens_at,
        "registration_closes_at": event.registration_closes_at,
    }
