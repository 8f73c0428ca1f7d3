"""The page of one session, with the box in which a seat is reserved."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, url_for
from flask_babel import gettext

from eventdesk.calendars import rules as calendars
from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.rules import Contributions, Contributor
from eventdesk.calendars.text import google_calendar_url
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programmes
from eventdesk.programme.models import Event, EventSession
from eventdesk.public import queries, rules
from eventdesk.public.cards import SeatWords, joined, role_words, seats_of, words_of
from eventdesk.public.frame import event_frame
from eventdesk.public.queries import Aftermath, EventHead
from eventdesk.public.views.blueprint import blueprint
from eventdesk.reservations import queries as reservations
from eventdesk.reservations.rules import Seats, SeatState, registration_is_open
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import Material
from eventdesk.speakers.queries import Appearing
from eventdesk.web.filters import clock_time, day, day_month, file_size, zone_words
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


@dataclass(frozen=True)
class SeatBox:
    """The seat box: its state, what it says, and the one deed it offers."""

    seats: SeatWords
    taken: int = 0
    capacity: int = 0
    sentence: str = ""
    small: str = ""
    heading: str = ""
    deed: str = ""
    """`reserve`, `wait`, `give_back`, `leave`, or none."""
    slides: list[dict[str, str]] = field(default_factory=list)


@blueprint.get("/events/<event_slug>/sessions/<session_code>/")
@requires(Permission.EVENT_VIEW, on=queries.session_for_page)
def session_page(event_session: EventSession) -> Response:
    """Show all that is known of one session."""
    now, identity = clock.now(), me()
    event = event_session.event
    after = queries.aftermath(event_session)
    people = speakers.appearances_of_session(event_session.id)
    talks = programmes.talks(event_session.id)
    links = programmes.links_of_session(event_session.id)
    materials = [_material(event_session, item) for item in speakers.materials(event_session.id)]
    standing = reservations.standing(event_session.id, identity.person_id) if identity else None
    is_registered = identity is not None and (
        standing is not None or reservations.is_registered(event.id, identity.person_id)
    )
    head = queries.head_of(event, after.report_published_at)
    state = seats_of(
        after.seats,
        standing,
        is_cancelled="cancelled" in (event_session.state, event.state),
        starts_at=event_session.starts_at,
        now=now,
    )
    page = render_template(
        "public/session.html",
        **event_frame(head, "programme", now=now),
        event_session=event_session,
        back=_back(head, event_session),
        facts=_facts(event_session),
        organisers=[_person(one, organisation_first=True, with_country=True) for one in people
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
        comments=[_comment(comment, event.timezone) for comment in programmes.comments(event_session.id)],
        box=_box(event_session, event, state, after, is_registered, materials, now),
        online_url=event_session.online_url or event.online_url if is_registered else "",
        is_registered=is_registered,
        **_calendar_addresses(event_session, people, [talk.title for talk in talks]),
    )  # fmt: skip
    return make_response(page)


def _back(head: EventHead, event_session: EventSession) -> dict[str, str]:
    """Return the link back to the programme of the session's day."""
    if event_session.starts_at is None:
        return {"label": gettext("Programme"), "url": url_for("public.programme", event_slug=head.slug)}
    start = event_session.starts_at
    first = rules.local_day(start, head.timezone)
    return {
        "label": gettext("Programme of %(day)s", day=day_month(start, head.timezone)),
        "url": url_for("public.programme", event_slug=head.slug, day=first.isoformat()),
    }


def _facts(event_session: EventSession) -> dict[str, str]:
    """Return when and where the session is, and its track, in words; "" for what is not known."""
    event, start, end = event_session.event, event_session.starts_at, event_session.ends_at
    when = ""
    if start and end:
        zone = event.timezone
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


def _person(one: Appearing, *, organisation_first: bool = False, with_country: bool = False) -> dict[str, str]:
    return {
        "code": one.code,
        "name": one.name,
        "role": role_words(one, organisation_first=organisation_first, with_country=with_country),
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


def _box(
    event_session: EventSession, event: Event, state: SeatState, after: Aftermath, is_registered: bool,
    materials: list[dict[str, str]], now: datetime,
) -> SeatBox:  # fmt: skip
    """Return what the seat box says and offers in each state."""
    seats, start, end = words_of(state), event_session.starts_at, event_session.ends_at
    has_started, has_ended = start is not None and start <= now, end is not None and end <= now
    took_place = gettext("This session took place on %(day)s.", day=day(start, event.timezone)) if start else ""
    may_register = is_registered or (
        event.state == "published"
        and registration_is_open(
            opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
        )
    )
    match state.state:
        case Seats.CANCELLED:
            return SeatBox(seats, sentence=gettext("This session does not take place."))
        case Seats.CONFIRMED if has_ended:
            return SeatBox(seats, sentence=took_place, slides=materials)
        case Seats.CONFIRMED:
            sentence = _be_there(event_session)
            return SeatBox(seats, sentence=sentence, deed="" if has_started else "give_back")
        case Seats.WAITING:
            sentence = gettext(
                "If a seat becomes free, it is yours and we write to you at once. There is nothing else to do."
            )
            return SeatBox(seats, sentence=sentence, deed="leave")
        case _ if has_ended:
            return SeatBox(SeatWords("closed"), sentence=took_place, slides=materials)
        case _ if has_started:
            return SeatBox(SeatWords("closed"), sentence=gettext("This session has begun."))
        case Seats.NOT_NEEDED:
            return SeatBox(seats, sentence=gettext("Everybody who comes to the event can come to this session."))
        case Seats.CLOSED:
            return SeatBox(seats, sentence=gettext("The organisers take no reservations for this session now."))
        case _ if start is None:
            sentence = gettext("Seats can be reserved as soon as the time of the session is known.")
            return SeatBox(SeatWords("closed"), sentence=sentence)
        case _ if not may_register:
            return SeatBox(SeatWords("closed"), sentence=_why_no_registration(event, now))
        case Seats.FULL_CLOSED:
            sentence = gettext("Every seat is taken, and no waiting list is kept.")
            return SeatBox(SeatWords("closed"), heading=gettext("Full"), sentence=sentence)
        case Seats.FULL:
            small = gettext("If a seat becomes free, it is yours and we write to you.")
            return SeatBox(seats, state.taken, state.capacity, small=small, deed="wait")
        case _:
            small = gettext("You can give it back until the session starts.")
            return SeatBox(seats, state.taken, state.capacity, small=small, deed="reserve")


def _be_there(event_session: EventSession) -> str:
    if event_session.starts_at is None:
        return ""
    time = clock_time(event_session.starts_at, event_session.event.timezone)
    place = event_session.room.name if event_session.room else event_session.place
    if place:
        return gettext("It starts at %(time)s: %(place)s.", time=time, place=place)
    return gettext("It starts at %(time)s.", time=time)


def _why_no_registration(event: Event, now: datetime) -> str:
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens and opens > now:
        return gettext(
            "Registration for the event opens on %(day)s, %(time)s.",
            day=day(opens, event.timezone), time=clock_time(opens, event.timezone),
        )  # fmt: skip
    if closes:
        return gettext(
            "Registration for the event closed on %(day)s, %(time)s.",
            day=day(closes, event.timezone), time=clock_time(closes, event.timezone),
        )  # fmt: skip
    return gettext("This event takes no registrations.")


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
