"""Registrations for export: as a table with translated labels, and as JSON with plain values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.attendees.queries.export import ExportRow, export_rows
from eventdesk.core.text import N_
from eventdesk.people.models import STAKEHOLDER_KINDS
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Question
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import ATTENDANCES, PROFILE_FIELDS
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import SEATED_STATES
from eventdesk.seats.states import ReservationState

Translate = Callable[[str], str]
"""A function like gettext."""
_PROFILE_COLUMNS = (
    N_("Name"),
    N_("Email"),
    N_("Organisation"),
    N_("Job title"),
    N_("Type of organisation"),
    N_("Country"),
    N_("Status"),
    N_("Reason"),
)
_TIME_COLUMNS = (N_("Registered"), N_("Approved"), N_("Rejected"), N_("Cancelled"), N_("Last changed"))
_OTHER_COLUMNS = (
    N_("Seats"),
    N_("Sessions with a seat"),
    N_("Other reservations"),
    N_("Invitation code"),
    N_("Registered by"),
    N_("Listed in the report"),
    N_("Code"),
)


class RegistrationTable:
    """The registrations of an event as a table: one row each, with one column for each question."""

    def __init__(
        self, event: Event, *, translate: Translate, country: Translate, moments_as_text: bool = False
    ) -> None:
        self._event = event
        self._translate = translate
        self._moments_as_text = moments_as_text
        self._zone = ZoneInfo(event.timezone)
        self._country = country
        self._states = {state.value: translate(state.label) for state in RegistrationState}
        self._reservation_states = {state.value: translate(state.label) for state in ReservationState}
        self._kinds = {kind: translate(label) for kind, label in STAKEHOLDER_KINDS.items()}
        self._yes, self._no = translate(N_("yes")), translate(N_("no"))
        self._questions = [question for question in questions_of(event.id) if question.code not in PROFILE_FIELDS]
        self._choices = {question.code: _choices(question, translate) for question in self._questions}
        with_zone = translate(N_("%(column)s (%(zone)s)"))
        self.columns = [
            *map(translate, _PROFILE_COLUMNS),
            *(with_zone % {"column": translate(column), "zone": event.timezone} for column in _TIME_COLUMNS),
            *map(translate, _OTHER_COLUMNS),
            *map(self._label, self._questions),
        ]

    def rows(self, registration_ids: Sequence[int]) -> Iterator[list[Any]]:
        """Yield a row of text, numbers, dates and local times for each registration; "" and None are empty cells.

        With `moments_as_text` a local time is text, as in "2026-03-02 10:00".
        """
        for batch in export_rows(self._event.id, registration_ids):
            for row in batch:
                yield self._row(row)

    def _label(self, question: Question) -> str:
        return question.label or self._translate(question_label(question))

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions with their choices: what the codes in the answers of `objects` mean."""
        return [
            {
                "code": question.code,
                "kind": question.kind,
                "label": self._label(question),
                "choices": self._choices[question.code],
            }
            for question in self._questions
        ]

    def _row(self, row: ExportRow) -> list[Any]:
        seats = [title for _, title, state in row.reservations if state in SEATED_STATES]
        others = [
            f"{title} ({self._reservation_states[state]})"
            for _, title, state in row.reservations
            if state not in SEATED_STATES
        ]
        return [
            row.name,
            row.email,
            row.organisation,
            row.job_title,
            self._kinds.get(row.kind, ""),
            self._country(row.country) if row.country else "",
            self._states[row.state],
            row.reason,
            self._local(row.created_at),
            self._local(row.decided.get("approved_at")),
            self._local(row.decided.get("refused_at")),
            self._local(row.decided.get("cancelled_at")),
            self._local(row.changed_at),
            len(seats),
            "; ".join(seats),
            "; ".join(others),
            row.invitation,
            row.registered_by,
            self._yes if row.consents_to_listing else self._no,
            row.code,
            *(self._answer(question, row.answers.get(question.code)) for question in self._questions),
        ]

    def _local(self, moment: datetime | None) -> datetime | str | None:
        if moment is None:
            return None
        local = moment.astimezone(self._zone)
        return local.isoformat(" ")[:16] if self._moments_as_text else local.replace(tzinfo=None)

    def _answer(self, question: Question, value: Any) -> Any:
        if value is None:
            return ""
        if value is True:
            return self._yes
        if question.kind == "date":
            return _as_date(value)
        if isinstance(value, str):
            return self._choices[question.code].get(value, value)
        if isinstance(value, list):
            choices = self._choices[question.code]
            return "; ".join(choices.get(choice, str(choice)) for choice in value)
        return value.get("name", "") if isinstance(value, Mapping) else value

    def objects(self, registration_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Yield each registration as plain values for JSON: states and choices by their codes, times in UTC."""
        for batch in export_rows(self._event.id, registration_ids):
            for row in batch:
                yield _object(row)


def _choices(question: Question, translate: Translate) -> dict[str, str]:
    if question.standard == "attendance":
        return {value: translate(label) for value, label in ATTENDANCES.items()}
    return {choice["id"]: choice["text"] for choice in question.choices}


def _as_date(value: Any) -> date | str:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return str(value)


def _object(row: ExportRow) -> dict[str, Any]:
    dates = {"created_at": row.created_at, "changed_at": row.changed_at, **row.decided}
    return {
        "code": row.code,
        "name": row.name,
        "email": row.email,
        "organisation": row.organisation,
        "job_title": row.job_title,
        "stakeholder_kind": row.kind,
        "country": row.country,
        "state": row.state,
        "reason": row.reason,
        "consents_to_listing": row.consents_to_listing,
        "invitation_code": row.invitation,
        "registered_by": row.registered_by,
        "reservations": [{"session": code, "title": title, "state": state} for code, title, state in row.reservations],
        "answers": {code: _without_key(value) for code, value in row.answers.items()},
        **{name: moment.isoformat().replace("+00:00", "Z") for name, moment in dates.items()},
    }


def _without_key(value: Any) -> Any:
    """Return an answer without the key of a stored file."""
    return {name: part for name, part in value.items() if name != "key"} if isinstance(value, Mapping) else value
