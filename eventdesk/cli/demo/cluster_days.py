"""Cluster Days: an event ahead of today, made for the demo, so that seats can be reserved."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any, NamedTuple

from eventdesk.cli.demo.cluster_days_form import GUESTS_CODE, answers_of_people, build_form
from eventdesk.cli.demo.cluster_days_seats import give_seats_otherwise
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

ROOMS = (
    ("Great hall", 240, "Hearing loop"),
    ("Room 1.05", 60, ""),
    ("Room 1.07", 40, ""),
    ("Studio", 24, "First floor by lift"),
)
TRACKS = (("A", "Cluster policy"), ("B", "Digital and green"), ("C", "Going international"))

SPEAKERS = {
    "ieva": ("Ieva Petrauskaitė", "Network manager", "Baltic Cluster Network", "LT"),
    "marten": ("Marten Kallas", "Director", "Tartu Science Cluster", "EE"),
    "aoife": ("Aoife Byrne", "Research fellow", "Shannon Institute", "IE"),
    "oksana": ("Oksana Melnyk", "Head of partnerships", "Lviv Digital Cluster", "UA"),
    "luca": ("Luca Ferrari", "Innovation manager", "Emilia Meccanica", "IT"),
    "nino": ("Nino Gelashvili", "Programme lead", "Tbilisi Hub", "GE"),
    "katarzyna": ("Katarzyna Wójcik", "Policy adviser", "Pomerania Agency", "PL"),
    "bernd": ("Bernd Hofer", "Cluster manager", "Alpine Tech", "AT"),
    "sofia": ("Sofia Lindqvist", "Project lead", "Nordic Grid Lab", "SE"),
    "armen": ("Armen Hakobyan", "Deputy director", "Yerevan Tech Park", "AM"),
    "joao": ("João Teixeira", "Senior lecturer", "University of Minho", "PT"),
    "dimitra": ("Dimitra Papadaki", "Internationalisation officer", "Crete Innovation", "GR"),
    "emilia": ("Emilia Korhonen", "Data architect", "Oulu Digital Cluster", "FI"),
    "hugo": ("Hugo Lefèvre", "Coordinator", "Images & Réseaux", "FR"),
    "ruta": ("Rūta Kazlauskienė", "Head of unit", "Ministry of the Economy and Innovation", "LT"),
}


class Planned(NamedTuple):
    """One line of the programme."""

    day: int
    starts: str
    ends: str
    room: str
    track: str
    title: str
    who: str
    """Keys of SPEAKERS; the first is the moderator when it follows "m:"."""
    seats: int = 0
    """Seats to reserve; 0: no reservation is needed."""
    wanted: int = 0
    """How many people ask for a seat."""
    kind: str = "session"
    state: str = "published"
    abstract: str = ""

    def meets(self, other: "Planned") -> bool:
        """Return whether nobody can be in both."""
        return self.day == other.day and self.starts < other.ends and other.starts < self.ends


# A table reads better with one entry in a line or two.
# fmt: off
PROGRAMME = (
    Planned(0, "09:00", "09:30", "Foyer", "", "Doors open, coffee and badges", "", kind="break"),
    Planned(0, "09:30", "10:15", "Great hall", "A", "Opening: what a cluster does for its region", "ieva ruta marten",
            kind="plenary", abstract="Welcome, the two days at a glance, and three short answers to one question."),
    Planned(0, "10:15", "11:00", "Great hall", "A", "Keynote: twenty years of cluster policy, and what we measured", "aoife",
            240, 24, "plenary", abstract="Which measures of two decades left a trace in the figures, and which did not."),
    Planned(0, "11:00", "11:30", "Foyer", "", "Coffee", "", kind="break"),
    Planned(0, "11:30", "12:15", "Great hall", "B", "From outsourcing to own products: three IT clusters report",
            "oksana luca nino", 240, 22, abstract="Three clusters, one change: what it took, what it cost, who left."),
    Planned(0, "11:30", "12:15", "Room 1.05", "A", "Smart specialisation after the first cycle", "katarzyna", 60, 48,
            abstract="What regions would write differently if they began again today."),
    Planned(0, "11:30", "12:15", "Room 1.07", "C", "A soft landing abroad: desks shared across clusters", "bernd", 40, 37,
            abstract="How to lend a desk, a contact and an afternoon to a company from another cluster."),
    Planned(0, "11:30", "13:00", "Studio", "B", "Workshop: a test bed in ninety days", "sofia armen", 24, 28,
            abstract="Bring a problem of one of your members. You leave with a plan on one sheet of paper."),
    Planned(0, "12:15", "13:00", "Room 1.05", "A", "Indicators a small cluster can really collect", "joao", 60, 17,
            abstract="Seven figures, where they come from, and the two that nobody should ask for."),
    Planned(0, "12:15", "13:00", "Room 1.07", "C", "First contact: preparing a delegation visit", "dimitra", 40, 12,
            abstract="A visit starts six weeks before the plane lands."),
    Planned(0, "13:00", "14:00", "Foyer and winter garden", "", "Lunch", "", kind="break"),
    Planned(0, "14:00", "14:45", "Great hall", "C", "Cluster to cluster: how two cities keep a project alive",
            "marten aoife", 240, 18, abstract="Five years, two mayors each, one shared project manager."),
    Planned(0, "14:00", "14:45", "Room 1.05", "C", "Funding a cross-border pilot", "m:ieva nino", 60, 41,
            abstract="Where a pilot finds its first 50,000 euros, and what the giver wants to read."),
    Planned(0, "14:00", "14:45", "Room 1.07", "A", "Talking to the ministry: a short guide", "katarzyna", 40, 12,
            state="cancelled", abstract="What to bring, whom to ask, when to stop."),
    Planned(0, "14:00", "15:30", "Studio", "B", "Data spaces for small manufacturers", "luca emilia", 24, 21,
            abstract="What a workshop of twenty people can share without giving anything away."),
    Planned(0, "15:00", "15:45", "Great hall", "A", "Panel: who pays for the cluster manager?", "m:marten ieva joao bernd",
            240, 27, abstract="Four models of funding, four people who live on them."),
    Planned(0, "15:00", "15:45", "Room 1.05", "B", "Energy communities and their data", "sofia", 60, 59,
            abstract="Who may see the meter, and what the neighbours gain."),
    Planned(0, "15:00", "15:45", "Room 1.07", "C", "Matchmaking that ends in a contract", "armen", 40, 46,
            abstract="What happens between the handshake and the signature, and who holds the pen."),
    Planned(0, "15:45", "16:15", "Foyer", "", "Coffee", "", kind="break"),
    Planned(0, "16:15", "17:15", "Great hall", "C", "Speed networking: twelve tables, six rounds", "m:dimitra", 48, 57,
            abstract="Eight minutes a table. Bring one question and one offer."),
    Planned(0, "16:15", "17:15", "Room 1.05", "A", "Clinic: bring your cluster strategy", "aoife", 60, 14,
            abstract="Short consultations in public, with honest answers."),
    Planned(1, "09:00", "09:15", "Foyer", "", "Coffee", "", kind="break"),
    Planned(1, "09:15", "10:00", "Great hall", "B", "Keynote: the twin transition seen from the shop floor", "emilia",
            240, 21, "plenary", abstract="Green and digital are one investment, if somebody does the sums together."),
    Planned(1, "10:15", "11:00", "Room 1.05", "A", "What a lean cluster office needs, and what it does not", "bernd", 60, 20,
            abstract="Two people, one room, forty members."),
    Planned(1, "10:15", "11:00", "Room 1.07", "C", "Trade missions online: what still works", "nino", 40, 11,
            abstract="Which parts of a mission survive a screen."),
    Planned(1, "10:15", "11:45", "Studio", "B", "Workshop: a carbon figure for each member", "sofia emilia", 24, 17,
            abstract="From invoices to a first figure in ninety minutes."),
    Planned(1, "11:15", "12:00", "Great hall", "A", "Clusters in crisis: energy, war, supply", "oksana ruta", 240, 19,
            abstract="What members asked for first, and who could answer."),
    Planned(1, "11:15", "12:00", "Room 1.05", "C", "Joining a European platform: profile, validation, visibility", "hugo",
            60, 15, abstract="How to fill in a profile that somebody reads."),
    Planned(1, "11:15", "12:00", "Room 1.07", "B", "Skills: when members teach one another", "joao", 40, 9,
            abstract="A timetable, a room, and no trainer."),
    Planned(1, "12:00", "13:00", "Foyer and winter garden", "", "Lunch", "", kind="break"),
    Planned(1, "13:00", "13:45", "Room 1.05", "B", "Shared laboratories: contracts that hold", "armen", 60, 13,
            abstract="Who may use what, when, and who pays for what breaks."),
    Planned(1, "13:00", "13:45", "Room 1.07", "A", "Evaluation without fear", "aoife", 40, 14,
            abstract="How to be measured and stay friends."),
    Planned(1, "13:00", "14:30", "Studio", "C", "Workshop: your next three partners", "dimitra", 24, 23,
            abstract="A method to find partners that complete you, with cards."),
    Planned(1, "14:00", "14:45", "Great hall", "C", "Lightning round: ten pilots in forty minutes", "m:ieva nino luca",
            240, 16, abstract="Four minutes each, and a bell."),
    Planned(1, "15:00", "15:45", "Great hall", "A", "Closing: what we take home", "ieva marten", kind="plenary",
            abstract="Each room reports its one sentence."),
    Planned(1, "15:45", "16:30", "Foyer", "", "Farewell coffee", "", kind="break"),
)
# fmt: on


def load(staff: dict[str, Person], *, now: datetime) -> Event:
    """Add the event with programme, participants, seats and queues, relative to `now`, and return it."""
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
    asked = build_form(event, actor_id=actor_id, now=announced)
    guests = _reserve(event, planned, staff["participant"], answers_of_people(asked), since=announced, now=now)
    give_seats_otherwise(sessions, guests, actor_id=actor_id, now=now)
    last = now - timedelta(days=3)
    for line, event_session in planned:
        if line.state == "cancelled":
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
    line: Planned,
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
    planned: list[tuple[Planned, EventSession]],
    participant: Person,
    answered: Iterator[dict[str, Any]],
    *,
    since: datetime,
    now: datetime,
) -> list[Person]:
    """Register people over the weeks since `since`, let as many ask for each session as the programme says, and return
    them.
    """
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
        _register(event, person, next(answered), chance.random() < 0.6, code=code, now=registered)
        guests.append(person)
    _register(event, participant, next(answered), consents_to_listing=True, now=now)
    busy: dict[int, list[Planned]] = {guest.id: [] for guest in guests}
    for line, event_session in planned:
        ahead = line.seats + 2 if line.title.startswith("Matchmaking") else line.wanted
        # Nobody asks for two seats at the same time.
        asking = chance.sample([one for one in guests if not any(map(line.meets, busy[one.id]))], line.wanted)
        for person in asking:
            busy[person.id].append(line)
        for person in asking[:ahead]:
            reserve_seat(event_session.id, person.id, actor_id=person.id, now=now)
        if line.title.startswith(("Funding", "Panel", "What a lean", "Matchmaking")):
            reserve_seat(event_session.id, participant.id, actor_id=participant.id, now=now)
        for person in asking[ahead:]:
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
