"""The filters of the organiser's list of registrations: from and to the fields of an address, and as form fields."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from eventdesk.attendees.queries.registrations import (
    RESERVATION_FILTERS,
    RegistrationFilter,
    choice_questions,
    countries_and_kinds,
    sessions_with_seats,
)
from eventdesk.attendees.queries.selection import Selection
from eventdesk.core.text import clean_line
from eventdesk.people.models import STAKEHOLDER_KINDS
from eventdesk.registration.models import Question
from eventdesk.registration.queries.invitations import invitation_codes
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import ATTENDANCES, CONSENTED
from eventdesk.registration.states import RegistrationState
from eventdesk.web.filters import country_name, stakeholder_label

MAX_SEARCH = 100
MAX_CODE = 60
MAX_SELECTED = 200
MAX_ID = 2**31 - 1
NOT_SPECIFIED = "-"
ORDERS = ("name", "organisation")

Choices = list[tuple[str, str]]
"""Values and their labels."""


class FilterField(NamedTuple):
    """A filter that offers choices; the value "" filters nothing."""

    name: str
    label: str
    value: str
    choices: Choices


class FilterFields(NamedTuple):
    """The filters of an event's list."""

    main: list[FilterField]
    more: list[FilterField]
    """Shown on request."""
    is_more_active: bool
    active: list[str]
    """The filters that are set, as in "Country “Georgia”"."""


def parse_filter(fields: MultiDict[str, str]) -> tuple[RegistrationFilter, str]:
    """Return the filter and the order of the fields of an address; unknown values filter nothing."""

    def one_of(name: str, allowed: Collection[str]) -> str:
        value = fields.get(name, "")
        return value if value in allowed else ""

    country = fields.get("country", "")
    is_country = country == NOT_SPECIFIED or (len(country) == 2 and country.isalpha())
    attendance = one_of("attendance", ATTENDANCES)
    answers = (f"attendance:{attendance}" if attendance else "", _code(fields.get("answer", "")))
    filters = RegistrationFilter(
        search=clean_line(fields.get("q", ""))[:MAX_SEARCH],
        state=one_of("status", list(RegistrationState)),
        kind=one_of("kind", (*STAKEHOLDER_KINDS, NOT_SPECIFIED)),
        country=country if is_country else "",
        session=_code(fields.get("session", "")),
        reservation=one_of("place", RESERVATION_FILTERS),
        invitation=_code(fields.get("invitation", "")),
        answers=tuple(answer for answer in answers if ":" in answer),
    )
    return filters, one_of("order", ORDERS) or "registered"


def _code(value: str) -> str:
    return clean_line(value)[:MAX_CODE]


def to_query(filters: RegistrationFilter, order: str = "") -> dict[str, str]:
    """Return the fields of an address with this filter and order."""
    answers = dict(answer.split(":", 1) for answer in filters.answers)
    others = [answer for answer in filters.answers if not answer.startswith("attendance:")]
    query = {
        "q": filters.search,
        "status": filters.state,
        "kind": filters.kind,
        "country": filters.country,
        "session": filters.session,
        "place": filters.reservation,
        "invitation": filters.invitation,
        "attendance": answers.get("attendance", ""),
        "answer": others[0] if others else "",
        "order": order if order in ORDERS else "",
    }
    return {name: value for name, value in query.items() if value}


def parse_selection(fields: MultiDict[str, str]) -> tuple[Selection, list[tuple[str, str]]]:
    """Return the selected registrations, and the fields of a form that selects them again."""
    filters, order = parse_filter(fields)
    query = list(to_query(filters, order).items())
    if fields.get("all") != "yes":
        codes = tuple(dict.fromkeys(_code(code) for code in fields.getlist("who")))[:MAX_SELECTED]
        return Selection(codes=codes), [*query, *(("who", code) for code in codes)]
    newest = fields.get("newest", "")
    if newest.isascii() and newest.isdigit() and int(newest) <= MAX_ID:
        return Selection(filters=filters, newest=int(newest)), [*query, ("all", "yes"), ("newest", newest)]
    return Selection(filters=filters), [*query, ("all", "yes")]


def filter_fields(event_id: int, filters: RegistrationFilter) -> FilterFields:
    """Return the filters of an event's list. Four queries."""
    query = to_query(filters)

    def field(name: str, label: str, any_label: str, choices: Choices) -> FilterField:
        return FilterField(name, label, query.get(name, ""), [("", any_label), *choices])

    countries, kinds = countries_and_kinds(event_id)
    states = [(state.value, gettext(state.label)) for state in RegistrationState]
    main = [
        field("status", gettext("Status"), gettext("All"), states),
        field("kind", gettext("Type of organisation"), gettext("All types"), _labelled(kinds, stakeholder_label)),
        field("country", gettext("Country"), gettext("All countries"), _labelled(countries, country_name)),
    ]
    more = []
    if sessions := [(code, title) for _, code, title in sessions_with_seats(event_id)]:
        more.append(field("session", gettext("Session"), gettext("Any session"), sessions))
        more.append(field("place", gettext("Reservation"), gettext("Any reservation"), _reservation_choices()))
    if codes := [
        (invitation.code, f"{invitation.code} ({invitation.note})" if invitation.note else invitation.code)
        for invitation in invitation_codes(event_id)
    ]:
        more.append(field("invitation", gettext("Invitation code"), gettext("Any or none"), codes))
    questions = choice_questions(event_id)
    if any(question.standard == "attendance" for question in questions):
        attendances = [(attendance, gettext(label)) for attendance, label in ATTENDANCES.items()]
        more.append(field("attendance", gettext("Attendance"), gettext("On site or online"), attendances))
    if answers := _answer_choices(questions):
        more.append(field("answer", gettext("Answer"), gettext("Any answer"), answers))
    return FilterFields(main, more, any(entry.value for entry in more), _active([*main, *more]))


def _active(fields: Sequence[FilterField]) -> list[str]:
    return [
        gettext("%(filter)s “%(value)s”", filter=field.label, value=dict(field.choices).get(field.value, field.value))
        for field in fields
        if field.value
    ]


def _labelled(values: Sequence[str], label: Any) -> Choices:
    """Return choices by their labels; "not specified" comes last, where `values` has ""."""
    choices = sorted(((value, label(value)) for value in values if value), key=lambda choice: choice[1])
    return [*choices, (NOT_SPECIFIED, gettext("Not specified"))] if "" in values else choices


def _reservation_choices() -> Choices:
    return [
        ("seat", gettext("Has a seat")),
        ("waiting", gettext("On the waiting list")),
        ("asked", gettext("Requested a seat")),
        ("invited", gettext("Invited")),
    ]


def _answer_choices(questions: Sequence[Question]) -> Choices:
    """Return the answers to the event's own questions, as "question:choice"."""
    choices = []
    for question in questions:
        if question.standard == "attendance":
            continue
        label = question_label(question)
        answers = [(choice["id"], choice["text"]) for choice in question.choices]
        if question.kind == "consent":
            answers.insert(0, (CONSENTED, gettext("yes")))
        choices += [
            (f"{question.code}:{code}", gettext("%(question)s: %(answer)s", question=label, answer=answer))
            for code, answer in answers
        ]
    return choices
