"""Forms to publish the programme of an event, and to copy an event."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField

from eventdesk.core.text import N_
from eventdesk.programme.models.programme import Series
from eventdesk.programme.rules.duplication import EVENT_PARTS
from eventdesk.web.forms import Form, Required, text_field, textarea_field, whole_number


class PublishForm(Form):
    """A note for the version, and the revision of the draft that the organiser saw."""

    seen = HiddenField()
    note = textarea_field(lazy_gettext("Note"), 2000, rows=3)

    @property
    def revision(self) -> int:
        """The revision of the draft that was on the page; -1 if it cannot be read, which no draft has."""
        return whole_number(self.seen.data)


class EventCopyForm(Form):
    """The title and dates of a copied event, and what is copied."""

    title = text_field(lazy_gettext("Title"), 160, needed=N_("Enter a title"))
    slug = text_field(lazy_gettext("Web address"), 60)
    starts_on = DateField(lazy_gettext("First day"), [Required(N_("Enter the first day"))])
    series = SelectField(lazy_gettext("Series"))
    edition = text_field(lazy_gettext("Edition"), 60)
    rooms = BooleanField(lazy_gettext("Rooms"))
    tracks = BooleanField(lazy_gettext("Tracks"))
    texts = BooleanField(lazy_gettext("Event texts"))
    links = BooleanField(lazy_gettext("Partners and links"))
    registration = BooleanField(lazy_gettext("Registration form and settings"))
    roles = BooleanField(lazy_gettext("Roles"))
    sessions = RadioField(lazy_gettext("Sessions"))
    talks = BooleanField(lazy_gettext("Talks"))
    people = BooleanField(lazy_gettext("Speakers and moderators"))
    materials = BooleanField(lazy_gettext("Material"))

    def __init__(self, every_series: Sequence[Series], typed: dict[str, Any]) -> None:
        super().__init__(data=typed)
        self._series = {series.slug: series for series in every_series}
        self.series.choices = [("", gettext("None")), *((series.slug, series.title) for series in every_series)]
        self.sessions.choices = [
            ("times", gettext("With times, moved by whole days")),
            ("tray", gettext("Unscheduled")),
            ("", gettext("None")),
        ]

    def copy_values(self) -> dict[str, Any]:
        """Return the values of the form as the services take them."""
        parts = {name for name in EVENT_PARTS if name in self and self[name].data}
        if self.sessions.data == "times":
            parts.add("times")
        return {
            **{name: self[name].data for name in ("title", "slug", "starts_on", "edition")},
            "series": self._series.get(self.series.data),
            "parts": parts if self.sessions.data else parts - {"talks", "people", "materials"},
        }
