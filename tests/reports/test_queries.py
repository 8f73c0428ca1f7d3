"""What a report counts and names, read from the database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from eventdesk.figures.values import PeriodCount, SeatFigures
from eventdesk.registration.models import Registration
from eventdesk.reports.queries.build_document import report_document
from eventdesk.reports.queries.published import published_report
from eventdesk.reports.report_model import AgendaRow, Funnel, Material, Name, Share
from tests.factories import (
    FIRST_DAY,
    NOW,
    make_appearance,
    make_check_in,
    make_comment,
    make_event,
    make_link,
    make_material,
    make_organisation,
    make_person,
    make_registration,
    make_report,
    make_reservation,
    make_room,
    make_series,
    make_session,
    make_talk,
    make_track,
)

AFTER = datetime(2026, 4, 20, tzinfo=UTC)
BASE = "https://events.example.org"


def register(event, number, *, country="BE", attended=None, organisation=None, **given):
    """Register `number` people of one organisation, and check them in at the session `attended`."""
    organisation = organisation or make_organisation()
    for _ in range(number):
        person = make_person(organisation_id=organisation.id, country=country)
        make_registration(event, person, **{"stakeholder_kind": "ministry", **given})
        if attended:
            make_check_in(attended, person)


@pytest.mark.both_engines
def test_participation_counts_persons_and_organisations_once(app, db):
    event = make_event(timezone="Asia/Tbilisi")
    first, second = make_session(event), make_session(event)
    bank = make_organisation()
    register(event, 6, country="GE", attended=first, organisation=bank, created_at=datetime(2026, 1, 5, 21, tzinfo=UTC))
    for registration in db.session.scalars(select(Registration).where(Registration.event_id == event.id)).all():
        make_check_in(second, registration.person)
    register(event, 2, country="PL", attended=first, organisation=bank, stakeholder_kind="company")
    register(event, 5, country="AM", attended=second, stakeholder_kind="")
    register(event, 3, country="LT")
    register(event, 1, state="cancelled")

    people = report_document(event, now=AFTER).participation

    assert people.funnel == Funnel(registered=17, confirmed=16, attended=13, no_shows=3)
    assert (people.organisations, people.countries) == (2, 3)
    assert people.by_country == (Share("Georgia", 6, 1), Share("", 7, 2, merged=("Armenia", "Poland")))
    assert people.by_kind == (Share("Ministry", 6, 1), Share("", 7, 2, merged=("Company", "Not specified")))
    assert len(people.over_time) == 9
    assert [period for period in people.over_time if period.registered] == [
        PeriodCount(date(2026, 1, 5), date(2026, 1, 11), 6, 6),
        PeriodCount(date(2026, 3, 2), date(2026, 3, 2), 11, 17),
    ]


def test_participation_without_check_ins_counts_those_confirmed(app):
    event = make_event()
    register(event, 5)
    register(event, 1, state="cancelled")

    people = report_document(event, now=AFTER).participation

    assert people.funnel == Funnel(registered=6, confirmed=5, attended=None)
    assert people.by_country == (Share("Belgium", 5, 1),)


def test_participants_list_only_those_who_agreed(app):
    event = make_event()
    session = make_session(event)
    register(event, 5, attended=session, country="GE")
    named = make_person(name="Nino Beridze", email="nino@example.org")
    make_registration(event, named, country="GE", consents_to_listing=True)
    make_check_in(session, named)
    absent = make_person(name="Levan Absent")
    make_registration(event, absent, country="GE", consents_to_listing=True)
    few = make_person(name="Jan Kowalski")
    make_registration(event, few, country="PL", consents_to_listing=True)
    make_check_in(session, few)
    make_appearance(session, named, part="speaker")

    georgia, poland = report_document(event, now=AFTER).participants

    assert (georgia.country, georgia.attended) == (
        "Georgia",
        None,
    )  # Poland is too small to be counted separately; Georgia would reveal it
    assert [(person.name.text, person.role) for person in georgia.named] == [("Nino Beridze", "speaker")]
    assert (poland.attended, [person.name.text for person in poland.named]) == (None, ["Jan Kowalski"])


def test_sessions_have_seats_people_texts_and_materials(app, db):
    event = make_event(series_id=make_series(title="Clusters").id, edition="fourth edition")
    session = make_session(
        event, seats=10, room_id=make_room(event, name="Room 1.05").id, track_id=make_track(event, name="Policy").id,
        abstract="As planned.", expected_outcome="New contacts.",
    )  # fmt: skip
    talk = make_talk(session, title="Flash talk")
    make_reservation(session)
    make_reservation(session, state="waiting")
    make_check_in(session, make_reservation(session, state="waiting").person, is_walk_in=True)
    seated = make_reservation(session).person
    make_check_in(session, seated)
    make_check_in(session, make_registration(event).person, is_walk_in=True)
    organisation = make_organisation(name="Cluj IT Cluster")
    speaker = make_person(name="Andrei Kelemen", country="RO")
    make_appearance(session, speaker, talk_id=talk.id, job_title="CEO", organisation_id=organisation.id)
    make_appearance(session, make_person(name="Anna Pobol", country=""), part="moderator")
    make_material(session, title="Slides", file_name="slides.pdf", size=1_400_000)
    make_link(event, event_session_id=session.id, title="Be Wiser", url="", note="FP7")
    make_link(event, title="ECCP", url="https://example.org/eccp")
    make_comment(session, make_person(name="Annalisa Zuccotti"), text="Register here.")
    make_session(event, state="cancelled", title="Site visit", starts_at=session.starts_at + timedelta(hours=2))
    make_session(event, kind="break", title="Coffee", starts_at=session.starts_at + timedelta(hours=1))
    make_session(event, state="draft", title="Secret")

    document = report_document(event, now=NOW, base_url=BASE)

    assert document.series == "Clusters, fourth edition"
    assert document.place == "Hall of Clusters, Brussels, Belgium"
    assert document.links == (Material("ECCP", "https://example.org/eccp"),)
    (printed,) = document.sessions
    assert (printed.number, printed.room, printed.track, printed.announced) == (1, "Room 1.05", "Policy", "As planned.")
    assert printed.seats == SeatFigures(True, 10, reserved=2, waiting=1, attended=3, walk_ins=2)
    assert [(speaker.name.text, speaker.function) for speaker in printed.speakers] == [
        ("Andrei Kelemen", "CEO, Cluj IT Cluster, Romania")
    ]
    assert [moderator.name.text for moderator in printed.moderators] == ["Anna Pobol"]
    assert printed.materials == (
        Material("Slides", f"{BASE}/events/{event.slug}/sessions/{session.code}/", "PDF, 1.4 MB"),
    )
    assert printed.links == (Material("Be Wiser", "", "FP7"),)
    assert [(comment.author.text, comment.text) for comment in printed.comments] == [
        ("Annalisa Zuccotti", "Register here.")
    ]
    assert [replace(row, starts_at=None) for row in document.agenda] == [
        AgendaRow(None, session.title, (), "Room 1.05"),
        AgendaRow(None, "Flash talk", (Name("Andrei Kelemen"),)),
        AgendaRow(None, "Coffee"),
        AgendaRow(None, "Site visit", remark="Cancelled"),
    ]


def test_times_are_in_the_zone_of_the_event(app):
    event = make_event(timezone="Asia/Tbilisi", ends_on=FIRST_DAY)
    make_session(event)

    document = report_document(event, now=NOW)

    assert document.starts_at.isoformat() == "2026-04-14T13:00:00+04:00"
    assert document.ends_at.isoformat() == "2026-04-14T13:45:00+04:00"
    assert document.data_as_of.isoformat() == "2026-03-02T13:00:00+04:00"


def test_report_contains_no_email_address(app):
    event = make_event(contact_email="canary@example.org", organiser_note="canary@example.org")
    session = make_session(event)
    register(event, 6, attended=session, consents_to_listing=True)

    assert "@example.org" not in repr(report_document(event, now=NOW))


@pytest.mark.parametrize("rows", [1, 3])
def test_report_document_takes_thirteen_statements(app, db, queries, rows):
    event = make_event()
    make_report(event)
    for _ in range(rows):
        session = make_session(event, seats=5)
        make_talk(session)
        make_appearance(session)
        make_material(session)
        make_comment(session)
        make_link(event, event_session_id=session.id)
        make_check_in(session, make_reservation(session).person)
    db.session.expire_all()
    assert event.slug

    with queries() as seen:
        report_document(event, now=NOW)

    assert len(seen) == 13


def test_published_report_of_a_draft_is_none(app):
    draft, public = make_event(), make_event()
    make_report(draft)
    make_report(public, state="published", published_at=NOW, published_file_key="0" * 64)

    assert published_report(draft.slug) is None
    assert published_report("nowhere") is None
    assert published_report(public.slug).event_id == public.id
