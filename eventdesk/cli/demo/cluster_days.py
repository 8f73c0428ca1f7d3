"""Cluster Days: an upcoming event, made for the demo, so that seats can be reserved."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from eventdesk.cli.demo.cluster_days_form import GUESTS_CODE, build_form, generate_answers
from eventdesk.cli.demo.cluster_days_programme import PROGRAMME, ROOMS, SPEAKERS, TRACKS, PlannedSession
from eventdesk.cli.demo.cluster_days_seats import set_special_seats
from eventdesk.cli.demo.cluster_days_versions import NOTES, VILNIUS, plan_next, publish_earlier
from eventdesk.cli.demo.names import NAMES, people
from eventdesk.desk import services as desk
from eventdesk.people.models import Person
from eventdesk.people.services import add_person
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.services.draft import cancel_session
from eventdesk.programme.services.events import add_event, add_series, publish_event
from eventdesk.programme.services.rooms_tracks import add_room, add_track
from eventdesk.programme.services.sessions import add_session
from eventdesk.registration.services.register import RegistrationInput, register_person
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.seats.services.session_seats import set_seats
from eventdesk.speakers.services.assignments import add_assignment

SLUG = "cluster-days"
DAYS_AHEAD = 24
PARTICIPANTS = 170


def load(staff: dict[str, Person], *, now: datetime) -> Event:
    """Add the event with programme, participants, seats and waiting lists, relative to `now`, and return it."""
    announced = now - timedelta(days=45)
    first_day = (now.astimezone(VILNIUS) + timedelta(days=DAYS_AHEAD)).date()
    while first_day.weekday() != 2:
        first_day += timedelta(days=1)
    actor_id = staff["organiser"].id
    event = _add_event(first_day, actor_id=actor_id, now=announced)
    rooms = {
        name: add_room(event, name=name, seats=seats, note=note, actor_id=actor_id, now=announced)
        for name, seats, note in ROOMS
    }
    tracks = {
        letter: add_track(event, name=name, letter=letter, actor_id=actor_id, now=announced) for letter, name in TRACKS
    }
    known = {"ieva": staff["organiser"], "marten": staff["moderator"]}
    planned = [
        (line, _add_session(event, line, first_day, rooms, tracks, known, actor_id=actor_id, now=announced))
        for line in PROGRAMME
    ]
    sessions = {line.title: event_session for line, event_session in planned}
    publish_earlier(
        event, sessions, rooms, first_day, actor_id=actor_id, announced=announced, now=announced + timedelta(days=20)
    )
    questions = build_form(event, actor_id=actor_id, now=announced)
    guests = _reserve(event, planned, staff["participant"], generate_answers(questions), since=announced, now=now)
    set_special_seats(sessions, guests, actor_id=actor_id, now=now)
    last = now - timedelta(days=3)
    for line, event_session in planned:
        if line.is_cancelled:
            cancel_session(event_session, actor_id=actor_id, now=last)
    desk.publish_programme(event, seen=None, note=NOTES[-1], actor_id=actor_id, now=last)
    plan_next(event, sessions, rooms, tracks, known, first_day, actor_id=actor_id, now=now)
    return event


def _add_event(first_day: date, *, actor_id: int, now: datetime) -> Event:
    series = add_series(
        slug="cluster-days",
        title="Cluster Days",
        actor_id=actor_id,
        now=now,
        description="Two days for the people who run clusters, each time in another city.",
    )
    event = add_event(
        slug=SLUG,
        series=series,
        title=f"Cluster Days {first_day.year}",
        edition="sixth edition",
        lead="Two days for the people who run clusters: what works, what it costs, and who to do it with next.",
        description=(
            "Cluster Days brings together the people who hold clusters together. There are short talks with time for "
            "questions, workshops with a result on paper, and one hour of speed networking.\n\n"
            "Three tracks run through both days: cluster policy, digital and green change, and going international."
        ),
        starts_on=first_day,
        ends_on=first_day + timedelta(days=1),
        timezone="Europe/Vilnius",
        venue="Old Post Hall",
        city="Kaunas",
        country="LT",
        address="Laisvės alėja 102 (step-free; hearing loop in the Great hall)",
        audience="Cluster managers, universities, agencies and ministries, and companies in a cluster",
        languages="English, interpreted into Lithuanian in the Great hall",
        fee="Free",
        organiser="Baltic Cluster Network",
        organiser_country="LT",
        organiser_note="With the City of Kaunas and its universities.",
        contact_email="desk@clusterdays.example",
        is_online=True,
        online_url="https://stream.clusterdays.example/",
        accent="005f6b",
        registration_closes_at=datetime.combine(first_day - timedelta(days=2), time(18), VILNIUS),
        actor_id=actor_id,
        now=now,
    )
    publish_event(event, actor_id=actor_id, now=now)
    return event


def _add_session(
    event: Event,
    line: PlannedSession,
    first_day: date,
    rooms: dict[str, Room],
    tracks: dict[str, Track],
    known: dict[str, Person],
    *,
    actor_id: int,
    now: datetime,
) -> EventSession:
    day = first_day + timedelta(days=line.day)
    event_session = add_session(
        event,
        title=line.title,
        kind=line.kind,
        abstract=line.abstract,
        room=rooms.get(line.room),
        place="" if line.room in rooms else line.room,
        track=tracks.get(line.track),
        starts_at=datetime.combine(day, time.fromisoformat(line.starts), VILNIUS),
        ends_at=datetime.combine(day, time.fromisoformat(line.ends), VILNIUS),
        actor_id=actor_id,
        now=now,
    )
    for word in line.who.split():
        part, key = ("moderator", word[2:]) if word.startswith("m:") else ("speaker", word)
        name, job_title, organisation, country = SPEAKERS[key]
        appearance = add_assignment(
            event_session,
            person=known.get(key),
            name=name,
            job_title=job_title,
            organisation=organisation,
            country=country,
            part=part,
            actor_id=actor_id,
            now=now,
        )
        known[key] = appearance.person
    if line.seats:
        set_seats(event_session, line.seats, actor_id=actor_id, now=now)
    return event_session


def _reserve(
    event: Event,
    planned: list[tuple[PlannedSession, EventSession]],
    participant: Person,
    answers: Iterator[dict[str, Any]],
    *,
    since: datetime,
    now: datetime,
) -> list[Person]:
    """Register people over the weeks since `since`, reserve as many seats as the programme states, and return them."""
    chance = random.Random(SLUG)  # noqa: S311 - the demo must be the same every time
    countries = cycle(sorted(NAMES))
    names = {country: people(country, chance) for country in NAMES}
    guests: list[Person] = []
    for number in range(PARTICIPANTS):
        registered = since + (now - since) * (number / PARTICIPANTS) ** 0.7
        country, name = next((country, name) for country in countries for name in names[country])
        kind = chance.choice(("cluster", "cluster", "company", "university", "public-agency", "technology-park", ""))
        person = add_person(
            name,
            email=f"guest{number}@cluster-days.example",
            country=country,
            stakeholder_kind=kind,
            organisation=f"{chance.choice(('Cluster', 'University', 'Agency', 'Tech Park'))} {country}",
            now=registered,
        )
        code = GUESTS_CODE if number % 60 == 7 else ""
        _register(event, person, next(answers), chance.random() < 0.6, code=code, now=registered)
        guests.append(person)
    _register(event, participant, next(answers), consents_to_listing=True, now=now)
    busy: dict[int, list[PlannedSession]] = {guest.id: [] for guest in guests}
    for line, event_session in planned:
        before_participant = line.seats + 2 if line.title.startswith("Matchmaking") else line.requests
        free_guests = [guest for guest in guests if not any(map(line.overlaps, busy[guest.id]))]
        attendees = chance.sample(free_guests, line.requests)
        for person in attendees:
            busy[person.id].append(line)
        for person in attendees[:before_participant]:
            reserve_seat(event_session.id, person.id, actor_id=person.id, now=now)
        if line.title.startswith(("Funding", "Panel", "What a lean", "Matchmaking")):
            reserve_seat(event_session.id, participant.id, actor_id=participant.id, now=now)
        for person in attendees[before_participant:]:
            reserve_seat(event_session.id, person.id, actor_id=person.id, now=now)
    return guests


def _register(
    event: Event, person: Person, answers: dict[str, Any], consents_to_listing: bool, *, code: str = "", now: datetime
) -> None:
    typed = RegistrationInput(
        organisation=person.organisation.name if person.organisation else "",
        country=person.country,
        stakeholder_kind=person.stakeholder_kind,
        consents_to_listing=consents_to_listing,
        invitation=code,
        answers=answers,
    )
    register_person(event, person.id, actor_id=person.id, now=now, typed=typed, with_mail=False)
