"""A draft stays confidential: while organisers plan, the pages of everyone else stay the same, byte for byte."""

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
from tests.architecture.route_fixtures import endpoints, make_world

NOW = make.NOW
AT, UNTIL = datetime(2026, 4, 15, 11, 37, tzinfo=UTC), datetime(2026, 4, 15, 12, 22, tzinfo=UTC)
SECRETS = (
    "quokka", "hidden loft", "hidden-loft", "winter garden", "stealth track", "stealth-track", "zebediah", "umbrella works",
    "secret code", "s3cr3t", "unheard talk", "unseen slides", "unknown partner", "for organisers only",
    "13:37", "11:37", "133700", "113700",
)  # fmt: skip
"""Text of the draft that could appear on a page, in lower case; Brussels is two hours ahead of UTC."""
OUTSIDE = ("visitor", "participant", "moderator", "communications", "other-organiser", "speaker", "planned-speaker")
MORE_PATHS = (
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
    """A person with an account whom an organiser is about to add to the draft."""
    return make.make_person(name="Zebediah Quux", code="ZEBEDIAH")


@pytest.fixture
def browsers(app, as_person, world, planned_speaker):
    """A browser for each person who does not plan this event, by name."""
    speaker = db.session.query(Person).filter_by(name="Maija Berzina").one()
    people = {**world.people, "speaker": speaker, "planned-speaker": planned_speaker}
    return {name: as_person(people[name]) if people[name] else app.test_client() for name in OUTSIDE}


def plan(world, planned_speaker):
    """Change the draft: new sessions, one of them unscheduled, and changes of published sessions."""
    event, by = world.event, {"actor_id": world.people["organiser"].id, "now": NOW}
    known = session_by_code(event.slug, world.arguments["session_code"])
    other = db.session.query(EventSession).filter_by(title="Stays to be seen").one()
    with transaction():
        room = add_room(event, name="Hidden Loft", seats=7, **by)
        track = add_track(event, name="Stealth track", letter="Q", **by)
        new = add_session(
            event, title="Quokka unveiling", code="s3cr3t", abstract="For organisers only", room=room, track=track,
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
    """Return the answers that people outside get, by role and address, without tokens that differ at each visit."""
    paths = {endpoint.path(app) for endpoint in endpoints(app, world) if endpoint.method == "GET"}
    paths |= {f"/events/{world.event.slug}/{path}" for path in MORE_PATHS}
    answers = {}
    for name, browser in browsers.items():
        for path in sorted(paths - {"/sign-out", "/readyz"}):
            # Opening a page by its key identifies a visitor, so each page is opened by a new one.
            answer = (app.test_client() if name == "visitor" else browser).get(path)
            body = re.sub(rb'(name="(csrf_token|key)"( type="hidden")? value|data-token)="[^"]*"', b"", answer.data)
            answers[name, path] = (answer.status_code, answer.location, body)
    return answers


def news(before, after):
    """Return the status, location and first new lines of an answer that differs from the one before."""
    known = set(before[2].splitlines())
    return [
        after[:2],
        *[line.decode(errors="replace")[:300] for line in after[2].splitlines() if line not in known][:3],
    ]


def leaks(answers):
    """Return the texts of the draft that appear in the answers, by role and address."""
    leaked = {}
    for (name, path), (_, _, body) in answers.items():
        text = body.decode(errors="replace").casefold()
        # What the reader typed, and their own name, is no secret to them.
        typed = path.casefold() if "?" in path or "/sessions/" in path else ""
        texts = [secret for secret in SECRETS if secret in text.replace(typed, "") and secret not in typed]
        if name == "planned-speaker":
            texts = [secret for secret in texts if secret != "zebediah"]
        if texts:
            leaked[name, path] = texts
    return leaked


@pytest.fixture
def other_session(world):
    return make.make_session(
        world.event, seats=9, title="Stays to be seen", starts_at=datetime(2026, 4, 14, 15, tzinfo=UTC)
    )


def test_planning_changes_no_page_of_others(app, world, browsers, planned_speaker, other_session):
    before = seen(app, world, browsers)
    plan(world, planned_speaker)

    after = seen(app, world, browsers)

    changed = {where: news(before[where], answer) for where, answer in after.items() if answer != before[where]}

    assert changed == {}
    assert leaks(after) == {}
    assert len({path for _, path in after}) > 60


def test_planning_is_shown_to_its_organiser(app, world, as_person, planned_speaker, other_session):
    """Every text that the other tests look for is on the pages of the organiser, so they would notice a leak."""
    plan(world, planned_speaker)
    desk = as_person(world.people["organiser"])
    slug = world.event.slug
    pages = ("agenda/publish", "sessions/s3cr3t/", "sessions/?q=quokka", "rooms/", "tracks/")

    text = " ".join(desk.get(f"/desk/{slug}/{page}").text.casefold() for page in pages)

    hidden = {"hidden-loft", "stealth-track", "secret code", "11:37", "133700", "113700"}
    assert [secret for secret in SECRETS if secret not in text and secret not in hidden] == []


@pytest.mark.parametrize("role", ["participant", "moderator", "communications", "other-organiser"])
def test_session_of_the_draft_answers_like_an_unknown_one(app, world, browsers, planned_speaker, other_session, role):
    plan(world, planned_speaker)
    browser, slug = browsers[role], world.event.slug
    token = browser.csrf_token()

    def answers(code):
        session, check_in = f"/events/{slug}/sessions/{code}", f"/desk/{slug}/door/{code}"
        read = (
            f"{session}/",
            f"{session}.ics",
            f"{session}/comment",
            f"{session}/materials/none",
            f"{check_in}/",
            f"{check_in}/counts",
            f"{check_in}/attendees.csv",
            f"{check_in}/print",
            f"{check_in}/walk-in",
            f"/desk/{slug}/report/sessions/{code}",
        )
        done = (
            f"{session}/seat",
            f"{session}/seat/cancel",
            f"{session}/star",
            f"{session}/star/remove",
            f"{session}/comment",
            f"{check_in}/walk-in",
            f"{check_in}/people/{world.arguments['person_code']}/check-in",
            f"/desk/{slug}/report/sessions/{code}",
            f"/events/{slug}/stars",
        )
        typed = {"csrf_token": token, "text": "x", "name": "x", "codes": code, "session": code}
        responses = [browser.get(path) for path in read] + [browser.post(path, data=typed) for path in done]
        plain = [(answer.status_code, answer.location, answer.text.replace(code, "CODE")) for answer in responses]
        return [
            (*answer[:2], re.sub(r'(name="(csrf_token|key)"( type="hidden")? value|data-token)="[^"]*"', "", answer[2]))
            for answer in plain
        ]

    absent = answers("n0b0dy")
    assert [answers("s3cr3t"), answers("tray")] == [absent, absent]


def documents(event):
    """Return the calendar file, the statistics and the HTML of the report."""
    addresses = Addresses("http://localhost")
    return (
        programme_file(event, addresses=addresses),
        statistics.as_dict(event, now=NOW),
        document_html(report_document(event, now=NOW)),
    )


def test_mails_calendars_and_figures_show_what_is_published(app, world, planned_speaker, other_session):
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
    texts = [" ".join(render_mail(mail.payload["template"], mail.payload["values"])).casefold() for mail in mails]
    assert len(texts) == 2
    assert [secret for secret in SECRETS for text in texts if secret in text] == []
