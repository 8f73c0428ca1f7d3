"""The shape of what is typed at the desk: sessions with their times and seats, people, files, roles."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import Optional

from eventdesk.accounts.rules import EVENT_ROLES
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.programme import rules
from eventdesk.programme.models import Event, Room, Series, Talk, Track
from eventdesk.programme.rules.copying import EVENT_PARTS
from eventdesk.speakers.rules import PARTS, window
from eventdesk.web.filters import day_month, weekday
from eventdesk.web.forms import Form, NotBlank, WholeNumber, line_field, text_field
from eventdesk.web.profile import countries

MOST_SEATS = 100_000


class TimesForm(Form):
    """When and where something is: a day of the event, two times of its clocks, a room or another place."""

    day = SelectField(lazy_gettext("Day"))
    starts = line_field(lazy_gettext("Starts"), 20)
    ends = line_field(lazy_gettext("Ends"), 20)
    ends_next_day = BooleanField(lazy_gettext("It ends after midnight, on the next day"))
    room = SelectField(lazy_gettext("Room"))
    place = line_field(lazy_gettext("Another place"), 120)

    def __init__(self, event: Event, rooms: Sequence[Room], typed: dict[str, Any] | None = None) -> None:
        super().__init__(data=typed or {})
        self._event, self._rooms = event, {room.slug: room for room in rooms}
        self.day.choices = [("", gettext("Not placed yet")), *_days(event, (typed or {}).get("day", ""))]
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
        return rules.session_times(
            date.fromisoformat(self.day.data), starts, ends, self._event.timezone,
            ends_next_day=self.ends_next_day.data,
        )  # fmt: skip

    def _clock(self, name: str) -> Any:
        typed = self[name].data
        if not typed:
            raise Invalid(name, N_("Enter when it starts") if name == "starts" else N_("Enter when it ends"))
        clock = rules.clock_of(typed)
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
    day = line_field(lazy_gettext("Day"), 10)
    starts = line_field(lazy_gettext("Starts"), 20)
    minutes = line_field(lazy_gettext("Minutes"), 9)
    room = line_field(lazy_gettext("Room"), 60)
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
        if self.day.data not in dict(_days(event, present)):
            raise Invalid("day", N_("Choose a day of the event, or the day before or after it"))
        clock = rules.clock_of(self.starts.data)
        if clock is None:
            raise Invalid("starts", N_("Enter a time as in 14:00"))
        values["starts_at"] = rules.moment(date.fromisoformat(self.day.data), clock, event.timezone)
        values["ends_at"] = values["starts_at"] + timedelta(minutes=whole_number(self.minutes.data))
        return values


def whole_number(typed: str | int | None) -> int:
    """Return what was typed as a number, -1 for what is none: no plan has this version, no session this length."""
    # A form that was sent without the field still holds the number that the page was made with.
    text = "" if typed is None else str(typed)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _days(event: Event, present: str) -> list[tuple[str, str]]:
    """Return the choices of a day: those of the event, the day before and after it, and where it is now."""
    days = {*rules.days_of(event.starts_on, event.ends_on)}
    outside = {event.starts_on - timedelta(days=1), event.ends_on + timedelta(days=1)}
    if present:
        days.add(date.fromisoformat(present))
    return [
        (
            each.isoformat(),
            f"{weekday(each)} {day_month(each)}"
            + ("" if event.starts_on <= each <= event.ends_on else f" ({gettext('not a day of the event')})"),
        )
        for each in sorted(days | outside)
    ]


def _with_seats(room: Room) -> str:
    return gettext("%(room)s (%(seats)s seats)", room=room.name, seats=room.seats)


_ORDER = ("title", "abstract", "track", "kind", "code", "day", "starts", "ends", "ends_next_day", "room", "place")


class SessionForm(TimesForm):
    """All that is typed of one session."""

    _fields: dict[str, Any]

    uid = HiddenField()
    made_from = HiddenField()
    title = line_field(lazy_gettext("Title"), 200, needed=N_("Enter a title"))
    kind = SelectField(lazy_gettext("Kind"))
    abstract = text_field(lazy_gettext("Description"), 20_000, rows=8)
    track = SelectField(lazy_gettext("Track"))
    code = line_field(lazy_gettext("Code"), 20)
    online_url = line_field(lazy_gettext("Address to join online"), 500)
    seats = IntegerField(
        lazy_gettext("Seats to reserve"),
        [Optional(), WholeNumber(1, MOST_SEATS)],
    )
    when_full = RadioField(lazy_gettext("When all seats are taken"), default="list")
    course = text_field(lazy_gettext("The way it runs"), 20_000)
    expected_outcome = text_field(lazy_gettext("Expected outcome"), 20_000)
    comments_open = BooleanField(lazy_gettext("Signed-in people can write comments"))

    def __init__(
        self, event: Event, rooms: Sequence[Room], tracks: Sequence[Track], typed: dict[str, Any] | None = None
    ) -> None:
        super().__init__(event, rooms, typed)
        self._tracks = {track.slug: track for track in tracks}
        self.track.choices = [
            ("", gettext("None")),
            *((track.slug, f"{track.letter} {track.name}") for track in tracks),
        ]
        self.kind.choices = [(kind, gettext(name)) for kind, name in rules.SESSION_KINDS.items()]
        self.when_full.choices = [("list", gettext("Keep a waiting list")), ("close", gettext("Close the reservation"))]
        self.uid.data = self.uid.data or str(uuid.uuid4())
        # The summary of errors lists the fields in the order of the page.
        self._fields = {name: self._fields[name] for name in _ORDER} | self._fields

    def session_values(self) -> dict[str, Any]:
        """Return what was typed as the services take it."""
        starts_at, ends_at = self.times
        names = ("title", "kind", "abstract", "place", "online_url", "course", "expected_outcome", "comments_open")
        values = {name: self[name].data for name in names}
        if self.code.data:
            values["code"] = self.code.data
        return {
            **values,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "room": self.chosen_room(),
            "track": self._tracks.get(self.track.data),
        }


class AppearanceForm(Form):
    """Somebody who appears in a session."""

    name = line_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"))
    part = SelectField(lazy_gettext("Part"))
    talk = SelectField(lazy_gettext("Talk"))
    job_title = line_field(lazy_gettext("Job title"), 160)
    organisation = line_field(lazy_gettext("Organisation"), 200)
    country = SelectField(lazy_gettext("Country"), choices=countries)

    def __init__(self, talks: Sequence[Talk], typed: dict[str, Any] | None = None) -> None:
        super().__init__(data=typed or {})
        self._talks = {str(talk.id): talk for talk in talks}
        self.part.choices = [(part, gettext(name)) for part, name in PARTS.items()]
        self.talk.choices = [("", gettext("The whole session")), *((str(talk.id), talk.title) for talk in talks)]

    def appearance_values(self) -> dict[str, Any]:
        """Return what was typed as the services take it."""
        return {**self.values("talk"), "talk": self._talks.get(self.talk.data)}


class TalkForm(Form):
    """A contribution inside a session."""

    title = line_field(lazy_gettext("Title"), 200, needed=N_("Enter a title"))
    abstract = text_field(lazy_gettext("Description"), 20_000)


class LinkForm(Form):
    """A link of a session."""

    title = line_field(lazy_gettext("Name"), 200, needed=N_("Enter a name"))
    kind = SelectField(lazy_gettext("Kind"), default="project")
    url = line_field(lazy_gettext("Web address"), 500)
    note = line_field(lazy_gettext("In a few words"), 300)

    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = [(kind, gettext(name)) for kind, name in rules.LINK_KINDS.items()]


class MaterialForm(Form):
    """A file for the session's page."""

    title = line_field(lazy_gettext("Title"), 200, needed=N_("Enter a title"))
    file = FileField(lazy_gettext("File"), [FileRequired(lazy_gettext("Choose a file"))])


