"""The page of one session, with the box in which a seat is reserved."""

import secrets
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.calendars import rules as calendars
from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.ical_text import google_calendar_url
from eventdesk.calendars.rules import Contributions, Contributor
from eventdesk.core import clock
from eventdesk.core.formats import file_size
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.queries import contents
from eventdesk.programme.queries.contents import links_of_session
from eventdesk.public.queries.events import EventHeader, header_of, session_extras, session_for_page
from eventdesk.public.rules.times import is_timezone, local_day
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cards import join_nonempty, role_label, seat_state_of, session_address
from eventdesk.public.views.favourites import favourites_config
from eventdesk.public.views.guests import guest_at, guest_key, no_store
from eventdesk.public.views.json_ld import session_data
from eventdesk.public.views.layout_context import event_context, timezone_notice
from eventdesk.public.views.programme_filters import MAX_NAME
from eventdesk.public.views.seat_panel import Reader, seat_panel
from eventdesk.registration.models import Registration
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reader_seats import ReaderSeatInfo, quota_by_kind, reader_seat_info
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import Material
from eventdesk.speakers.queries import SpeakerRow
from eventdesk.web.filters import clock_time, day, day_month, describe_timezone
from eventdesk.web.guard import current_identity, requires
from eventdesk.web.setup import settings

KINDS_OF_FILE = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "slides",
    "application/vnd.ms-powerpoint": "slides",
    "application/vnd.oasis.opendocument.presentation": "slides",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "table",
    "application/vnd.oasis.opendocument.spreadsheet": "table",
    "text/csv": "table",
}


@blueprint.get("/events/<event_slug>/sessions/<session_code>/")
@requires(Permission.EVENT_VIEW, on=session_for_page)
def session_page(event_session: EventSession) -> Response:
    """Show all that is known of one session."""
    now = clock.now()
    event = event_session.event
    after = session_extras(event_session)
    people = speakers.assignments_of_session(event_session.id)
    # Most sessions have few of these: each is only read where there is one.
    talks = contents.talks(event_session.id) if after.has_talks else []
    links = links_of_session(event_session.id) if after.has_links else []
    comments = contents.comments(event_session.id) if after.has_comments else []
    of_session = speakers.materials(event_session.id) if after.has_materials else []
    materials = [_material(event_session, item) for item in of_session]
    seats = after.seats
    guest = guest_at(event_session.event_id)
    reader = _reader(event_session, seats, guest)
    is_registered = reader.outlook.is_registered
    head = header_of(event, after.report_published_at)
    zone = _zone(head)
    state = seat_state_of(
        seats,
        reader.outlook.status,
        is_cancelled="cancelled" in (event_session.state, event.state),
        starts_at=event_session.starts_at,
        now=now,
        kept_for_reader=reader.kept.get(reader.outlook.kind, 0),
    )
    page = render_template(
        "public/session.html",
        **event_context(head, "programme", now=now, zone=zone),
        event_session=event_session,
        back=_back(head, event_session, zone),
        facts=_facts(event_session, zone or event.timezone),
        organisers=[_person(one, organisation_first=True) for one in people
                    if one.part == "organiser"],
        moderators=[_person(one) for one in people if one.part == "moderator"],
        speakers=[_person(one) for one in people if one.part == "speaker" and one.talk_id is None],
        talks=[
            {"title": talk.title, "abstract": talk.abstract,
             "people": [_person(one) for one in people if one.talk_id == talk.id]}
            for talk in talks
        ],
        after=after,
        projects=[link for link in links if link.kind == "project"],
        links=[link for link in links if link.kind != "project"],
        materials=materials,
        comments=[_comment(comment, event.timezone) for comment in comments],
        box=seat_panel(event_session, seats, state, reader, materials=materials, now=now),
        # The same form sent twice is one deed. A visitor's page has no form: it is the same for everybody.
        form_key="" if reader.is_visitor else secrets.token_urlsafe(12),
        guest_ref=guest_key(guest),
        online_url=event_session.online_url or event.online_url if is_registered else "",
        is_registered=is_registered,
        zone_box=timezone_notice(head, zone, now, session_address(head, event_session.code)),
        stars=favourites_config(head),
        structured=session_data(event_session, people, seats),
        **_calendar_addresses(event_session, people, [talk.title for talk in talks]),
    )  # fmt: skip
    response = make_response(page)
    return no_store(response) if guest else response


