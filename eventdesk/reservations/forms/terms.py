"""What organisers type about who may register: the terms of an event, and its invitation codes."""

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, IntegerField, RadioField

from eventdesk.programme.models import Event
from eventdesk.programme.rules import moment
from eventdesk.reservations import services
from eventdesk.reservations.forms.fields import moment_field, number_field
from eventdesk.reservations.models import InvitationCode, RegistrationTerms
from eventdesk.web.filters import local
from eventdesk.web.forms import Form, WholeNumber, line_field, text_field

MOST_PLACES = 1_000_000


class TermsForm(Form):
    """On what terms people register."""

    seen = HiddenField()
    registration_opens_at = moment_field(lazy_gettext("Opens"))
    registration_closes_at = moment_field(lazy_gettext("Closes"))
    places = number_field(lazy_gettext("Places"), MOST_PLACES)
    needs_approval = BooleanField(lazy_gettext("An organiser approves each registration"))
    needs_code = BooleanField(lazy_gettext("Only people with an invitation code can register"))
    overlaps = RadioField(lazy_gettext("Two seats at the same time"))
    most_seats = number_field(lazy_gettext("In the event"), 1_000)
    most_seats_a_day = number_field(lazy_gettext("On one day"), 100)
    note = text_field(lazy_gettext("Note above the form"), 5_000, rows=5)

    def __init__(self, event: Event, terms: RegistrationTerms, mark: str) -> None:
        values = {name: getattr(terms, name) for name in _TERMS}
        times = {name: at and local(at, event.timezone) for name, at in _times(event).items()}
        super().__init__(data={"overlaps": "refuse" if terms.refuses_overlaps else "warn", **values, **times})
        self.seen.data = self.seen.data if self.is_submitted() else mark
        self._event = event
        self.overlaps.choices = [
            ("warn", gettext("People are warned, and may keep both")),
            ("refuse", gettext("A second seat is refused")),
        ]

    def terms_values(self) -> dict[str, Any]:
        """Return what was typed as `set_terms` takes it."""
        return {
            **{name: getattr(self, name).data for name in _TERMS},
            "refuses_overlaps": self.overlaps.data == "refuse",
        }

    def times(self) -> tuple[datetime | None, datetime | None]:
        """Return when registration opens and closes. Raises Invalid for a time that does not exist."""
        zone = self._event.timezone
        opens, closes = (
            field.data and moment(field.data.date(), field.data.time(), zone, field=field.name)
            for field in (self.registration_opens_at, self.registration_closes_at)
        )
        return opens, closes


_TERMS = ("places", "needs_approval", "needs_code", "most_seats", "most_seats_a_day", "note")


def _times(event: Event) -> dict[str, datetime | None]:
    return {
        "registration_opens_at": event.registration_opens_at,
        "registration_closes_at": event.registration_closes_at,
    }


class InvitationForm(Form):
    """An invitation code. What it reads stays as it was given."""

    code = line_field(lazy_gettext("Code"), 30)
    most_uses = IntegerField(
        lazy_gettext("How many people may use it"),
        [WholeNumber(1, services.MOST_USES)],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    note = line_field(lazy_gettext("For whom"), 160)
    ends_at = moment_field(lazy_gettext("Until"))
    skips_approval = BooleanField(lazy_gettext("Whoever comes with it needs no approval"), default=True)

    def __init__(self, event: Event, invitation: InvitationCode | None = None) -> None:
        known: dict[str, Any] = {}
        if invitation:
            known = {name: getattr(invitation, name) for name in ("most_uses", "note", "skips_approval")}
            known["ends_at"] = invitation.ends_at and local(invitation.ends_at, event.timezone)
        super().__init__(data=known)
        self._event = event
        if invitation:
            del self.code

    def invitation_values(self) -> dict[str, Any]:
        """Return what was typed as the services take it. Raises Invalid for a time that does not exist."""
        at = self.ends_at.data
        zone = self._event.timezone
        return {**self.values(), "ends_at": at and moment(at.date(), at.time(), zone, field="ends_at")}
