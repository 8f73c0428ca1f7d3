"""The shape of what organisers type about events, rooms, tracks, links and comments."""

import re
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.fields import ColorField
from wtforms.validators import Optional

from eventdesk.core.text import N_
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import all_series
from eventdesk.programme.rules.brand_colour import MAX_ACCENTS
from eventdesk.programme.rules.times import MAX_GAP, timezone_names
from eventdesk.programme.rules.validation import LINK_KINDS
from eventdesk.web.forms import Form, IntegerInRange, Required, text_field, textarea_field
from eventdesk.web.profile import countries

MAX_SEATS = 100_000


def _timezones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in timezone_names()]


class NewEventForm(Form):
    """What is needed to begin with."""

    title = text_field(lazy_gettext("Title"), 160, needed=N_("Enter a title"))
    starts_on = DateField(lazy_gettext("First day"), [Required(N_("Enter the first day"))])
    ends_on = DateField(lazy_gettext("Last day"), [Required(N_("Enter the last day"))])
    timezone = SelectField(lazy_gettext("Time zone"), choices=_timezones, default="Europe/Brussels")
    is_online = BooleanField(lazy_gettext("People can take part online"))
    venue = text_field(lazy_gettext("Venue"), 160)
    city = text_field(lazy_gettext("City"), 120)
    country = SelectField(lazy_gettext("Country"), choices=countries)


class EventForm(NewEventForm):
    """All that is said of an event."""

    slug = text_field(lazy_gettext("Address of its pages"), 60)
    subtitle = text_field(lazy_gettext("Subtitle"), 160)
    lead = textarea_field(lazy_gettext("In one or two sentences"), 300, rows=3)
    description = textarea_field(lazy_gettext("Description"), 20_000, rows=10)
    topics = textarea_field(lazy_gettext("Topics"), 4_000, rows=5)
    series = SelectField(lazy_gettext("Series"))
    new_series = text_field(lazy_gettext("Or a new series"), 160)
    edition = text_field(lazy_gettext("Edition"), 60)
    address = text_field(lazy_gettext("Street and access"), 300)
    online_url = text_field(lazy_gettext("Address to join online"), 500)
    audience = text_field(lazy_gettext("For whom"), 300)
    languages = text_field(lazy_gettext("Languages"), 160)
    fee = text_field(lazy_gettext("Fee"), 120)
    organiser = text_field(lazy_gettext("Organisation"), 200)
    organiser_country = SelectField(lazy_gettext("Its country"), choices=countries)
    organiser_note = textarea_field(lazy_gettext("About the organiser"), 4_000, rows=4)
    contact_email = text_field(lazy_gettext("E-mail for questions"), 320, render_kw={"type": "email"})
    speaker_gap = IntegerField(
        lazy_gettext("Minutes between two sessions of one speaker"), [IntegerInRange(0, MAX_GAP)]
    )
    accent = ColorField(lazy_gettext("Colour"))

    def __init__(self, event: Event) -> None:
        super().__init__(data=_typed(event))
        self._event = event
        self.series.choices = [
            ("", gettext("None")),
            *((series.slug, series.title) for series in all_series(include_empty=True)),
        ]

    def event_values(self) -> dict[str, Any]:
        """Return what was typed as `change_event` takes it."""
        values = self.values("series", "new_series")
        if self._event.state != "draft":
            values.pop("slug")
        return values


def _typed(event: Event) -> dict[str, Any]:
    """Return the values of an event as its form shows them."""
    return {
        **{name: getattr(event, name) for name in _PLAIN_FIELDS},
        "accent": f"#{event.accent}",
        "series": event.series.slug if event.series else "",
        "organiser": event.organiser.name if event.organiser else "",
        "organiser_country": event.organiser.country if event.organiser else "",
    }


_PLAIN_FIELDS = (
    "title", "starts_on", "ends_on", "timezone", "is_online", "venue", "city", "country", "slug", "subtitle", "lead",
    "description", "topics", "edition", "address", "online_url", "audience", "languages", "fee", "organiser_note",
    "contact_email", "speaker_gap",
)  # fmt: skip


class RoomForm(Form):
    """A room."""

    name = text_field(lazy_gettext("Name"), 80, needed=N_("Enter a name"))
    seats = IntegerField(
        lazy_gettext("Seats"),
        [Optional(), IntegerInRange(0, MAX_SEATS)],
    )
    note = text_field(lazy_gettext("Note"), 160)


class TrackForm(Form):
    """A track."""

    name = text_field(lazy_gettext("Name"), 80, needed=N_("Enter a name"))
    letter = text_field(lazy_gettext("Letter"), 3)


class PositionForm(Form):
    """One step up or down."""

    by = IntegerField(validators=[IntegerInRange(-1, 1)])


class LinkForm(Form):
    """A link."""

    kind = SelectField(lazy_gettext("Kind"), choices=lambda: [(kind, gettext(name)) for kind, name in _kinds()])
    title = text_field(lazy_gettext("Name"), 200, needed=N_("Enter a name"))
    url = text_field(lazy_gettext("Web address"), 500)
    note = text_field(lazy_gettext("In a few words"), 300)


class CommentForm(Form):
    """What somebody writes below a session."""

    text = textarea_field(lazy_gettext("Comment"), 4_000, needed=N_("Write something first"))


def _kinds() -> list[tuple[str, str]]:
    return list(LINK_KINDS.items())


def accent_choices(path: str) -> list[str] | None:
    """Return the colours of an address as in "005f6b-5a3792", or None where it is not such a list."""
    colours = path.split("-")
    if len(colours) > MAX_ACCENTS or not all(re.fullmatch(r"[0-9a-f]{6}", colour) for colour in colours):
        return None
    return colours