class PositionForm(Form):
    """One step up or down."""

    by = IntegerField(validators=[WholeNumber(-1, 1)])


class SpeakerForm(Form):
    """What is public of somebody who speaks."""

    name = line_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"))
    job_title = line_field(lazy_gettext("Job title"), 160)
    organisation = line_field(lazy_gettext("Organisation"), 200)
    country = SelectField(lazy_gettext("Country"), choices=countries)
    biography = text_field(lazy_gettext("About this person"), 20_000, rows=8)


class AvailabilityForm(Form):
    """A time at which somebody can come: a day of the event, and two times of its clocks or none."""

    day = SelectField(lazy_gettext("Day"))
    starts = line_field(lazy_gettext("From"), 20)
    ends = line_field(lazy_gettext("Until"), 20)

    def __init__(self, event: Event, **given: Any) -> None:
        super().__init__(data={"day": event.starts_on.isoformat()}, **given)
        self._event = event
        self.day.choices = _days(event, "")

    def window(self) -> tuple[datetime, datetime]:
        """Return what was typed as moments. Raises Invalid for what is no time of this day."""
        starts, ends = (self._clock(name) for name in ("starts", "ends"))
        return window(date.fromisoformat(self.day.data), starts, ends, self._event.timezone)

    def _clock(self, name: str) -> time | None:
        typed = self[name].data
        clock = rules.clock_of(typed)
        if typed and clock is None:
            raise Invalid(name, N_("Enter a time as in 14:00"))
        return clock


