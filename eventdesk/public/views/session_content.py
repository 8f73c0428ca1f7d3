"""What a session's page shows to every reader alike, rendered once and stored until one of its values changes."""

from collections.abc import Callable, Hashable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from flask import get_template_attribute, request, url_for
from flask_babel import get_locale, gettext
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from eventdesk.calendars import rules as calendars
from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.ical_text import google_calendar_url
from eventdesk.calendars.rules import Contributions, Contributor
from eventdesk.core.formats import file_size
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Talk
from eventdesk.programme.queries import contents
from eventdesk.programme.states import PublicationState
from eventdesk.public.queries.events import EventHeader, header_of
from eventdesk.public.queries.session_page import SessionOnPage
from eventdesk.public.rules.times import local_day
from eventdesk.public.views.cards import join_nonempty, role_label, session_address
from eventdesk.public.views.favourites import config_with
from eventdesk.public.views.json_ld import session_data
from eventdesk.public.views.layout_context import event_context, timezone_notice
from eventdesk.public.views.stored_pages import StoredPages, placeholder, render_for_all
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import Material
from eventdesk.speakers.queries import SpeakerRow
from eventdesk.web.filters import clock_time, day, day_month, describe_timezone, markdown
from eventdesk.web.setup import settings

SEATS = "seats"
MATERIAL_KINDS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "slides",
    "application/vnd.ms-powerpoint": "slides",
    "application/vnd.oasis.opendocument.presentation": "slides",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "table",
    "application/vnd.oasis.opendocument.spreadsheet": "table",
    "text/csv": "table",
}
NOT_SHOWN = {
    Event: frozenset({"revision", "draft_revision", "changed_at", "lead", "description", "topics", "speaker_gap"}),
    EventSession: frozenset({"changed_at"}),
}
"""Columns that no session's page shows: a change of one leaves the stored pages as they are."""


class SessionContent(NamedTuple):
    """A session with its parts, as they were read."""

    session: SessionOnPage
    people: Sequence[SpeakerRow]
    talks: Sequence[Talk]
    links: Sequence[Link]
    materials: Sequence[Material]
    comments: Sequence[Comment]


class PageVariant(NamedTuple):
    """In what the pages of one session differ from one another, beside its seats and a form's keys."""

    zone: str
    """The zone whose times are shown, or "" for the event's own."""
    online_url: str
    """Where the reader joins; "" for all who are not registered."""
    is_signed_in: bool
    has_desk: bool
    is_favourite: bool


class StoredSession(NamedTuple):
    """A rendered page with a placeholder for its seats, and what is shown among them."""

    html: str
    calendar: str
    """The calendar menu; "" while the session has no time."""
    download: str
    """The button for the first material; "" without one."""

    @property
    def characters(self) -> int:
        """How much is stored."""
        return sum(map(len, self))


stored_sessions = StoredPages[StoredSession]()
"""Those of this process."""


def load_content(session: SessionOnPage) -> SessionContent:
    """Return a session with its parts. One query, and one for each kind of part that it has."""
    session_id = session.event_session.id
    return SessionContent(
        session,
        speakers.assignments_of_session(session_id),
        contents.talks(session_id) if session.has_talks else [],
        contents.links_of_session(session_id) if session.has_links else [],
        speakers.materials(session_id) if session.has_materials else [],
        contents.comments(session_id) if session.has_comments else [],
    )


def stored_session(content: SessionContent, variant: PageVariant) -> StoredSession:
    """Return the page of a session but for its seats; it is rendered where a value that it shows has changed."""
    key = (content.session.event_session.id, request.script_root, str(get_locale()), variant)
    return stored_sessions.page(key, _version(content), lambda: render_session(content, variant))


def render_session(content: SessionContent, variant: PageVariant) -> StoredSession:
    """Return a rendered page with placeholders for its seats and the CSRF token."""
    session, event_session = content.session, content.session.event_session
    event, people = event_session.event, content.people
    header = header_of(event, session.report_published_at)
    zone = variant.zone or event.timezone
    materials = [_material(event_session, material) for material in content.materials]
    html = render_for_all(
        "public/session.html",
        **event_context(header, "programme", zone=variant.zone),
        event_session=event_session,
        summary=session.summary,
        outcome=session.outcome,
        cancelled_text=_cancelled_text(event_session),
        back=_link_back(header, event_session, variant.zone),
        when=_time_parts(event_session, zone),
        location=_location(event_session),
        organisers=[_person(person, organisation_first=True) for person in people if person.part == "organiser"],
        moderators=[_person(person) for person in people if person.part == "moderator"],
        speakers=[_person(person) for person in people if person.part == "speaker" and person.talk_id is None],
        talks=[
            {
                "title": talk.title,
                "abstract": talk.abstract,
                "people": [_person(person) for person in people if person.talk_id == talk.id],
            }
            for talk in content.talks
        ],
        projects=[link for link in content.links if link.kind == "project"],
        links=[link for link in content.links if link.kind != "project"],
        materials=materials,
        comments=[_comment(comment, event.timezone) for comment in content.comments],
        online_url=variant.online_url,
        zone_box=timezone_notice(header, variant.zone, session_address(header, event_session.code)),
        favourites=config_with(
            header, [event_session.code] if variant.is_favourite else [], is_signed_in=variant.is_signed_in
        ),
        structured=session_data(event_session, people, session.seats),
        seats=placeholder(SEATS),
    )
    return StoredSession(html, _calendar_menu(content), _download_button(materials))


