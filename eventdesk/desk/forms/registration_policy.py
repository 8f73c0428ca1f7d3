"""The form of the registration settings: who can register for an event, and how many seats one person can have."""

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField

from eventdesk.programme.models.programme import Event
from eventdesk.programme.rules.times import moment
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.registration.services.policy import POLICY_FIELDS
from eventdesk.seats.models import EventSeatPolicy
from eventdesk.web.filters import local
from eventdesk.web.forms import Form, moment_field, number_field, textarea_field

MAX_CAPACITY = 1_000_000
MAX_SEATS_PER_PERSON = 1_000
MAX_SEATS_PER_DAY = 100
MAX_NOTE_LENGTH = 5_000
_SEAT_LIMITS = ("max_seats_per_person", "max_seats_per_day")


class PolicyForm(Form):
    """The registration settings of an event."""

    seen = HiddenField()
    registration_opens_at = moment_field(lazy_gettext("Opens"))
    registration_closes_at = moment_field(lazy_gettext("Closes"))
    places = number_field(lazy_gettext("Capacity"), MAX_CAPACITY)
    requires_approval = BooleanField(lazy_gettext("Registrations require approval"))
    requires_code = BooleanField(lazy_gettext("Registration requires an invitation code"))
    overlaps = RadioField(lazy_gettext("Overlapping seats"))
    max_seats_per_person = number_field(lazy_gettext("Per event"), MAX_SEATS_PER_PERSON)
    max_seats_per_day = number_field(lazy_gettext("Per day"), MAX_SEATS_PER_DAY)
    note = textarea_field(lazy_gettext("Note above the form"), MAX_NOTE_LENGTH, rows=5)

    def __init__(self, event: Event, policy: RegistrationPolicy, seat_policy: EventSeatPolicy, version: str) -> None:
        values = {name: getattr(policy, name) for name in POLICY_FIELDS}
        values |= {name: getattr(seat_policy, name) for name in _SEAT_LIMITS}
        times = {name: at and local(at, event.timezone) for name, at in _times(event).items()}
        super().__init__(data={"overlaps": "refuse" if seat_policy.forbids_overlaps else "warn", **values, **times})
        self.seen.data = self.seen.data if self.is_submitted() else version
        self._event = event
        self.overlaps.choices = [
            ("warn", gettext("Warn people, but allow both seats")),
            ("refuse", gettext("Refuse the second seat")),
        ]

    def policy_values(self) -> dict[str, Any]:
        """Return the input for `set_policy`."""
        return {name: getattr(self, name).data for name in POLICY_FIELDS}

    def seat_policy_values(self) -> dict[str, Any]:
        """Return the input for `set_seat_policy`."""
        limits = {name: getattr(self, name).data for name in _SEAT_LIMITS}
        return {**limits, "forbids_overlaps": self.overlaps.data == "refuse"}

    def times(self) -> tuple[datetime | None, datetime | None]:
        """Return when registration opens and closes, in UTC. Raises Invalid for a time that does not exist."""
        zone = self._event.timezone
        opens, closes = (
            field.data and moment(field.data.date(), field.data.time(), zone, field=field.name)
            for field in (self.registration_opens_at, self.registration_closes_at)
        )
        return opens, closes


def _times(event: Event) -> dict[str, datetime | None]:
    return {
        "registration_opens_at": event.registration_opens_at,
        "registration_closes_at": event.registration_closes_at,
    }
