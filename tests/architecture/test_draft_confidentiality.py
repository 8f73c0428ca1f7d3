"""Nothing of a draft gets out: whatever organisers plan, everybody else's pages stay as they are, byte for byte."""

import re
from datetime import UTC, datetime

import pytest

from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.feeds import programme_file
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.messages.rendering import render_mail
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.queries.sessions import session_by_code
from eventdesk.programme.services.contents import add_link, add_talk
from eventdesk.programme.services.draft import cancel_session, schedule_session
from eventdesk.programme.services.rooms_tracks import add_room, add_track
from eventdesk.programme.services.sessions import add_session
from eventdesk.reports.html import document_html
from eventdesk.reports.queries.build_document import report_document
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.seats.services.session_seats import set_seats
from eventdesk.speakers.services.assignments import add_assignment
from eventdesk.statistics import queries as statistics
from tests import factories as make
from tests.architecture.route_fixtures import doors, make_world

NOW = make.NOW
AT, UNTIL = datetime(2026, 4, 15, 11, 37, tzinfo=UTC), datetime(2026, 4, 15, 12, 22, tzinfo=UTC)
SECRETS = (
    "quokka", "hidden loft", "hidden-loft", "winter garden", "stealth track", "stealth-track", "zebediah", "umbrella works",
    "secret code", "s3cr3t", "unheard talk", "unseen slides", "unknown partner", "nobody may read",
    "13:37", "11:37", "133700", "113700",
)  # fmt: skip
"""Whatever of a draft could stand on a page, small letters; Brussels is two hours ahead of UTC."""
OUTSIDE = ("visitor", "participant", "moderator", "communications", "other-organiser", "speaker", "planned-speaker")
ASKED = (
    "programme?q=quokka", "programme?q=zebediah", "programme?q=umbrella", "programme?q=unheard", "programme?day=all",
    "programme?day=2026-04-15", "programme?room=hidden-loft", "programme?track=stealth-track", "programme?view=room",
    "programme?view=track", "programme?view=time", "speakers/?q=zebediah", "sessions/s3cr3t/", "sessions/s3cr3t.ics",
    "sessions/s3cr3t/comment", "sessions/tray/",
)  # fmt: skip


@pytest.fixture
def world(app):
    return make_world(app)


@pytest.fixture
def planned_speaker(world):
    """Somebody with an account whom an organiser is about to put into the draft."""
    return make.make_person(name="Zebediah Quux", code="ZEBEDIAH")


@pytest.fixture
def browsers(app, as_person, world, planned_speaker):
    """A browser for everybody who does not plan this event, by name."""
    speaker = db.session.query(Person).filter_by(name="Maija Berzina").one()
    people = {**world.people, "speaker": speaker, "planned-speaker": planned_speaker}
    return {name: as_person(people[name]) if people[name] else app.test_client() for name in OUTSIDE}


def plan(world, planned_speaker):
    """Plan with the organiser's own services: new sessions, one in the tray, and changes of those that are published."""
    event, by = world.event, {"actor_id": world.people["organiser"].id, "now": NOW}
    known = session_by_code(event.slug, world.arguments["session_code"])
    other = db.session.query(EventSession).filter_by(title="Stays to be seen").one()
    with transaction():
        room = add_room(event, name="Hidden Loft", seats=7, **by)
        track = add_track(event, name="Stealth track", letter="Q", **by)
        new = add_session(
            event, title="Quokka unveiling", code="s3cr3t", abstract="Nobody may read this", room=room, track=track,
            starts_at=AT, ends_at=UNTIL, **by,
        )  # fmt: skip
        tray = add_session(event, title="Quokka in the tray", code="tray", **by)
        talk = add_talk(new, title="Unheard talk", **by)
        for session in (new, tray):
            add_assignment(session, person=planned_speaker, organisation="Umbrella Works", **by)
        add_assignment(new, name="Zebediah the Second", talk=talk, **by)
        add_link(event, event_session=new, title="Unknown partner", url="https://unknown.example/", **by)
        set_seats(new, 7, **by)
        schedule_session(
            known, title="Quokka takes over", room=None, place="Winter garden", track=track, starts_at=AT, ends_at=UNTIL,
            **by,
        )  # fmt: skip
        cancel_session(other, **by)
    make.make_material(new, title="Unseen slides", file_name="unseen slides.pdf")
    return new, tray


def seen(app, world, browsers):
    """Return what everybody outside gets to read, by role and address, without what is new with each visit."""
    paths = {door.path(app) for door in doors(app, world) if door.method == "GET"}
    paths |= {f"/events/{world.event.slug}/{asked}" for asked in ASKED}
    found = {}
    for name, browser in browsers.items():
        for path in sorted(paths - {"/sign-out", "/readyz"}):
            # A page that is opened by its key makes a visitor known: each is opened by somebody new.
            answer = (app.test_client() if name == "visitor" else browser).get(path)
            body = re.sub(rb'(name="(csrf_token|key)"( type="hidden")? value|data-token)="[^"]*"', b"", answer.data)
            found[name, path] = (answer.status_code, answer.location, body)
    return found


