"""Forms for the parts of a session: people, talks, links, files."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField

from eventdesk.core.text import N_
from eventdesk.programme.models.programme import Talk
from eventdesk.programme.rules.validation import LINK_KINDS
from eventdesk.speakers.rules import SPEAKER_ROLES
from eventdesk.web.forms import Form, IntegerInRange, text_field, textarea_field
from eventdesk.web.profile import countries


class AssignmentForm(Form):
    """A person's part in a session."""

    name = text_field(lazy_gettext("Name"), 120, needed=N_("Enter the name"))
    part = SelectField(lazy_gettext("Part"))
    talk = SelectField(lazy_gettext("Talk"))
    job_title = text_field(lazy_gettext("Job title"), 160)
    organisation = text_field(lazy_gettext("Organisation"), 200)
    country = SelectField(lazy_gettext("Country"), choices=countries)

    def __init__(self, talks: Sequence[Talk], typed: dict[str, Any] | None = None) -> None:
        super().__init__(data=typed or {})
        self._talks = {str(talk.id): talk for talk in talks}
        self.part.choices = [(part, gettext(name)) for part, name in SPEAKER_ROLES.items()]
        self.talk.choices = [("", gettext("The whole session")), *((str(talk.id), talk.title) for talk in talks)]

    def appearance_values(self) -> dict[str, Any]:
        """Return the values of the form as the services take them."""
        return {**self.values("talk"), "talk": self._talks.get(self.talk.data)}


class TalkForm(Form):
    """A contribution inside a session."""

    title = text_field(lazy_gettext("Title"), 200, needed=N_("Enter a title"))
    abstract = textarea_field(lazy_gettext("Description"), 20_000)


class LinkForm(Form):
    """A link of a session."""

    title = text_field(lazy_gettext("Name"), 200, needed=N_("Enter a name"))
    kind = SelectField(lazy_gettext("Type"), default="project")
    url = text_field(lazy_gettext("Web address"), 500)
    note = text_field(lazy_gettext("Short description"), 300)

    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = [(kind, gettext(name)) for kind, name in LINK_KINDS.items()]


class MaterialForm(Form):
    """A file for the session's page."""

    title = text_field(lazy_gettext("Title"), 200, needed=N_("Enter a title"))
    file = FileField(lazy_gettext("File"), [FileRequired(lazy_gettext("Choose a file"))])


class PositionForm(Form):
    """One step up or down."""

    by = IntegerField(validators=[IntegerInRange(-1, 1)])
