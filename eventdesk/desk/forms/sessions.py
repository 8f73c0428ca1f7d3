"""Forms for a session, for a copy of one, and to repeat one on other days."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from eventdesk.core.text import N_
from eventdesk.desk.forms.times import TimesForm
from eventdesk.programme.models.programme import Event, Room, Track
from eventdesk.programme.rules.validation import SESSION_KINDS
from eventdesk.web.filters import day_month, weekday
from eventdesk.web.forms import Form, IntegerInRange, Required, text_field, textarea_field

MAX_SEATS = 100_000
_ORDER = ("title", "abstract", "track", "kind", "code", "day", "starts", "ends", "ends_next_day", "room", "place")


class SessionForm(TimesForm):
    """All fields of a session."""

    _fields: dict[str, Any]

    uid = HiddenField()
    made_from = HiddenField()
    title = text_field(lazy_gettext("Title"), 200, needed=N_("Enter a title"))
    kind = SelectField(lazy_gettext("Type"))
    abstract = textarea_field(lazy_gettext("Description"), 20_000, rows=8)
    track = SelectField(lazy_gettext("Track"))
    code = text_field(lazy_gettext("Code"), 20)
    online_url = text_field(lazy_gettext("Link to join online"), 500)
    seats = IntegerField(
        lazy_gettext("Seats"),
        [Optional(), IntegerInRange(1, MAX_SEATS)],
    )
    when_full = RadioField(lazy_gettext("When all seats are taken"), default="list")
    format_description = textarea_field(lazy_gettext("Format"), 20_000)
    expected_outcome = textarea_field(lazy_gettext("Expected outcome"), 20_000)
    comments_open = BooleanField(lazy_gettext("Allow comments"))

    def __init__(
        self,
        event: Event,
        rooms: Sequence[Room],
        tracks: Sequence[Track],
        typed: dict[str, Any] | None = None,
        *,
        with_seats: bool = True,
    ) -> None:
        super().__init__(event, rooms, typed)
        self.with_seats = with_seats
        self._tracks = {track.slug: track for track in tracks}
        self.track.choices = [
            ("", gettext("None")),
            *((track.slug, f"{track.letter} {track.name}") for track in tracks),
        ]
        self.kind.choices = [(kind, gettext(name)) for kind, name in SESSION_KINDS.items()]
        if not with_seats:
            del self.seats, self.when_full
        else:
            self.when_full.choices = [
                ("list", gettext("Offer a waiting list")),
                ("close", gettext("Close reservations")),
            ]
        self.uid.data = self.uid.data or str(uuid.uuid4())
        # The summary of errors lists the fields in the order of the page.
        self._fields = {name: self._fields[name] for name in _ORDER} | self._fields

    def seats_values(self) -> dict[str, Any]:
        """Return the seats and whether there is a waiting list; None for settings that only the seats page can edit."""
        if not self.with_seats:
            return {"seats": None, "waiting_list": None}
        return {"seats": self.seats.data, "waiting_list": self.when_full.data == "list"}

    def session_values(self) -> dict[str, Any]:
        """Return the values of the form as the services take them."""
        starts_at, ends_at = self.times
        names = (
            "title",
            "kind",
            "abstract",
            "place",
            "online_url",
            "format_description",
            "expected_outcome",
            "comments_open",
        )
        values = {name: self[name].data for name in names}
        if self.code.data:
            values["code"] = self.code.data
        return {
            **values,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "room": self.selected_room(),
            "track": self._tracks.get(self.track.data),
        }


class SessionTemplateForm(SessionForm):
    """A new session whose form is filled in from another."""

    with_people = BooleanField(lazy_gettext("Copy the speakers and moderators"))


class RepeatForm(Form):
    """The days on which a session is repeated."""

    days = SelectMultipleField(lazy_gettext("Days"), [Required(N_("Choose at least one day"))])
    with_people = BooleanField(lazy_gettext("Copy the speakers and moderators"))

    def __init__(self, days: Sequence[date], typed: dict[str, Any]) -> None:
        super().__init__(data=typed)
        self.days.choices = [(day.isoformat(), f"{weekday(day)} {day_month(day)}") for day in days]

    @property
    def selected_days(self) -> list[date]:
        """The selected days."""
        return [date.fromisoformat(day) for day in self.days.data]
