"""The people in the programme of an event."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.text import clean_line
from eventdesk.permissions import Permission
from eventdesk.programme.queries.contents import talk_titles
from eventdesk.programme.queries.sessions import ProgrammeItem, programme_items
from eventdesk.public.queries.cache_versions import event_version
from eventdesk.public.queries.events import EventHeader, event_header, header_of, published_reports
from eventdesk.public.queries.programme import programme_of
from eventdesk.public.rules.search import MAX_SEARCH, matches, search_terms
from eventdesk.public.rules.times import minute
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.cards import ADDRESSES, ROLE_LABELS, card, join_nonempty, role_label
from eventdesk.public.views.favourites import favourites_config
from eventdesk.public.views.layout_context import event_context
from eventdesk.speakers.queries import Speaker, SpeakerRow, assignments_of_event, speaker_of_event
from eventdesk.web.filters import country_name
from eventdesk.web.guard import current_identity, requires

NO_TIME = datetime.max.replace(tzinfo=UTC)
"""Sorts a session without a time after all others."""
MIN_SEARCHABLE = 20
"""A list of so many people or fewer needs no search."""


@blueprint.get("/events/<event_slug>/speakers/")
@requires(Permission.EVENT_VIEW, on=event_header)
def speakers(head: EventHeader) -> Response:
    """List all people in the programme of an event, by family name."""
    query = clean_line(request.args.get("q", "")[:MAX_SEARCH])
    version = None if request.args else event_version(head.id, lambda: minute(clock.now()))
    return cached_page(lambda: _list(head, query), version)


def _list(head: EventHeader, query: str) -> str:
    sessions = {entry.id: entry for entry in programme_items(head.id)}
    by_person: dict[str, list[SpeakerRow]] = {}
    for row in sorted(assignments_of_event(head.id), key=lambda row: row.sort_key):
        by_person.setdefault(row.code, []).append(row)
    address = url_for("public.speakers", event_slug=head.slug)
    people = [_person(head, address, rows, sessions) for rows in by_person.values()]
    if terms := search_terms(query):
        people = [person for person in people if matches(terms, [person["name"], person["role"]])]
    return render_template(
        "public/speakers.html",
        **event_context(head, "speakers"),
        people=people,
        q=query,
        count=ngettext("%(num)s person", "%(num)s people", len(people)),
        has_search=bool(query) or len(by_person) > MIN_SEARCHABLE,
    )


def _person(
    head: EventHeader, address: str, rows: list[SpeakerRow], sessions: dict[int, ProgrammeItem]
) -> dict[str, Any]:
    """Return a person as components/lists.html takes them, with their sessions by start.

    `address` is that of the list, below which the person's page lies.
    """
    first = rows[0]
    entries = [sessions[session_id] for session_id in dict.fromkeys(row.event_session_id for row in rows)]
    return {
        "name": first.name,
        "url": f"{address}{first.code}/",
        "role": join_nonempty(role_label(first), country_name(first.country)),
        "sessions": [
            {"title": entry.title, "url": ADDRESSES.session(head.slug, entry.code)}
            for entry in sorted(entries, key=lambda entry: entry.starts_at or NO_TIME)
        ],
    }


@blueprint.get("/events/<event_slug>/speakers/<speaker_code>/")
@requires(Permission.EVENT_VIEW, on=speaker_of_event)
def speaker_page(speaker: Speaker) -> Response:
    """Show a person and their sessions at this event."""
    now, identity = clock.now(), current_identity()
    reports = published_reports([speaker.event.id])
    head = header_of(speaker.event, reports.get(speaker.event.id))
    programme = programme_of(head.id, identity.person_id if identity else None)
    titles = {talk_id: title for _, talk_id, title in talk_titles(head.id)}
    by_session = {
        session_id: rows
        for session_id, people in programme.people.items()
        if (rows := [row for row in people if row.code == speaker.person.code])
    }
    first = next(iter(by_session.values()))[0]
    return make_response(
        render_template(
            "public/speaker.html",
            **event_context(head, "speakers"),
            person=speaker.person,
            role=role_label(first),
            country=country_name(first.country),
            favourites=favourites_config(head),
            appearances=[
                {"card": card(entry, programme, head, now=now), "note": _roles_note(by_session[entry.id], titles)}
                for entry in programme.entries
                if entry.id in by_session
            ],
        )
    )


def _roles_note(rows: list[SpeakerRow], titles: dict[int, str]) -> str:
    """Return the roles of a person in one session, with the titles of their talks: "Speaker: First talk; Second talk"."""
    roles = ", ".join(gettext(label) for role, label in ROLE_LABELS.items() if any(row.part == role for row in rows))
    talks = "; ".join(titles[row.talk_id] for row in rows if row.talk_id in titles)
    return gettext("%(roles)s: %(talks)s", roles=roles, talks=talks) if talks else roles
