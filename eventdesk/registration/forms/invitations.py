"""The form of an invitation code."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField

from eventdesk.programme.models.programme import Event
from eventdesk.programme.rules.times import moment
from eventdesk.registration.models import InvitationCode
from eventdesk.registration.services.invitations import MAX_CODE_LENGTH, MAX_NOTE_LENGTH, MAX_USES
from eventdesk.web.filters import local
from eventdesk.web.forms import Form, IntegerInRange, moment_field, text_field


class InvitationForm(Form):
    """An invitation code. The code itself can only be set when it is added."""

    code = text_field(lazy_gettext("Code"), MAX_CODE_LENGTH)
    max_uses = IntegerField(
        lazy_gettext("Maximum number of uses"),
        [IntegerInRange(1, MAX_USES)],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    note = text_field(lazy_gettext("Note"), MAX_NOTE_LENGTH)
    ends_at = moment_field(lazy_gettext("Valid until"))
    skips_approval = BooleanField(lazy_gettext("Skip approval for people using this code"), default=True)

    def __init__(self, event: Event, invitation: InvitationCode | None = None) -> None:
        values: dict[str, Any] = {}
        if invitation:
            values = {name: getattr(invitation, name) for name in ("max_uses", "note", "skips_approval")}
            values["ends_at"] = invitation.ends_at and local(invitation.ends_at, event.timezone)
        super().__init__(data=values)
        self._event = event
        if invitation:
            del self.code

    def invitation_values(self) -> dict[str, Any]:
        """Return the input of the form for the services. Raises Invalid for a time that does not exist."""
        local_end, zone = self.ends_at.data, self._event.timezone
        ends_at = local_end and moment(local_end.date(), local_end.time(), zone, field="ends_at")
        return {**self.values(), "ends_at": ends_at}
