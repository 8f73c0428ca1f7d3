"""Registrations as a table, for spreadsheets, and as JSON: the same facts in words and in values."""

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
from eventdesk.seats.models import SEATED_STATES

STATES = {
    "confirmed": N_("Confirmed"),
    "pending": N_("To approve"),
    "unconfirmed": N_("Address to confirm"),
    "rejected": N_("Refused"),
    "cancelled": N_("Cancelled"),
}
RESERVATION_LABELS = {
    "confirmed": N_("Seat"),
    "offered": N_("Seat offered"),
    "on_hold": N_("Seat held"),
    "waiting": N_("Waiting"),
    "pending": N_("Asked for"),
    "invited": N_("Invited"),
}
Translate = Callable[[str], str]
"""A translation, as gettext."""


class RegistrationTable:
    """The registrations of an event in the reader's words: one line each, one column for each question."""

    def __init__(self, event: Event, *, words: Translate, country: Translate, moments_as_text: bool = False) -> None:
        self._event = event
        self._words = words
        self._moments_as_text = moments_as_text
        self._zone = ZoneInfo(event.timezone)
        self._country = country
        self._states = {state: words(said) for state, said in STATES.items()}
        self._places = {state: words(said) for state, said in RESERVATION_LABELS.items()}
        self._kinds = {kind: words(said) for kind, said in STAKEHOLDER_KINDS.items()}
        self._yes, self._no = words(N_("yes")), words(N_("no"))
        self._questions = [one for one in questions_of(event.id) if one.code not in PROFILE_FIELDS]
        self._choices = {one.code: _choices(one, words) for one in self._questions}
        moment = words(N_("%(what)s (%(zone)s)"))
        self.heads = [
            *(words(head) for head in (N_("Name"), N_("E-mail"), N_("Organisation"), N_("Job title"),
              N_("Kind"), N_("Country"), N_("Status"), N_("Reason"))),
            *(moment % {"what": words(head), "zone": event.timezone} for head in
              (N_("Registered"), N_("Approved"), N_("Refused"), N_("Cancelled"), N_("Last changed"))),
            *(words(head) for head in (N_("Seats"), N_("Has a seat in"), N_("Other places"), N_("Invitation code"),
              N_("Registered by"), N_("May be named"), N_("Code"))),
            *(self._label(one) for one in self._questions),
        ]  # fmt: skip

    def rows(self, registration_ids: Sequence[int]) -> Iterator[list[Any]]:
        """Give a line of texts, numbers, dates and local times for each registration; "" and None are empty cells.

        With `moments_as_text` a local time is a text as in "2026-03-02 10:00".
        """
        for block in export_rows(self._event.id, registration_ids):
            for one in block:
                yield self._row(one)

    def _label(self, question: Question) -> str:
        return question.label or self._words(question_label(question))

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions of the form with their choices, so that the answers of `objects` can be read."""
        return [
            {"code": one.code, "kind": one.kind, "label": self._label(one), "choices": self._choices[one.code]}
            for one in self._questions
        ]

    def _row(self, one: ExportRow) -> list[Any]:
        seats = [place for place in one.places if place[2] in SEATED_STATES]
        others = [place for place in one.places if place[2] not in SEATED_STATES]
        return [
            one.name, one.email, one.organisation, one.job_title, self._kinds.get(one.kind, ""),
            self._country(one.country) if one.country else "", self._states[one.state], one.reason,
            self._local(one.created_at), self._local(one.decided.get("approved_at")),
            self._local(one.decided.get("refused_at")), self._local(one.decided.get("cancelled_at")),
            self._local(one.changed_at), len(seats), "; ".join(title for _, title, _ in seats),
            "; ".join(f"{title} ({self._places[state]})" for _, title, state in others), one.invitation,
            one.registered_by, self._yes if one.consents_to_listing else self._no, one.code,
            *(self._answer(question, one.answers.get(question.code)) for question in self._questions),
        ]  # fmt: skip

    def _local(self, moment: datetime | None) -> datetime | str | None:
        if moment is None:
            return None
        there = moment.astimezone(self._zone)
        return there.isoformat(" ")[:16] if self._moments_as_text else there.replace(tzinfo=None)

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
            return "; ".join(choices.get(one, str(one)) for one in value)
        return value.get("name", "") if isinstance(value, Mapping) else value

    def objects(self, registration_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Give each registration as plain values for JSON: states and choices by their codes, moments in UTC."""
        for block in export_rows(self._event.id, registration_ids):
            for one in block:
                yield _object(one)


def _choices(question: Question, words: Translate) -> dict[str, str]:
    if question.standard == "attendance":
        return {value: words(said) for value, said in ATTENDANCES.items()}
    return {choice["id"]: choice["text"] for choice in question.choices}


def _as_date(value: Any) -> date | str:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return str(value)


def _object(one: ExportRow) -> dict[str, Any]:
    dates = {"created_at": one.created_at, "changed_at": one.changed_at, **one.decided}
    return {
        "code": one.code,
        "name": one.name,
        "email": one.email,
        "organisation": one.organisation,
        "job_title": one.job_title,
        "stakeholder_kind": one.kind,
        "country": one.country,
        "state": one.state,
        "reason": one.reason,
        "consents_to_listing": one.consents_to_listing,
        "invitation_code": one.invitation,
        "registered_by": one.registered_by,
        "places": [{"session": code, "title": title, "state": state} for code, title, state in one.places],
        "answers": {code: _without_key(value) for code, value in one.answers.items()},
        **{name: moment.isoformat().replace("+00:00", "Z") for name, moment in dates.items()},
    }


def _without_key(value: Any) -> Any:
    """Return an answer without the place where a file is stored."""
    return {name: part for name, part in value.items() if name != "key"} if isinstance(value, Mapping) else value
