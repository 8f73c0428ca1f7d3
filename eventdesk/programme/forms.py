"""Forms of events, rooms, tracks, links and comments."""

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
    """The values that a new event needs."""

    title = text_field(lazy_gettext("Title"), 160, needed=N_("Enter a title"))
    starts_on = DateField(lazy_gettext("First day"), [Required(N_("Enter the first day"))])
    ends_on = DateField(lazy_gettext("Last day"), [Required(N_("Enter the last day"))])
    timezone = SelectField(lazy_gettext("Time zone"), choices=_timezones, default="Europe/Brussels")
    is_online = BooleanField(lazy_gettext("People can take part online"))
    venue = text_field(lazy_gettext("Venue"), 160)
    city = text_field(lazy_gettext("City"), 120)
    country = SelectField(lazy_gettext("Country"), choices=countries)


class EventForm(NewEventForm):
    """All settings of an event."""

    slug = text_field(lazy_gettext("Web address"), 60)
    subtitle = text_field(lazy_gettext("Subtitle"), 160)
    lead = textarea_field(lazy_gettext("Summary"), 300, rows=3)
    description = textarea_field(lazy_gettext("Description"), 20_000, rows=10)
    topics = textarea_field(lazy_gettext("Topics"), 4_000, rows=5)
    series = SelectField(lazy_gettext("Series"))
    new_series = text_field(lazy_gettext("Or a new series"), 160)
    edition = text_field(lazy_gettext("Edition"), 60)
    address = text_field(lazy_gettext("Address and directions"), 300)
    online_url = text_field(lazy_gettext("Link to join online"), 500)
    audience = text_field(lazy_gettext("Audience"), 300)
    languages = text_field(lazy_gettext("Languages"), 160)
    fee = text_field(lazy_gettext("Fee"), 120)
    organiser = text_field(lazy_gettext("Organisation"), 200)
    organiser_country = SelectField(lazy_gettext("Country of the organisation"), choices=countries)
    organiser_note = textarea_field(lazy_gettext("About the organiser"), 4_000, rows=4)
    contact_email = text_field(lazy_gettext("Contact email"), 320, render_kw={"type": "email"})
    speaker_gap = IntegerField(
        lazy_gettext("Minimum break between two sessions of a speaker, in minutes"), [IntegerInRange(0, MAX_GAP)]
    )
    accent = ColorField(lazy_gettext("Accent colour"))

    def __init__(self, event: Event) -> None:
        super().__init__(data=_stored_values(event))
        self._event = event
        self.series.choices = [
            ("", gettext("None")),
            *((series.slug, series.title) for series in all_series(include_empty=True)),
        ]

    def event_values(self) -> dict[str, Any]:
        """Return the typed values as `change_event` takes them."""
        values = self.values("series", "new_series")
        if self._event.is_public:
            values.pop("slug")
        return values


def _stored_values(event: Event) -> dict[str, Any]:
    """Return the values of an event as the form shows them."""
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
    """The values of a room."""

    name = text_field(lazy_gettext("Name"), 80, needed=N_("Enter a name"))
    seats = IntegerField(lazy_gettext("Seats"), [Optional(), IntegerInRange(0, MAX_SEATS)])
    note = text_field(lazy_gettext("Note"), 160)


class TrackForm(Form):
    """The values of a track."""

    name = text_field(lazy_gettext("Name"), 80, needed=N_("Enter a name"))
    letter = text_field(lazy_gettext("Letter"), 3)


class PositionForm(Form):
    """A move by one position up or down."""

    by = IntegerField(validators=[IntegerInRange(-1, 1)])


class LinkForm(Form):
    """The values of a link."""

    kind = SelectField(
        lazy_gettext("Type"), choices=lambda: [(kind, gettext(label)) for kind, label in LINK_KINDS.items()]
    )
    title = text_field(lazy_gettext("Name"), 200, needed=N_("Enter a name"))
    url = text_field(lazy_gettext("Web address"), 500)
    note = text_field(lazy_gettext("Short description"), 300)


class CommentForm(Form):
    """A comment on a session."""

    text = textarea_field(lazy_gettext("Comment"), 4_000, needed=N_("Enter a comment"))


def parse_accents(path: str) -> list[str] | None:
    """Return the colours in an address like "005f6b-5a3792", or None if it is malformed."""
    colours = path.split("-")
    if len(colours) > MAX_ACCENTS or not all(re.fullmatch(r"[0-9a-f]{6}", colour) for colour in colours):
        return None
    return colours