def _version(content: SessionContent) -> Hashable:
    """Return all values that the page is made of."""
    session, event_session = content.session, content.session.event_session
    event = event_session.event
    loaded = (event_session, event, event.organiser, event_session.room, event_session.track)
    parts = (*content.talks, *content.links, *content.materials, *content.comments)
    return (
        [_values_of(row) for row in (*loaded, *parts) if row is not None],
        content.people,
        [comment.author.name if comment.author else "" for comment in content.comments],
        session.seats.effective_capacity if session.seats else None,
        session.report_published_at,
        session.summary,
        session.outcome,
    )


def _values_of(row: Any) -> Any:
    model: Any = type(row)
    return _reader_of_columns(model)(row)


@cache
def _reader_of_columns(model: Hashable) -> Callable[[Any], Any]:
    mapper: Mapper[Any] = inspect(model)
    hidden = NOT_SHOWN.get(mapper.class_, frozenset())
    return attrgetter(*[column.key for column in mapper.column_attrs if column.key not in hidden])


def _link_back(header: EventHeader, event_session: EventSession, zone: str) -> dict[str, str]:
    """Return the link back to the programme of the session's day."""
    start = event_session.starts_at
    more: dict[str, Any] = {"zone": zone} if zone else {}
    if start is None:
        url = url_for("public.programme", event_slug=header.slug, **more)
        return {"label": gettext("Programme"), "url": url}
    shown_zone = zone or header.timezone
    return {
        "label": gettext("Programme of %(day)s", day=day_month(start, shown_zone)),
        "url": url_for(
            "public.programme", event_slug=header.slug, day=local_day(start, shown_zone).isoformat(), **more
        ),
    }


def _cancelled_text(event_session: EventSession) -> str:
    if event_session.state == PublicationState.CANCELLED:
        return gettext("This session has been cancelled.")
    if event_session.event.state == PublicationState.CANCELLED:
        return gettext("This event has been cancelled.")
    return ""


def _time_parts(event_session: EventSession, zone: str) -> list[str]:
    """Return day, times and zone, which are each kept on one line; nothing while the session has no time."""
    start, end = event_session.starts_at, event_session.ends_at
    if start is None or end is None:
        return []
    until = clock_time(end, zone)
    if local_day(end, zone) != local_day(start, zone) and until != "00:00":
        until = f"{day(end, zone)}, {until}"
    times = f"{day(start, zone)}, {clock_time(start, zone)}–{until}"
    return gettext("%(times)s, %(zone)s", times=times, zone=describe_timezone(zone, start)).split(", ")


def _location(event_session: EventSession) -> str:
    """Return room and its note, or another place, or that the session is online; "" while nothing is known."""
    room = event_session.room
    if room is not None:
        return f"{room.name} ({room.note})" if room.note else room.name
    is_online = bool(event_session.online_url) or event_session.event.is_online
    return event_session.place or (gettext("Online") if is_online else "")


def _person(person: SpeakerRow, *, organisation_first: bool = False) -> dict[str, str]:
    return {
        "code": person.code,
        "name": person.name,
        "role": role_label(person, organisation_first=organisation_first, with_country=True),
    }


def _material(event_session: EventSession, material: Material) -> dict[str, str]:
    kind = MATERIAL_KINDS.get(material.media_type, "file")
    names = {
        "pdf": "PDF",
        "slides": gettext("Slides"),
        "table": gettext("Spreadsheet"),
        "file": material.file_name.rpartition(".")[2].upper()[:8],
    }
    return {
        "title": material.title,
        "url": url_for(
            "speakers.material",
            event_slug=event_session.event.slug,
            session_code=event_session.code,
            material_code=material.code,
        ),
        "kind": kind,
        "note": join_nonempty(names[kind], file_size(material.size)),
    }


def _comment(comment: Comment, timezone: str) -> dict[str, Any]:
    return {
        "author": comment.author.name if comment.author else gettext("Deleted account"),
        "when": f"{day(comment.at, timezone)}, {clock_time(comment.at, timezone)}",
        "html": markdown(comment.text),
    }


def _calendar_menu(content: SessionContent) -> str:
    event_session = content.session.event_session
    if event_session.starts_at is None:
        return ""
    event = event_session.event
    contributors = [
        Contributor(join_nonempty(person.name, person.organisation), person.part) for person in content.people
    ]
    contributions = Contributions(contributors, [talk.title for talk in content.talks])
    entry = calendars.session_entry(event, event_session, contributions, addresses=Addresses(settings().base_url))
    ics_url = url_for("calendars.session_ics", event_slug=event.slug, session_code=event_session.code)
    menu = get_template_attribute("components/actions.html", "calendar_menu")
    return str(menu(ics_url, google_calendar_url(entry), wide=True))


def _download_button(materials: Sequence[dict[str, str]]) -> str:
    if not materials:
        return ""
    is_slides = materials[0]["kind"] == "slides"
    button = get_template_attribute("components/actions.html", "link_button")
    return str(
        button(
            gettext("Download the slides") if is_slides else gettext("Download the material"),
            materials[0]["url"],
            kind="primary",
            icon="file-earmark-slides" if is_slides else "file-earmark",
            wide=True,
        )
    )
