"""An event: publishing its programme, copying it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField

from eventdesk.core.text import N_
from eventdesk.desk.forms.times import whole_number
from eventdesk.programme.models.programme import Series
from eventdesk.programme.rules.duplication import EVENT_PARTS
from eventdesk.web.forms import Form, Required, text_field, textarea_field


class PublishForm(Form):
    """A note for the version that is published, and which state of the plan its changes were read in."""

    seen = HiddenField()
    note = textarea_field(lazy_gettext("Note"), 2000, rows=3)

    @property
    def revision(self) -> int:
        """The revision of the plan that was on the page; none that a plan can have where that is unreadable."""
        return whole_number(self.seen.data)


class EventCopyForm(Form):
    """What the copy of an event is called, when it begins, and what comes along."""

    title = text_field(lazy_gettext("Title"), 160, needed=N_("Enter a title"))
    slug = text_field(lazy_gettext("Address of its pages"), 60)
    starts_on = DateField(lazy_gettext("First day"), [Required(N_("Enter the first day"))])
    series = SelectField(lazy_gettext("Series"))
    edition = text_field(lazy_gettext("Edition"), 60)
    rooms = BooleanField(lazy_gettext("Rooms"))
    tracks = BooleanField(lazy_gettext("Tracks"))
    texts = BooleanField(lazy_gettext("Texts of the event"))
    links = BooleanField(lazy_gettext("Partners and links"))
    registration = BooleanField(lazy_gettext("Registration form and terms"))
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
