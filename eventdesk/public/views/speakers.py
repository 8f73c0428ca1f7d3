"""Who speaks at an event, and in what."""

from datetime import datetime

from flask import Response, make_response, render_template, request, url_for
from flask_babel import ngettext

from eventdesk.core import clock
from eventdesk.core.text import clean_line
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programmes
from eventdesk.public import queries, rules
from eventdesk.public.queries import EventHead
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cards import ADDRESSES, PARTS, card, joined, role_words
from eventdesk.public.views.frame import event_frame
from eventdesk.public.views.pages import page
from eventdesk.public.views.stars import stars_box
from eventdesk.speakers import queries as appearances
from eventdesk.speakers.queries import Appearing, Speaker
from eventdesk.web.filters import country_name
from eventdesk.web.guard import me, requires

SEARCHED_FROM = 20
"""A list of fewer people needs no search."""


@blueprint.get("/events/<event_slug>/speakers/")
@requires(Permission.EVENT_VIEW, on=queries.event_head)
def speakers(head: EventHead) -> Response:
    """List everybody who appears at an event, by family name."""
    now = clock.now()
    q = clean_line(request.args.get("q", "")[: rules.LONGEST_SEARCH])
    ask = None if request.args else queries.event_stamp(head.id, lambda: rules.minute(clock.now()))
    return page(lambda: _list(head, q, now), ask)


def _list(head: EventHead, q: str, now: datetime) -> str:
    sessions = {entry.id: entry for entry in programmes.entries(head.id)}
    by_person: dict[str, list[Appearing]] = {}
    for one in sorted(appearances.appearances_of_event(head.id), key=lambda one: one.sort_key):
        by_person.setdefault(one.code, []).append(one)
    words = rules.search_words(q)
    here = url_for("public.speakers", event_slug=head.slug)
    shown = []
    for code, appearing in by_person.items():
        first = appearing[0]
        role = joined(role_words(first), country_name(first.country))
        if words and not rules.is_found(words, [first.name, role]):
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
        **event_frame(head, "speakers", now=now),
        people=shown,
        q=q,
        count=ngettext("%(num)s person", "%(num)s people", len(shown)),
        has_search=bool(q) or len(by_person) > SEARCHED_FROM,
    )


@blueprint.get("/events/<event_slug>/speakers/<speaker_code>/")
@requires(Permission.EVENT_VIEW, on=appearances.speaker_of_event)
def speaker_page(found: Speaker) -> Response:
    """Show who somebody is, and the sessions of this event in which they appear."""
    now, identity = clock.now(), me()
    reports = queries.published_reports([found.event.id])
    head = queries.head_of(found.event, reports.get(found.event.id))
    shown = queries.programme_of(head.id, identity.person_id if identity else None)
    titles = {talk_id: title for _, talk_id, title in programmes.talk_titles(head.id)}
    own: dict[int, list[Appearing]] = {}
    for session_id, people in shown.people.items():
        if mine := [one for one in people if one.code == found.person.code]:
            own[session_id] = mine
    said = next(iter(own.values()))[0]
    return make_response(
        render_template(
            "public/speaker.html",
            **event_frame(head, "speakers", now=now),
            person=found.person,
            role=role_words(said),
            country=country_name(said.country),
            stars=stars_box(head),
            appearances=[
                {
                    "card": card(entry, shown, head, now=now),
                    "parts": [PARTS[part]() for part in PARTS if any(one.part == part for one in own[entry.id])],
                    "talks": [titles[one.talk_id] for one in own[entry.id] if one.talk_id in titles],
                }
                for entry in shown.entries
                if entry.id in own
            ],
        )
    )
