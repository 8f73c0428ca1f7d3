"""Forms for the time and place of a session: its own form, the move form, and a drop on the agenda's grid."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.programme.labels import day_choices
from eventdesk.programme.models.programme import Event, Room
from eventdesk.programme.rules.times import clock_of, session_times
from eventdesk.web.forms import Form, text_field, whole_number


class TimesForm(Form):
    """A day of the event, two local times, and a room or another place."""

    day = SelectField(lazy_gettext("Day"))
    starts = text_field(lazy_gettext("Starts"), 20)
    ends = text_field(lazy_gettext("Ends"), 20)
    ends_next_day = BooleanField(lazy_gettext("Ends after midnight"))
    room = SelectField(lazy_gettext("Room"))
    place = text_field(lazy_gettext("Another place"), 120)

    def __init__(self, event: Event, rooms: Sequence[Room], typed: dict[str, Any] | None = None) -> None:
        super().__init__(data=typed or {})
        self._event, self._rooms = event, {room.slug: room for room in rooms}
        self.day.choices = [("", gettext("Unscheduled")), *day_choices(event, (typed or {}).get("day", ""))]
        self.room.choices = [
            ("", gettext("No room")),
            *((room.slug, room.name if room.seats is None else _with_seats(room)) for room in rooms),
        ]
        self.times: tuple[datetime | None, datetime | None] = (None, None)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and whether these times exist in the event's time zone."""
        is_valid = super().validate(extra_validators)
        if self.day.errors:
            return False
        try:
            self.times = self._times()
        except Invalid as problem:
            self.show(problem)
            return False
        return bool(is_valid)

    def _times(self) -> tuple[datetime | None, datetime | None]:
        if not self.day.data:
            if self.starts.data or self.ends.data:
                raise Invalid("day", N_("Choose a day, or leave both times empty"))
            return None, None
        starts, ends = (self._clock(name) for name in ("starts", "ends"))
        return session_times(
            date.fromisoformat(self.day.data),
            starts,
            ends,
            self._event.timezone,
            ends_next_day=self.ends_next_day.data,
        )

    def _clock(self, name: str) -> Any:
        typed = self[name].data
        if not typed:
            raise Invalid(name, N_("Enter the start time") if name == "starts" else N_("Enter the end time"))
        clock = clock_of(typed)
        if clock is None:
            raise Invalid(name, N_("Enter a time, as in 14:00"))
        return clock

    def selected_room(self) -> Room | None:
        """Return the selected room, or None."""
        return self._rooms.get(self.room.data)


class MoveForm(TimesForm):
    """Where to move a session, with the version of its draft that the organiser saw."""

    version = HiddenField()
    sure = BooleanField(lazy_gettext("Unschedule it anyway"))

    @property
    def seen(self) -> int:
        """The version of the draft that was on the page; -1 if it cannot be read, which no draft has."""
        return whole_number(self.version.data)


def _with_seats(room: Room) -> str:
    return gettext("%(room)s (%(seats)s seats)", room=room.name, seats=room.seats)
