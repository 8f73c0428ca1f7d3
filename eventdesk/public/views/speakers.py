"""Who speaks at an event, and in what."""

from datetime import datetime

from flask import Response, make_response, render_template, request, url_for
from flask_babel import ngettext

from eventdesk.core import clock
from eventdesk.core.text import clean_line
from eventdesk.permissions import Permission
from eventdesk.programme.queries.contents import talk_titles
from eventdesk.programme.queries.sessions import programme_items
from eventdesk.public.queries.cache_versions import event_version
from eventdesk.public.queries.events import EventHeader, event_header, header_of, published_reports
from eventdesk.public.queries.programme import programme_of
from eventdesk.public.rules.search import MAX_SEARCH, matches, search_words
from eventdesk.public.rules.times import minute
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.cards import ADDRESSES, ROLE_LABELS, card, join_nonempty, role_label
from eventdesk.public.views.favourites import favourites_config
from eventdesk.public.views.layout_context import event_context
from eventdesk.speakers import queries as appearances
from eventdesk.speakers.queries import Speaker, SpeakerRow
from eventdesk.web.filters import country_name
from eventdesk.web.guard import current_identity, requires

SEARCH_FROM = 20
"""A list of fewer people needs no search."""


@blueprint.get("/events/<event_slug>/speakers/")
@requires(Permission.EVENT_VIEW, on=event_header)
def speakers(head: EventHeader) -> Response:
    """List everybody who appears at an event, by family name."""
    now = clock.now()
    q = clean_line(request.args.get("q", "")[:MAX_SEARCH])
    ask = None if request.args else event_version(head.id, lambda: minute(clock.now()))
    return cached_page(lambda: _list(head, q, now), ask)


def _list(head: EventHeader, q: str, now: datetime) -> str:
    sessions = {entry.id: entry for entry in programme_items(head.id)}
    by_person: dict[str, list[SpeakerRow]] = {}
    for one in sorted(appearances.assignments_of_event(head.id), key=lambda one: one.sort_key):
        by_person.setdefault(one.code, []).append(one)
    words = search_words(q)
    here = url_for("public.speakers", event_slug=head.slug)
    shown = []
    for code, appearing in by_person.items():
        first = appearing[0]
        role = join_nonempty(role_label(first), country_name(first.country))
        if words and not matches(words, [first.name, role]):
            continue
        own = [sessions[session_id] for session_id in dict.fromkeys(one.event_session_id for one in appearing)]
        shown.append(
            {
                "name": first.name,
                "url": f"{here}{code}/",
                "role": role,
                "sessions": [
                    {
                        "title": entry.title,
                        "url": ADDRESSES.session(head.slug, entry.code),
                    }
                    for entry in sorted(own, key=lambda entry: (entry.starts_at is None, entry.starts_at or now))
                ],
            }
        )
    return render_template(
        "public/speakers.html",
        **event_context(head, "speakers", now=now),
        people=shown,
        q=q,
        count=ngettext("%(num)s person", "%(num)s people", len(shown)),
        has_search=bool(q) or len(by_person) > SEARCH_FROM,
    )


@blueprint.get("/events/<event_slug>/speakers/<speaker_code>/")
@requires(Permission.EVENT_VIEW, on=appearances.speaker_of_event)
def speaker_page(found: Speaker) -> Response:
    """Show who somebody is, and the sessions of this event in which they appear."""
    now, identity = clock.now(), current_identity()
    reports = published_reports([found.event.id])
    head = header_of(found.event, reports.get(found.event.id))
    shown = programme_of(head.id, identity.person_id if identity else None)
    titles = {talk_id: title for _, talk_id, title in talk_titles(head.id)}
    own: dict[int, list[SpeakerRow]] = {}
    for session_id, people in shown.people.items():
        if mine := [one for one in people if one.code == found.person.code]:
            own[session_id] = mine
    said = next(iter(own.values()))[0]
    return make_response(
        render_template(
            "public/speaker.html",
            **event_context(head, "speakers", now=now),
            person=found.person,
            role=role_label(said),
            country=country_name(said.country),
            stars=favourites_config(head),
            appearances=[
                {
                    "card": card(entry, shown, head, now=now),
                    "parts": [
                        ROLE_LABELS[part]() for part in ROLE_LABELS if any(one.part == part for one in own[entry.id])
                    ],
                    "talks": [titles[one.talk_id] for one in own[entry.id] if one.talk_id in titles],
                }
                for entry in shown.entries
                if entry.id in own
            ],
        )
    )
