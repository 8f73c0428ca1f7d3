"""The page of one session, with the box in which a seat is reserved."""

import secrets
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.calendars import rules as calendars
from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.rules import Contributions, Contributor
from eventdesk.calendars.text import google_calendar_url
from eventdesk.core import clock
from eventdesk.core.formats import file_size
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programmes
from eventdesk.programme.models import EventSession
from eventdesk.public import queries, rules
from eventdesk.public.queries import EventHead
from eventdesk.public.views.asked import LONGEST_NAME
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cards import joined, role_words, seats_of, session_address
from eventdesk.public.views.frame import event_frame, zone_box
from eventdesk.public.views.guests import guest_at, kept_nowhere, key_of_guest
from eventdesk.public.views.seat_box import Reader, seat_box
from eventdesk.public.views.stars import stars_box
from eventdesk.public.views.structured import session_data
from eventdesk.reservations.models import Registration, SeatCount
from eventdesk.reservations.queries.outlook import Outlook, kept_by_kind, outlook
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import Material
from eventdesk.speakers.queries import Appearing
from eventdesk.web.filters import clock_time, day, day_month, zone_words
from eventdesk.web.floor import settings
from eventdesk.web.guard import me, requires

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
@requires(Permission.EVENT_VIEW, on=queries.session_for_page)
def session_page(event_session: EventSession) -> Response:
    """Show all that is known of one session."""
    now = clock.now()
    event = event_session.event
    after = queries.aftermath(event_session)
    people = speakers.appearances_of_session(event_session.id)
    # Most sessions have few of these: each is only read where there is one.
    talks = programmes.talks(event_session.id) if after.has_talks else []
    links = programmes.links_of_session(event_session.id) if after.has_links else []
    comments = programmes.comments(event_session.id) if after.has_comments else []
    of_session = speakers.materials(event_session.id) if after.has_materials else []
    materials = [_material(event_session, item) for item in of_session]
    seats = after.seats
    guest = guest_at(event_session.event_id)
    reader = _reader(event_session, seats, guest)
    is_registered = reader.outlook.is_registered
    head = queries.head_of(event, after.report_published_at)
    zone = _zone(head)
    state = seats_of(
        seats,
        reader.outlook.standing,
        is_cancelled="cancelled" in (event_session.state, event.state),
        starts_at=event_session.starts_at,
        now=now,
        kept_for_reader=reader.kept.get(reader.outlook.kind, 0),
    )
    page = render_template(
        "public/session.html",
        **event_frame(head, "programme", now=now, zone=zone),
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
        box=seat_box(event_session, seats, state, reader, materials=materials, now=now),
        # The same form sent twice is one deed. A visitor's page has no form: it is the same for everybody.
        form_key="" if reader.is_visitor else secrets.token_urlsafe(12),
        guest_ref=key_of_guest(guest),
        online_url=event_session.online_url or event.online_url if is_registered else "",
        is_registered=is_registered,
        zone_box=zone_box(head, zone, now, session_address(head, event_session.code)),
        stars=stars_box(head),
        structured=session_data(event_session, people, seats),
        **_calendar_addresses(event_session, people, [talk.title for talk in talks]),
    )  # fmt: skip
    response = make_response(page)
    return kept_nowhere(response) if guest else response


def _reader(event_session: EventSession, seats: SeatCount | None, guest: Registration | None) -> Reader:
    """Return who looks at the seats of a session. One query for each question that has to be asked."""
    identity = me()
    person_id = identity.person_id if identity else guest.person_id if guest else None
    kept = kept_by_kind(event_session.id) if seats and seats.has_quotas else {}
    if seats and seats.capacity_now is not None:
        left = seats.capacity_now - seats.taken
        kept = {kind: min(number, left) for kind, number in kept.items()}
    if person_id is None:
        return Reader(Outlook(), kept, is_visitor=True)
    return Reader(outlook(event_session, seats, person_id), kept, is_visitor=False)


@blueprint.get("/events/<event_slug>/sessions/<session_code>/seat")
@requires(Permission.SEAT_RESERVE, on=queries.session_for_page)
def seat(event_session: EventSession) -> Any:
    """Lead whoever had to sign in on the way here to the session's page."""
    address = url_for(".session_page", event_slug=event_session.event.slug, session_code=event_session.code)
    return redirect(address, 303)


def _zone(head: EventHead) -> str:
    """Return the zone in which the address asks for the times; "" for the event's own, and for one that is none."""
    zone = request.args.get("zone", "")[:LONGEST_NAME]
    return zone if zone != head.timezone and rules.is_timezone(zone) else ""


def _back(head: EventHead, event_session: EventSession, zone: str) -> dict[str, str]:
    """Return the link back to the programme of the session's day."""
    start = event_session.starts_at
    more: dict[str, Any] = {"zone": zone} if zone else {}
    if start is None:
        url = url_for("public.programme", event_slug=head.slug, **more)
        return {"label": gettext("Programme"), "url": url}
    clocks = zone or head.timezone
    first = rules.local_day(start, clocks)
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
        if rules.local_day(end, zone) != rules.local_day(start, zone) and until != "00:00":
            until = f"{day(end, zone)}, {until}"
        times = f"{day(start, zone)}, {clock_time(start, zone)}–{until}"
        when = gettext("%(times)s, %(zone)s", times=times, zone=zone_words(zone, start))
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


def _person(one: Appearing, *, organisation_first: bool = False) -> dict[str, str]:
    return {
        "code": one.code,
        "name": one.name,
        "role": role_words(one, organisation_first=organisation_first, with_country=True),
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
        "note": joined(names[kind], file_size(item.size)),
    }  # fmt: skip


def _comment(comment: Any, timezone: str) -> dict[str, str]:
    return {
        "author": comment.author.name if comment.author else gettext("Somebody who has left"),
        "when": f"{day(comment.at, timezone)}, {clock_time(comment.at, timezone)}",
        "text": comment.text,
    }


def _calendar_addresses(event_session: EventSession, people: list[Appearing], talks: list[str]) -> dict[str, str]:
    """Return the addresses of the calendar menu; "" while the session has no time."""
    if event_session.starts_at is None:
        return {"ics_url": "", "google_url": ""}
    event = event_session.event
    said = Contributions([Contributor(joined(one.name, one.organisation), one.part) for one in people], talks)
    entry = calendars.session_entry(event, event_session, said, addresses=Addresses(settings().base_url))
    return {
        "ics_url": url_for("calendars.session_ics", event_slug=event.slug, session_code=event_session.code),
        "google_url": google_calendar_url(entry),
    }
