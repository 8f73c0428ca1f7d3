"""What organisers type about who may register: the terms of an event, and its invitation codes."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField

from eventdesk.programme.models.programme import Event
from eventdesk.programme.rules.times import moment
from eventdesk.registration.models import InvitationCode
from eventdesk.registration.services.invitations import MAX_USES
from eventdesk.web.filters import local
from eventdesk.web.forms import Form, IntegerInRange, moment_field, text_field


class InvitationForm(Form):
    """An invitation code. What it reads stays as it was given."""

    code = text_field(lazy_gettext("Code"), 30)
    max_uses = IntegerField(
        lazy_gettext("How many people may use it"),
        [IntegerInRange(1, MAX_USES)],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    note = text_field(lazy_gettext("For whom"), 160)
    ends_at = moment_field(lazy_gettext("Until"))
    skips_approval = BooleanField(lazy_gettext("Whoever comes with it needs no approval"), default=True)

    def __init__(self, event: Event, invitation: InvitationCode | None = None) -> None:
        known: dict[str, Any] = {}
        if invitation:
            known = {name: getattr(invitation, name) for name in ("max_uses", "note", "skips_approval")}
            known["ends_at"] = invitation.ends_at and local(invitation.ends_at, event.timezone)
        super().__init__(data=known)
        self._event = event
        if invitation:
            del self.code

    def invitation_values(self) -> dict[str, Any]:
        """Return what was typed as the services take it. Raises Invalid for a time that does not exist."""
        at = self.ends_at.data
        zone = self._event.timezone
        return {**self.values(), "ends_at": at and moment(at.date(), at.time(), zone, field="ends_at")}
