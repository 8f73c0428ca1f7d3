"""Which registrations an address asks for: the filters of the organisers' list, in fields and in words."""

from collections.abc import Sequence
from typing import Any

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
from eventdesk.attendees.registration_table import STATES
from eventdesk.core.text import clean_line
from eventdesk.people.models import STAKEHOLDER_KINDS
from eventdesk.registration.models import Question
from eventdesk.registration.queries.invitations import invitation_codes
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import ATTENDANCES, CONSENTED
from eventdesk.web.filters import country_name, stakeholder_label

MAX_SEARCH = 100
MAX_CODE = 60
MAX_SELECTED = 200
NOT_SPECIFIED = "-"
ORDERS = ("name", "organisation")


def parse_filter(fields: MultiDict[str, str]) -> tuple[RegistrationFilter, str]:
    """Return what is asked for, and its order; what may not be asked for asks for all."""

    def one_of(name: str, allowed: Any) -> str:
        value = fields.get(name, "")
        return value if value in allowed else ""

    country = fields.get("country", "")
    attendance = one_of("attendance", ATTENDANCES)
    answer = _code(fields.get("answer", ""))
    wanted = RegistrationFilter(
        words=clean_line(fields.get("q", ""))[:MAX_SEARCH],
        state=one_of("status", STATES),
        kind=one_of("kind", (*STAKEHOLDER_KINDS, NOT_SPECIFIED)),
        country=country if country == NOT_SPECIFIED or (len(country) == 2 and country.isalpha()) else "",
        session=_code(fields.get("session", "")),
        place=one_of("place", RESERVATION_FILTERS),
        invitation=_code(fields.get("invitation", "")),
        answers=tuple(
            one for one in (f"attendance:{attendance}" if attendance else "", answer) if ":" in one
        ),
    )  # fmt: skip
    return wanted, one_of("order", ORDERS) or "registered"


def _code(value: str) -> str:
    return clean_line(value)[:MAX_CODE]


def to_query(wanted: RegistrationFilter, order: str = "") -> dict[str, str]:
    """Return the fields of an address that asks for this again."""
    answers = dict(one.split(":", 1) for one in wanted.answers)
    others = [one for one in wanted.answers if not one.startswith("attendance:")]
    asked = {
        "q": wanted.words, "status": wanted.state, "kind": wanted.kind, "country": wanted.country,
        "session": wanted.session, "place": wanted.place, "invitation": wanted.invitation,
        "attendance": answers.get("attendance", ""), "answer": others[0] if others else "",
        "order": order if order in ORDERS else "",
    }  # fmt: skip
    return {name: value for name, value in asked.items() if value}


def parse_selection(fields: MultiDict[str, str]) -> tuple[Selection, list[tuple[str, str]]]:
    """Return which registrations were chosen, and the fields of a form that says it again."""
    wanted, order = parse_filter(fields)
    again = list(to_query(wanted, order).items())
    if fields.get("all") == "yes":
        newest = fields.get("newest", "")
        chosen = Selection(wanted=wanted, newest=int(newest) if newest.isascii() and newest.isdigit() else None)
        if chosen.newest is not None and chosen.newest < 2**31:
            return chosen, [*again, ("all", "yes"), ("newest", newest)]
        return Selection(wanted=wanted), [*again, ("all", "yes")]
    codes = tuple(dict.fromkeys(_code(code) for code in fields.getlist("who")))[:MAX_SELECTED]
    return Selection(codes=codes), [*again, *(("who", code) for code in codes)]


def filter_choices(event_id: int, wanted: RegistrationFilter) -> dict[str, Any]:
    """Return the filters of the list: `first` and `more`, each as components/form.html draws a select, and `words`.

    `words` say which of them are on. Four queries.
    """
    countries, kinds = countries_and_kinds(event_id)
    sessions = [(code, title) for _, code, title in sessions_with_seats(event_id)]
    codes = [(one.code, f"{one.code} ({one.note})" if one.note else one.code)
             for one in invitation_codes(event_id)]  # fmt: skip
    questions = choice_questions(event_id)
    asked = to_query(wanted)

    def select(name: str, label: str, everybody: str, choices: list[tuple[str, str]]) -> dict[str, Any]:
        return {
            "name": name, "label": label, "value": asked.get(name, ""), "choices": [("", everybody), *choices],
            "words": dict(choices),
        }  # fmt: skip

    first = [
        select("status", gettext("Status"), gettext("All"), [(key, gettext(said)) for key, said in STATES.items()]),
        select("kind", gettext("Kind"), gettext("All kinds"), _named([(one, stakeholder_label(one)) for one in kinds])),
        select("country", gettext("Country"), gettext("All countries"),
               _named([(one, country_name(one)) for one in countries])),
    ]  # fmt: skip
    more = []
    if sessions:
        more += [
            select("session", gettext("Session"), gettext("Any session"), sessions),
            select("place", gettext("Place there"), gettext("Any place"), _places()),
        ]
    if codes:
        more.append(select("invitation", gettext("Invitation code"), gettext("With or without"), codes))
    if any(one.standard == "attendance" for one in questions):
        ways = [(way, gettext(said)) for way, said in ATTENDANCES.items()]
        more.append(select("attendance", gettext("Takes part"), gettext("On site or online"), ways))
    if answers := _answers(questions):
        more.append(select("answer", gettext("Answer"), gettext("Any answer"), answers))
    said = [
        gettext("%(filter)s “%(value)s”", filter=one["label"], value=one["words"].get(one["value"], one["value"]))
        for one in (*first, *more)
        if one["value"]
    ]
    return {"first": first, "more": more, "more_on": any(one["value"] for one in more), "words": said}


def _named(known: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return choices by their words; those who did not say come last."""
    named = sorted(((value, words) for value, words in known if value), key=lambda choice: choice[1])
    return [*named, *([(NOT_SPECIFIED, gettext("Not said"))] if any(not value for value, _ in known) else [])]


def _places() -> list[tuple[str, str]]:
    return [
        ("seat", gettext("Has a seat")),
        ("waiting", gettext("Waits for a seat")),
        ("asked", gettext("Asked for a seat")),
        ("invited", gettext("Is invited")),
    ]


def _answers(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Return each answer to the organisers' own questions, by "question:choice"."""
    found = []
    for question in questions:
        if question.standard == "attendance":
            continue
        label = question_label(question)
        if question.kind == "consent":
            found.append((f"{question.code}:{CONSENTED}", f"{label}: " + gettext("yes")))
        found += [(f"{question.code}:{choice['id']}", f"{label}: {choice['text']}") for choice in question.choices]
    return found
