"""Who appears where, and as what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from eventdesk.core.formats import country_name
from eventdesk.reports import report_model as model
from eventdesk.speakers.queries import SpeakerRow

LANGUAGE = "en"
"""The language that reports are written in."""


class Cast(NamedTuple):
    """Who appears where, by session and talk; and as what, by person."""

    by_place: dict[tuple[int, int | None, str], list[SpeakerRow]]
    by_session: dict[int, list[SpeakerRow]]
    parts: dict[str, str]

    @classmethod
    def of(cls, appearances: Iterable[SpeakerRow]) -> Cast:
        by_place: dict[tuple[int, int | None, str], list[SpeakerRow]] = defaultdict(list)
        by_session: dict[int, list[SpeakerRow]] = defaultdict(list)
        parts: dict[str, str] = {}
        for one in appearances:
            by_place[one.event_session_id, one.talk_id, one.part].append(one)
            by_session[one.event_session_id].append(one)
            if one.part != "organiser" and parts.get(one.code) != "speaker":
                parts[one.code] = one.part
        return cls(by_place, by_session, parts)

    def names(self, event_session_id: int, talk_id: int | None, part: str = "speaker") -> tuple[model.Name, ...]:
        """Return the names of one part of a session, or of one of its talks."""
        return tuple(model.Name(one.name) for one in self.by_place.get((event_session_id, talk_id, part), ()))

    def appearing(self, event_session_id: int, part: str) -> tuple[model.Appearance, ...]:
        """Return who plays a part in a session or its talks, each once, with function, organisation and country."""
        once = {
            one.code: model.Appearance(model.Name(one.name), _function(one))
            for one in reversed(self.by_session.get(event_session_id, []))
            if one.part == part
        }
        return tuple(reversed(once.values()))


def _function(one: SpeakerRow) -> str:
    country = country_name(one.country, LANGUAGE)
    return ", ".join(
        part for part in (one.job_title, one.organisation, "" if country in one.organisation else country) if part
    )
