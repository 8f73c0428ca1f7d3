"""The people on stage: who appears in which session or talk, and in which role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from eventdesk.core.formats import country_name
from eventdesk.reports import report_model as model
from eventdesk.speakers.queries import SpeakerRow

LANGUAGE = "en"
"""The language of reports."""


class Cast(NamedTuple):
    """The people on stage by session and talk, and the role of each person."""

    by_session_and_talk: dict[tuple[int, int | None, str], list[SpeakerRow]]
    by_session: dict[int, list[SpeakerRow]]
    roles: dict[str, str]

    @classmethod
    def of(cls, assignments: Iterable[SpeakerRow]) -> Cast:
        by_session_and_talk: dict[tuple[int, int | None, str], list[SpeakerRow]] = defaultdict(list)
        by_session: dict[int, list[SpeakerRow]] = defaultdict(list)
        roles: dict[str, str] = {}
        for person in assignments:
            by_session_and_talk[person.event_session_id, person.talk_id, person.part].append(person)
            by_session[person.event_session_id].append(person)
            if person.part != "organiser" and roles.get(person.code) != "speaker":
                roles[person.code] = person.part
        return cls(by_session_and_talk, by_session, roles)

    def names(self, event_session_id: int, talk_id: int | None, part: str = "speaker") -> tuple[model.Name, ...]:
        """Return the names of the people with one role in a session, or in one of its talks."""
        return tuple(
            model.Name(person.name) for person in self.by_session_and_talk.get((event_session_id, talk_id, part), ())
        )

    def people(self, event_session_id: int, part: str) -> tuple[model.PersonOnStage, ...]:
        """Return the people with one role in a session or its talks, each once, with function and organisation."""
        once = {
            person.code: model.PersonOnStage(model.Name(person.name), _function(person))
            for person in reversed(self.by_session.get(event_session_id, []))
            if person.part == part
        }
        return tuple(reversed(once.values()))


def _function(person: SpeakerRow) -> str:
    country = country_name(person.country, LANGUAGE)
    return ", ".join(
        text
        for text in (person.job_title, person.organisation, "" if country in person.organisation else country)
        if text
    )