def news(before, after):
    """Return in what an answer differs from the one before: its first new lines."""
    known = set(before[2].splitlines())
    return [
        after[:2],
        *[line.decode(errors="replace")[:300] for line in after[2].splitlines() if line not in known][:3],
    ]


def told(found):
    """Return which words of the draft stand in what was read, by role and address."""
    words_of = {}
    for (name, path), (_, _, body) in found.items():
        text = body.decode(errors="replace").casefold()
        # What somebody typed themselves, and what they are called, is no secret to them.
        asked = path.casefold() if "?" in path or "/sessions/" in path else ""
        words = [word for word in SECRETS if word in text.replace(asked, "") and word not in asked]
        if name == "planned-speaker":
            words = [word for word in words if word != "zebediah"]
        if words:
            words_of[name, path] = words
    return words_of


@pytest.fixture
def other_session(world):
    return make.make_session(
        world.event, seats=9, title="Stays to be seen", starts_at=datetime(2026, 4, 14, 15, tzinfo=UTC)
    )


def test_planning_changes_no_page_file_or_count_of_anybody_outside_and_its_words_stand_nowhere(
    app, world, browsers, planned_speaker, other_session
):
    before = seen(app, world, browsers)
    plan(world, planned_speaker)

    after = seen(app, world, browsers)

    changed = {where: news(before[where], answer) for where, answer in after.items() if answer != before[where]}

    assert changed == {}
    assert told(after) == {}
    assert len({path for _, path in after}) > 60


def test_words_of_the_draft_are_found_by_its_organiser(app, world, as_person, planned_speaker, other_session):
    """The walk would notice: where an organiser looks, every word is there."""
    plan(world, planned_speaker)
    desk = as_person(world.people["organiser"])
    slug = world.event.slug
    pages = ("agenda/publish", "sessions/s3cr3t/", "sessions/?q=quokka", "rooms/", "tracks/")

    text = " ".join(desk.get(f"/desk/{slug}/{page}").text.casefold() for page in pages)

    hidden = {"hidden-loft", "stealth-track", "secret code", "11:37", "133700", "113700"}
    assert [word for word in SECRETS if word not in text and word not in hidden] == []


@pytest.mark.parametrize("role", ["participant", "moderator", "communications", "other-organiser"])
def test_deeds_on_a_session_of_the_draft_answer_as_on_one_that_is_not_there(
    app, world, browsers, planned_speaker, other_session, role
):
    plan(world, planned_speaker)
    browser, slug = browsers[role], world.event.slug
    token = browser.csrf_token()

    def answers(code):
        session, door = f"/events/{slug}/sessions/{code}", f"/desk/{slug}/door/{code}"
        read = (
            f"{session}/", f"{session}.ics", f"{session}/comment", f"{session}/materials/none", f"{door}/", f"{door}/counts",
            f"{door}/attendees.csv", f"{door}/print", f"{door}/walk-in", f"/desk/{slug}/report/sessions/{code}",
        )  # fmt: skip
        done = (
            f"{session}/seat", f"{session}/seat/cancel", f"{session}/star", f"{session}/star/remove", f"{session}/comment",
            f"{door}/walk-in", f"{door}/people/{world.arguments['person_code']}/check-in",
            f"/desk/{slug}/report/sessions/{code}", f"/events/{slug}/stars",
        )  # fmt: skip
        typed = {"csrf_token": token, "text": "x", "name": "x", "codes": code, "session": code}
        found = [browser.get(path) for path in read] + [browser.post(path, data=typed) for path in done]
        plain = [(one.status_code, one.location, one.text.replace(code, "CODE")) for one in found]
        return [
            (*one[:2], re.sub(r'(name="(csrf_token|key)"( type="hidden")? value|data-token)="[^"]*"', "", one[2]))
            for one in plain
        ]

    absent = answers("n0b0dy")
    assert [answers("s3cr3t"), answers("tray")] == [absent, absent]


def documents(event):
    """Return what the commands write, and what the report is made of."""
    addresses = Addresses("http://localhost")
    return (
        programme_file(event, addresses=addresses),
        statistics.as_dict(event, now=NOW),
        document_html(report_document(event, now=NOW)),
    )


def test_mails_calendars_and_figures_say_what_is_published(app, world, planned_speaker, other_session):
    event = world.event
    known = session_by_code(event.slug, world.arguments["session_code"])
    person = make.make_person()
    make.make_registration(event, person)
    before = documents(event)
    plan(world, planned_speaker)
    after = documents(event)

    with transaction():
        reserve_seat(other_session.id, person.id, actor_id=person.id, now=NOW)
        reserve_seat(known.id, person.id, actor_id=person.id, now=NOW)

    assert after == before
    mails = db.session.query(OutboxItem).filter_by(recipient=person.email)
    texts = [" ".join(render_mail(one.payload["template"], one.payload["values"])).casefold() for one in mails]
    assert len(texts) == 2
    assert [word for word in SECRETS for text in texts if word in text] == []