def _reader(event_session: EventSession, seats: SessionSeats | None, guest: Registration | None) -> Reader:
    """Return who looks at the seats of a session. One query for each question that has to be asked."""
    identity = current_identity()
    person_id = identity.person_id if identity else guest.person_id if guest else None
    kept = quota_by_kind(event_session.id) if seats and seats.has_quotas else {}
    if seats and seats.effective_capacity is not None:
        left = seats.effective_capacity - seats.taken
        kept = {kind: min(number, left) for kind, number in kept.items()}
    if person_id is None:
        return Reader(ReaderSeatInfo(), kept, is_visitor=True)
    return Reader(reader_seat_info(event_session, seats, person_id), kept, is_visitor=False)


@blueprint.get("/events/<event_slug>/sessions/<session_code>/seat")
@requires(Permission.SEAT_RESERVE, on=session_for_page)
def seat(event_session: EventSession) -> Any:
    """Lead whoever had to sign in on the way here to the session's page."""
    address = url_for(".session_page", event_slug=event_session.event.slug, session_code=event_session.code)
    return redirect(address, 303)


def _zone(head: EventHeader) -> str:
    """Return the zone in which the address asks for the times; "" for the event's own, and for one that is none."""
    zone = request.args.get("zone", "")[:MAX_NAME]
    return zone if zone != head.timezone and is_timezone(zone) else ""


def _back(head: EventHeader, event_session: EventSession, zone: str) -> dict[str, str]:
    """Return the link back to the programme of the session's day."""
    start = event_session.starts_at
    more: dict[str, Any] = {"zone": zone} if zone else {}
    if start is None:
        url = url_for("public.programme", event_slug=head.slug, **more)
        return {"label": gettext("Programme"), "url": url}
    clocks = zone or head.timezone
    first = local_day(start, clocks)
    return {
        "label": gettext("Programme of %(day)s", day=day_month(start, clocks)),
        "url": url_for("public.programme", event_slug=head.slug, day=first.isoformat(), **more),
    }


def _facts(event_session: EventSession, zone: str) -> dict[str, str]:
    """Return when, by the clocks of `zone`, and where the session is, and its track, in words; "" for the unknown."""
    event, start, end = event_session.event, event_session.starts_at, event_session.ends_at
    when = ""
    if start and end:
        until = clock_time(end, zone)
        if local_day(end, zone) != local_day(start, zone) and until != "00:00":
            until = f"{day(end, zone)}, {until}"
        times = f"{day(start, zone)}, {clock_time(start, zone)}–{until}"
        when = gettext("%(times)s, %(zone)s", times=times, zone=describe_timezone(zone, start))
    is_online = bool(event_session.online_url) or event.is_online
    where = event_session.room.name if event_session.room else event_session.place
    if event_session.room and event_session.room.note:
        where = f"{where} ({event_session.room.note})"
    return {
        "when": when,
        "where": where or (gettext("Online") if is_online else ""),
        "track": event_session.track.name if event_session.track else "",
        "id": event_session.code,
    }


def _person(one: SpeakerRow, *, organisation_first: bool = False) -> dict[str, str]:
    return {
        "code": one.code,
        "name": one.name,
        "role": role_label(one, organisation_first=organisation_first, with_country=True),
    }


def _material(event_session: EventSession, item: Material) -> dict[str, str]:
    kind = KINDS_OF_FILE.get(item.media_type, "file")
    names = {
        "pdf": "PDF",
        "slides": gettext("Slides"),
        "table": gettext("Spreadsheet"),
        "file": item.file_name.rpartition(".")[2].upper()[:8],
    }
    return {
        "title": item.title,
        "url": url_for(
            "speakers.material",
            event_slug=event_session.event.slug, session_code=event_session.code, material_code=item.code,
        ),
        "kind": kind,
        "note": join_nonempty(names[kind], file_size(item.size)),
    }  # fmt: skip


def _comment(comment: Any, timezone: str) -> dict[str, str]:
    return {
        "author": comment.author.name if comment.author else gettext("Somebody who has left"),
        "when": f"{day(comment.at, timezone)}, {clock_time(comment.at, timezone)}",
        "text": comment.text,
    }


def _calendar_addresses(event_session: EventSession, people: list[SpeakerRow], talks: list[str]) -> dict[str, str]:
    """Return the addresses of the calendar menu; "" while the session has no time."""
    if event_session.starts_at is None:
        return {"ics_url": "", "google_url": ""}
    event = event_session.event
    said = Contributions([Contributor(join_nonempty(one.name, one.organisation), one.part) for one in people], talks)
    entry = calendars.session_entry(event, event_session, said, addresses=Addresses(settings().base_url))
    return {
        "ics_url": url_for("calendars.session_ics", event_slug=event.slug, session_code=event_session.code),
        "google_url": google_calendar_url(entry),
    }
