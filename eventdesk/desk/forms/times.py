"""When and where something is: on the form of a session, and dropped on the agenda's grid."""

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
    """When and where something is: a day of the event, two times of its clocks, a room or another place."""

    day = SelectField(lazy_gettext("Day"))
    starts = text_field(lazy_gettext("Starts"), 20)
    ends = text_field(lazy_gettext("Ends"), 20)
    ends_next_day = BooleanField(lazy_gettext("It ends after midnight, on the next day"))
    room = SelectField(lazy_gettext("Room"))
    place = text_field(lazy_gettext("Another place"), 120)

    def __init__(self, event: Event, rooms: Sequence[Room], typed: dict[str, Any] | None = None) -> None:
        super().__init__(data=typed or {})
        self._event, self._rooms = event, {room.slug: room for room in rooms}
        self.day.choices = [("", gettext("Not placed yet")), *day_choices(event, (typed or {}).get("day", ""))]
        self.room.choices = [
            ("", gettext("None of the rooms")),
            *((room.slug, room.name if room.seats is None else _with_seats(room)) for room in rooms),
        ]
        self.times: tuple[datetime | None, datetime | None] = (None, None)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then whether day and times are moments of the event's zone."""
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
                raise Invalid("day", N_("Choose the day too, or leave both times empty"))
            return None, None
        starts, ends = (self._clock(name) for name in ("starts", "ends"))
        return session_times(
            date.fromisoformat(self.day.data), starts, ends, self._event.timezone,
            ends_next_day=self.ends_next_day.data,
        )  # fmt: skip

    def _clock(self, name: str) -> Any:
        typed = self[name].data
        if not typed:
            raise Invalid(name, N_("Enter the start time") if name == "starts" else N_("Enter the end time"))
        clock = clock_of(typed)
        if clock is None:
            raise Invalid(name, N_("Enter a time as in 14:00"))
        return clock

    def chosen_room(self) -> Room | None:
        """Return the room that was chosen, or None."""
        return self._rooms.get(self.room.data)


class MoveForm(TimesForm):
    """Where a session goes, made from the version of its plan that the organiser saw."""

    version = HiddenField()
    sure = BooleanField(lazy_gettext("Take its time away all the same"))

    @property
    def seen(self) -> int:
        """The version of the plan that was on the page; none that a plan can have where that is unreadable."""
        return whole_number(self.version.data)


class PlaceForm(Form):
    """Where a session was dropped on the agenda: a day, a time, a length and a room, or the tray."""

    version = HiddenField()
    day = text_field(lazy_gettext("Day"), 10)
    starts = text_field(lazy_gettext("Starts"), 20)
    minutes = text_field(lazy_gettext("Minutes"), 9)
    room = text_field(lazy_gettext("Room"), 60)
    tray = BooleanField()
    sure = BooleanField()
    """Whether the one question that a drop can ask is answered with yes."""

    @property
    def seen(self) -> int:
        """As `MoveForm.seen`."""
        return whole_number(self.version.data)

    def planned(self, event: Event, rooms: Sequence[Room], present: str) -> dict[str, Any]:
        """Return what was dropped as the services take it; what is not named keeps what it has.

        `present` is the day on which the session is now. Raises Invalid for what cannot be.
        """
        if self.tray.data:
            return {"starts_at": None, "ends_at": None}
        values: dict[str, Any] = {}
        if "room" in request.form:
            known = {"": None} | {room.slug: room for room in rooms}
            if self.room.data not in known:
                raise Invalid("room", N_("Choose one of the event's rooms"))
            values["room"] = known[self.room.data]
        if self.day.data not in dict(day_choices(event, present)):
            raise Invalid("day", N_("Choose a day of the event, or the day before or after it"))
        clock = clock_of(self.starts.data)
        if clock is None:
            raise Invalid("starts", N_("Enter a time as in 14:00"))
        values["starts_at"] = moment(date.fromisoformat(self.day.data), clock, event.timezone)
        values["ends_at"] = values["starts_at"] + timedelta(minutes=whole_number(self.minutes.data))
        return values


def whole_number(typed: str | int | None) -> int:
    """Return what was typed as a number, -1 for what is none: no plan has this version, no session this length."""
    # A form that was sent without the field still holds the number that the page was made with.
    text = "" if typed is None else str(typed)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def day_choices(event: Event, present: str) -> list[tuple[str, str]]:
    """Return the choices of a day: those of the event, the day before and after it, and where it is now."""
    days = {*days_of(event.starts_on, event.ends_on)}
    outside = {event.starts_on - timedelta(days=1), event.ends_on + timedelta(days=1)}
    if present:
        days.add(date.fromisoformat(present))
    return [
        (
            each.isoformat(),
            said if event.starts_on <= each <= event.ends_on else gettext("%(day)s (not a day of the event)", day=said),
        )
        for each in sorted(days | outside)
        for said in [f"{weekday(each)} {day_month(each)}"]
    ]


def _with_seats(room: Room) -> str:
    return gettext("%(room)s (%(seats)s seats)", room=room.name, seats=room.seats)
