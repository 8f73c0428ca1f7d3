"""The shape of what organisers type about events, rooms, tracks, links and comments."""

import re
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.fields import ColorField
from wtforms.validators import Optional

from eventdesk.core.text import N_
from eventdesk.programme import queries, rules
from eventdesk.programme.models import Event
from eventdesk.web.forms import Form, NotBlank, WholeNumber, line_field, text_field
from eventdesk.web.profile import countries

MOST_SEATS = 100_000


def _timezones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in rules.timezone_names()]


class NewEventForm(Form):
    """What is needed to begin with."""

    title = line_field(lazy_gettext("Title"), 160, needed=N_("Enter a title"))
    starts_on = DateField(lazy_gettext("First day"), [NotBlank(N_("Enter the first day"))])
    ends_on = DateField(lazy_gettext("Last day"), [NotBlank(N_("Enter the last day"))])
    timezone = SelectField(lazy_gettext("Time zone"), choices=_timezones, default="Europe/Brussels")
    is_online = BooleanField(lazy_gettext("People can take part online"))
    venue = line_field(lazy_gettext("Venue"), 160)
    city = line_field(lazy_gettext("City"), 120)
    country = SelectField(lazy_gettext("Country"), choices=countries)


class EventForm(NewEventForm):
    """All that is said of an event."""

    slug = line_field(lazy_gettext("Address of its pages"), 60)
    subtitle = line_field(lazy_gettext("Subtitle"), 160)
    lead = text_field(lazy_gettext("In one or two sentences"), 300, rows=3)
    description = text_field(lazy_gettext("Description"), 20_000, rows=10)
    topics = text_field(lazy_gettext("Topics"), 4_000, rows=5)
    series = SelectField(lazy_gettext("Series"))
    new_series = line_field(lazy_gettext("Or a new series"), 160)
    edition = line_field(lazy_gettext("Edition"), 60)
    address = line_field(lazy_gettext("Street and access"), 300)
    online_url = line_field(lazy_gettext("Address to join online"), 500)
    audience = line_field(lazy_gettext("For whom"), 300)
    languages = line_field(lazy_gettext("Languages"), 160)
    fee = line_field(lazy_gettext("Fee"), 120)
    organiser = line_field(lazy_gettext("Organisation"), 200)
    organiser_country = SelectField(lazy_gettext("Its country"), choices=countries)
    organiser_note = text_field(lazy_gettext("About the organiser"), 4_000, rows=4)
    contact_email = line_field(lazy_gettext("E-mail for questions"), 320, render_kw={"type": "email"})
    speaker_gap = IntegerField(
        lazy_gettext("Minutes between two sessions of one speaker"), [WholeNumber(0, rules.LONGEST_GAP)]
    )
    accent = ColorField(lazy_gettext("Colour"))

    def __init__(self, event: Event) -> None:
        super().__init__(data=_typed(event))
        self._event = event
        self.series.choices = [
            ("", gettext("None")),
            *((series.slug, series.title) for series in queries.every_series()),
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
        **{name: getattr(event, name) for name in _PLAIN},
        "accent": f"#{event.accent}",
        "series": event.series.slug if event.series else "",
        "organiser": event.organiser.name if event.organiser else "",
        "organiser_country": event.organiser.country if event.organiser else "",
    }


_PLAIN = (
    "title", "starts_on", "ends_on", "timezone", "is_online", "venue", "city", "country", "slug", "subtitle", "lead",
    "description", "topics", "edition", "address", "online_url", "audience", "languages", "fee", "organiser_note",
    "contact_email", "speaker_gap",
)  # fmt: skip


class RoomForm(Form):
    """A room."""

    name = line_field(lazy_gettext("Name"), 80, needed=N_("Enter a name"))
    seats = IntegerField(
        lazy_gettext("Seats"),
        [Optional(), WholeNumber(0, MOST_SEATS)],
    )
    note = line_field(lazy_gettext("Note"), 160)


class TrackForm(Form):
    """A track."""

    name = line_field(lazy_gettext("Name"), 80, needed=N_("Enter a name"))
    letter = line_field(lazy_gettext("Letter"), 3)


class PositionForm(Form):
    """One step up or down."""

    by = IntegerField(validators=[WholeNumber(-1, 1)])


class LinkForm(Form):
    """A link."""

    kind = SelectField(lazy_gettext("Kind"), choices=lambda: [(kind, gettext(name)) for kind, name in _kinds()])
    title = line_field(lazy_gettext("Name"), 200, needed=N_("Enter a name"))
    url = line_field(lazy_gettext("Web address"), 500)
    note = line_field(lazy_gettext("In a few words"), 300)


class CommentForm(Form):
    """What somebody writes below a session."""

    text = text_field(lazy_gettext("Comment"), 4_000, needed=N_("Write something first"))


def _kinds() -> list[tuple[str, str]]:
    return list(rules.LINK_KINDS.items())


def accents_of(path: str) -> list[str] | None:
    """Return the colours of an address as in "005f6b-5a3792", or None where it is not such a list."""
    colours = path.split("-")
    if len(colours) > rules.MOST_ACCENTS or not all(re.fullmatch(r"[0-9a-f]{6}", colour) for colour in colours):
        return None
    return colours
