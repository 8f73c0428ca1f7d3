"""Which registrations an address asks for: the filters of the organisers' list, in fields and in words."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from eventdesk.core.text import clean_line
from eventdesk.people.rules import STAKEHOLDER_KINDS
from eventdesk.reservations import queries, rules
from eventdesk.reservations.models import Question
from eventdesk.reservations.queries import PLACES, Chosen, Wanted
from eventdesk.reservations.table import STATES
from eventdesk.web.filters import country_name, kind_name

LONGEST_SEARCH = 100
LONGEST_CODE = 60
MOST_TICKED = 200
NOT_SAID = "-"
ORDERS = ("name", "organisation")


def wanted_by(fields: MultiDict[str, str]) -> tuple[Wanted, str]:
    """Return what is asked for, and its order; what may not be asked for asks for all."""

    def one_of(name: str, allowed: Any) -> str:
        value = fields.get(name, "")
        return value if value in allowed else ""

    country = fields.get("country", "")
    attendance = one_of("attendance", rules.ATTENDANCES)
    answer = _code(fields.get("answer", ""))
    wanted = Wanted(
        words=clean_line(fields.get("q", ""))[:LONGEST_SEARCH],
        state=one_of("status", STATES),
        kind=one_of("kind", (*STAKEHOLDER_KINDS, NOT_SAID)),
        country=country if country == NOT_SAID or (len(country) == 2 and country.isalpha()) else "",
        session=_code(fields.get("session", "")),
        place=one_of("place", PLACES),
        invitation=_code(fields.get("invitation", "")),
        answers=tuple(
            one for one in (f"attendance:{attendance}" if attendance else "", answer) if ":" in one
        ),
    )  # fmt: skip
    return wanted, one_of("order", ORDERS) or "registered"


def _code(value: str) -> str:
    return clean_line(value)[:LONGEST_CODE]


def fields_of(wanted: Wanted, order: str = "") -> dict[str, str]:
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


def chosen_by(fields: MultiDict[str, str]) -> tuple[Chosen, list[tuple[str, str]]]:
    """Return which registrations were chosen, and the fields of a form that says it again."""
    wanted, order = wanted_by(fields)
    again = list(fields_of(wanted, order).items())
    if fields.get("all") == "yes":
        newest = fields.get("newest", "")
        chosen = Chosen(wanted=wanted, newest=int(newest) if newest.isascii() and newest.isdigit() else None)
        if chosen.newest is not None and chosen.newest < 2**31:
            return chosen, [*again, ("all", "yes"), ("newest", newest)]
        return Chosen(wanted=wanted), [*again, ("all", "yes")]
    codes = tuple(dict.fromkeys(_code(code) for code in fields.getlist("who")))[:MOST_TICKED]
    return Chosen(codes=codes), [*again, *(("who", code) for code in codes)]


def filters_of(event_id: int, wanted: Wanted) -> dict[str, Any]:
    """Return the filters of the list: `first` and `more`, each as components/form.html draws a select, and `words`.

    `words` say which of them are on. Four queries.
    """
    countries, kinds = queries.countries_and_kinds(event_id)
    sessions = [(code, title) for _, code, title in queries.sessions_with_seats(event_id)]
    codes = [(one.code, f"{one.code} ({one.note})" if one.note else one.code)
             for one in queries.invitation_codes(event_id)]  # fmt: skip
    questions = queries.choosing_questions(event_id)
    asked = fields_of(wanted)

    def select(name: str, label: str, everybody: str, choices: list[tuple[str, str]]) -> dict[str, Any]:
        return {
            "name": name, "label": label, "value": asked.get(name, ""), "choices": [("", everybody), *choices],
            "words": dict(choices),
        }  # fmt: skip

    first = [
        select("status", gettext("Status"), gettext("All"), [(key, gettext(said)) for key, said in STATES.items()]),
        select("kind", gettext("Kind"), gettext("All kinds"), _named([(one, kind_name(one)) for one in kinds])),
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
        ways = [(way, gettext(said)) for way, said in rules.ATTENDANCES.items()]
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
    return [*named, *([(NOT_SAID, gettext("Not said"))] if any(not value for value, _ in known) else [])]


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
        label = rules.label_of(question)
        if question.kind == "consent":
            found.append((f"{question.code}:{rules.YES}", f"{label}: " + gettext("yes")))
        found += [(f"{question.code}:{choice['id']}", f"{label}: {choice['text']}") for choice in question.choices]
    return found
