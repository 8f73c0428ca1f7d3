"""The shape of what is typed on the organiser's board."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.programme.labels import day_choices
from eventdesk.programme.models.programme import Event, Room
from eventdesk.programme.rules.times import clock_of, moment
from eventdesk.web.forms import Form, text_field, whole_number


class PlaceForm(Form):
    """Where a session was dropped on the agenda: a day, a time, a length and a room, or the tray of unscheduled sessions."""

    version = HiddenField()
    day = text_field(lazy_gettext("Day"), 10)
    starts = text_field(lazy_gettext("Starts"), 20)
    minutes = text_field(lazy_gettext("Minutes"), 9)
    room = text_field(lazy_gettext("Room"), 60)
    tray = BooleanField()
    sure = BooleanField()
    """Whether the organiser has confirmed that a session with reservations loses its time."""

    @property
    def seen(self) -> int:
        """As `MoveForm.seen`."""
        return whole_number(self.version.data)

    def planned(self, event: Event, rooms: Sequence[Room], current_day: str) -> dict[str, Any]:
        """Return the changed values as the services take them.

        `current_day` is the day on which the session is now, or "". Raises Invalid for a room, day or time that does
        not exist.
        """
        if self.tray.data:
            return {"starts_at": None, "ends_at": None}
        values: dict[str, Any] = {}
        if "room" in request.form:
            known = {"": None} | {room.slug: room for room in rooms}
            if self.room.data not in known:
                raise Invalid("room", N_("Choose a room of this event"))
            values["room"] = known[self.room.data]
        if self.day.data not in dict(day_choices(event, current_day)):
            raise Invalid("day", N_("Choose a day of the event, or the day before or after it"))
        clock = clock_of(self.starts.data)
        if clock is None:
            raise Invalid("starts", N_("Enter a time, as in 14:00"))
        values["starts_at"] = moment(date.fromisoformat(self.day.data), clock, event.timezone)
        values["ends_at"] = values["starts_at"] + timedelta(minutes=whole_number(self.minutes.data))
        return values