class RoleForm(Form):
    """A role for somebody."""

    email = line_field(
        lazy_gettext("E-mail"),
        320,
        needed=N_("Enter an e-mail address, as in name@example.org"),
        render_kw={"type": "email", "autocomplete": "off"},
    )
    # Never demanded, so that nobody learns here whether an address is known.
    name = line_field(lazy_gettext("Name"), 120, render_kw={"autocomplete": "off"})
    role = SelectField(lazy_gettext("Role"), validators=[NotBlank(N_("Choose one of the roles"))])

    def __init__(self) -> None:
        super().__init__()
        self.role.choices = [(role, gettext(name)) for role, name in EVENT_ROLES.items()]


class PublishForm(Form):
    """A note for the version that is published, and which state of the plan its changes were read in."""

    seen = HiddenField()
    note = text_field(lazy_gettext("Note"), 2000, rows=3)

    @property
    def revision(self) -> int:
        """The revision of the plan that was on the page; none that a plan can have where that is unreadable."""
        return whole_number(self.seen.data)


class EventCopyForm(Form):
    """What the copy of an event is called, when it begins, and what comes along."""

    title = line_field(lazy_gettext("Title"), 160, needed=N_("Enter a title"))
    slug = line_field(lazy_gettext("Address of its pages"), 60)
    starts_on = DateField(lazy_gettext("First day"), [NotBlank(N_("Enter the first day"))])
    series = SelectField(lazy_gettext("Series"))
    edition = line_field(lazy_gettext("Edition"), 60)
    rooms = BooleanField(lazy_gettext("Rooms"))
    tracks = BooleanField(lazy_gettext("Tracks"))
    texts = BooleanField(lazy_gettext("Texts of the event"))
    links = BooleanField(lazy_gettext("Partners and links"))
    roles = BooleanField(lazy_gettext("Roles of your colleagues"))
    sessions = RadioField(lazy_gettext("Sessions"))
    talks = BooleanField(lazy_gettext("Talks"))
    people = BooleanField(lazy_gettext("Speakers and other people"))
    materials = BooleanField(lazy_gettext("Material"))

    def __init__(self, every_series: Sequence[Series], typed: dict[str, Any]) -> None:
        super().__init__(data=typed)
        self._series = {series.slug: series for series in every_series}
        self.series.choices = [("", gettext("None")), *((series.slug, series.title) for series in every_series)]
        self.sessions.choices = [
            ("times", gettext("With their times, moved by whole days")),
            ("tray", gettext("Without times, to be placed anew")),
            ("", gettext("None")),
        ]

    def copy_values(self) -> dict[str, Any]:
        """Return what was typed as the services take it."""
        parts = {name for name in EVENT_PARTS if name in self and self[name].data}
        if self.sessions.data == "times":
            parts.add("times")
        return {
            **{name: self[name].data for name in ("title", "slug", "starts_on", "edition")},
            "series": self._series.get(self.series.data),
            "parts": parts if self.sessions.data else parts - {"talks", "people", "materials"},
        }


class SessionTemplateForm(SessionForm):
    """A new session for which another is the template."""

    with_people = BooleanField(lazy_gettext("The same people appear in it"))


class RepeatForm(Form):
    """The days on which a session is repeated."""

    days = SelectMultipleField(lazy_gettext("Days"), [NotBlank(N_("Choose at least one day"))])
    with_people = BooleanField(lazy_gettext("The same people appear in it"))

    def __init__(self, days: Sequence[date], typed: dict[str, Any]) -> None:
        super().__init__(data=typed)
        self.days.choices = [(each.isoformat(), f"{weekday(each)} {day_month(each)}") for each in days]

    @property
    def chosen(self) -> list[date]:
        """The days that were chosen."""
        return [date.fromisoformat(each) for each in self.days.data]
