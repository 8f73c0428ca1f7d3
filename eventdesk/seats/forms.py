"""The forms of seat settings, of positions on a waiting list, and of decisions on requests."""

from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import IntegerField, RadioField, StringField, ValidationError

from eventdesk.core.text import N_
from eventdesk.people.models import STAKEHOLDER_KINDS
from eventdesk.seats.services.session_seats import MAX_OFFER, MAX_SEATS, SeatSettings
from eventdesk.seats.states import SeatAccess
from eventdesk.web.forms import Form, number_field, text_field

NONE, OPEN, LIMITED, APPROVAL, INVITATION = "none", "open", "limited", "approval", "invitation"
NO_LIST, AUTOMATIC, OFFERS = "none", "automatic", "offers"
DEFAULT_HOURS = 24


class _SeatSettingsForm(Form):
    """The fields that every session has; those of the quotas are one for each kind of stakeholder."""

    kind = RadioField(lazy_gettext("Who gets a seat"), default=NONE)
    seats = number_field(lazy_gettext("Number of seats"), MAX_SEATS)
    waiting = RadioField(lazy_gettext("When all seats are taken"), default=AUTOMATIC)
    hours = number_field(lazy_gettext("Hours to accept an offered seat"), MAX_OFFER // 60)
    max_per_organisation = number_field(lazy_gettext("Maximum seats per organisation"), MAX_SEATS)

    def __init__(self, settings: SeatSettings | None) -> None:
        super().__init__(data=_typed(settings))
        self.kind.choices = [
            (NONE, gettext("No reservation needed")),
            (OPEN, gettext("Open: everyone who reserves gets a seat")),
            (LIMITED, gettext("Limited: first come, first served")),
            (APPROVAL, gettext("By approval: people request a seat, you decide")),
            (INVITATION, gettext("By invitation: people you invite")),
        ]
        self.waiting.choices = [
            (NO_LIST, gettext("No waiting list: reservation closes")),
            (AUTOMATIC, gettext("Waiting list: the first person in line gets a free seat at once")),
            (OFFERS, gettext("Waiting list with offers: the first person in line has limited time to accept")),
        ]

    @property
    def quotas(self) -> list[Any]:
        """The fields of the quotas, in the order of the kinds."""
        return [self[quota_name(kind)] for kind in STAKEHOLDER_KINDS]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then that a limit has a number, offers have hours, and the quotas fit into the seats."""
        is_valid = bool(super().validate(extra_validators))
        required = []
        if self.kind.data == LIMITED:
            required.append((self.seats, gettext("Enter how many seats there are")))
        if self.waiting.data == OFFERS and self.kind.data not in (NONE, OPEN):
            required.append((self.hours, gettext("Enter how many hours people have")))
        for field, message in required:
            if field.data is None and not field.errors:
                field.errors = [message]
                is_valid = False
        reserved = sum(quota.data or 0 for quota in self.quotas)
        if is_valid and reserved and self.kind.data not in (NONE, OPEN) and reserved > (self.seats.data or 0):
            self.seats.errors = [
                ngettext("%(num)s seat is reserved below: enter that number or more",
                         "%(num)s seats are reserved below: enter that number or more", reserved)
            ]  # fmt: skip
            is_valid = False
        return is_valid

    def settings(self) -> SeatSettings | None:
        """Return the settings that were entered; fields that do not apply are left out."""
        kind = self.kind.data
        if kind == NONE:
            return None
        if kind == OPEN:
            return SeatSettings(None, max_per_organisation=self.max_per_organisation.data)
        quotas = {stakeholder: self[quota_name(stakeholder)].data for stakeholder in STAKEHOLDER_KINDS}
        return SeatSettings(
            self.seats.data,
            {APPROVAL: SeatAccess.APPROVAL, INVITATION: SeatAccess.INVITATION}.get(kind, SeatAccess.ANYONE),
            self.waiting.data != NO_LIST,
            self.hours.data * 60 if self.waiting.data == OFFERS and self.hours.data else None,
            self.max_per_organisation.data,
            {stakeholder: number for stakeholder, number in quotas.items() if number},
        )


def quota_name(kind: str) -> str:
    """Return the name of the field with the quota of a kind of stakeholder."""
    return f"quota-{kind}"


# One field for each kind that there is: a kind that is added gets its row.
SeatSettingsForm = type(
    "SeatSettingsForm",
    (_SeatSettingsForm,),
    {quota_name(kind): number_field(lazy_gettext(name), MAX_SEATS) for kind, name in STAKEHOLDER_KINDS.items()},
)


def _typed(settings: SeatSettings | None) -> dict[str, Any]:
    """Return settings as the form shows them."""
    if settings is None:
        return {"kind": NONE, "waiting": AUTOMATIC, "hours": DEFAULT_HOURS}
    kinds = {SeatAccess.APPROVAL: APPROVAL, SeatAccess.INVITATION: INVITATION}
    offers = settings.offer_minutes
    return {
        "kind": kinds.get(settings.access, OPEN if settings.capacity is None else LIMITED),
        "seats": settings.capacity,
        "waiting": NO_LIST if not settings.has_waiting_list else OFFERS if offers else AUTOMATIC,
        "hours": max(1, round(offers / 60)) if offers else DEFAULT_HOURS,
        "max_per_organisation": settings.max_per_organisation,
        **{quota_name(kind): number for kind, number in settings.quotas.items()},
    }


class PositionForm(Form):
    """A new position on a waiting list, with the reason."""

    position = IntegerField(lazy_gettext("New position"), render_kw={"inputmode": "numeric"})
    reason = text_field(lazy_gettext("Reason"), 300, needed=N_("Enter a reason. It is stored in the person's history"))

    def __init__(self, max_position: int) -> None:
        super().__init__()
        self._max_position = max_position

    def validate_position(self, field: IntegerField) -> None:
        """Refuse a position out of range."""
        if field.data is None or not 1 <= field.data <= self._max_position:
            field.errors = []
            raise ValidationError(gettext("Enter a number from 1 to %(max)s", max=self._max_position))


class DecisionForm(Form):
    """The decision on requests for a seat."""

    reason = StringField(lazy_gettext("Reason"))
