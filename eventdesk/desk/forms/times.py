"""Forms for the time and place of a session: its own form, the move form, and a drop on the agenda's grid."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.programme.models.programme import Event, Room
from eventdesk.programme.rules.times import clock_of, days_of, moment, session_times
from eventdesk.web.filters import day_month, weekday
from eventdesk.web.forms import Form, text_field


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


def whole_number(typed: str | int | None) -> int:
    """Return a typed whole number; -1 if it is none: no draft has this version, and no session this length."""
    # If the field is missing in the request, it still has the number that the page was made with.
    text = "" if typed is None else str(typed)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def day_choices(event: Event, current_day: str) -> list[tuple[str, str]]:
    """Return the choices of a day: the days of the event, the day before and after it, and `current_day` unless it is ""."""
    days = {*days_of(event.starts_on, event.ends_on)}
    outside = {event.starts_on - timedelta(days=1), event.ends_on + timedelta(days=1)}
    if current_day:
        days.add(date.fromisoformat(current_day))
    return [(day.isoformat(), _day_label(event, day)) for day in sorted(days | outside)]


def _day_label(event: Event, day: date) -> str:
    label = f"{weekday(day)} {day_month(day)}"
    if event.starts_on <= day <= event.ends_on:
        return label
    return gettext("%(day)s (not a day of the event)", day=label)


def _with_seats(room: Room) -> str:
    return gettext("%(room)s (%(seats)s seats)", room=room.name, seats=room.seats)
