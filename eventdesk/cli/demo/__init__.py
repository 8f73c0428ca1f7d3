"""The demo: two past events and an upcoming one, loaded through the services, and the people who can sign in."""

from collections.abc import Callable
from datetime import datetime, timedelta

from eventdesk.accounts import services as accounts
from eventdesk.accounts.models import Account
from eventdesk.accounts.passwords import hash_password
from eventdesk.cli.demo import cluster_days, ict_2015, ict_innovation
from eventdesk.core.db import db, transaction
from eventdesk.core.settings import Settings
from eventdesk.people import queries, services
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug

ADMINISTRATOR = "administrator@demo.example"

SIGN_INS = {
    "organiser": ("organiser@demo.example", "plan-the-programme", "Ieva Petrauskaitė", "Baltic Cluster Network", "LT"),
    "moderator": ("moderator@demo.example", "mind-the-door", "Marten Kallas", "Tartu Science Cluster", "EE"),
    "communications": ("press@demo.example", "tell-the-story", "Chloé Moreau", "Baltic Cluster Network", "LT"),
    "participant": ("participant@demo.example", "take-a-seat-now", "Tomáš Dvořák", "Moravian IT Cluster", "CZ"),
    "administrator": (ADMINISTRATOR, "keep-the-house", "Astrid Öberg", "eventdesk demo", "SE"),
}
"""Role → email, password, name, organisation, country. The passwords are public: `serve` refuses these accounts."""


def load(settings: Settings, *, now: datetime, progress: Callable[[str], None]) -> None:
    """Load the events that are missing, each in one transaction; loading twice changes nothing."""
    stored = ict_2015.store_slides(settings.data_dir)
    hashes = {role: hash_password(entry[1]) for role, entry in SIGN_INS.items()}
    with transaction():
        people = {role: _person(role, hashes[role], now=now - timedelta(days=60)) for role in SIGN_INS}
    organiser = people["organiser"].id
    if event_by_slug("ict-2015") is None:
        progress("Loading ICT 2015 …")
        with transaction():
            _give_roles(ict_2015.load(stored, actor_id=organiser), people, now=now)
    if event_by_slug("ict-innovation-2020") is None:
        progress("Loading the ICT Innovation networking event …")
        with transaction():
            _give_roles(ict_innovation.load(actor_id=organiser), people, now=now)
        progress("Creating its report …")
        ict_innovation.publish_report(settings, actor_id=people["communications"].id)
    if event_by_slug("cluster-days") is None:
        progress("Loading Cluster Days …")
        with transaction():
            event = cluster_days.load(people, now=now)
            _give_roles(event, people, now=now)


def sign_in_lines() -> list[str]:
    """Return the lines of a table of sign-ins: role, email, password."""
    rows = [(role, entry[0], entry[1]) for role, entry in SIGN_INS.items()]
    return [f"{role:<16}{email:<30}{password}" for role, email, password in [("role", "email", "password"), *rows]]


def _person(role: str, password_hash: str, *, now: datetime) -> Person:
    email, _, name, organisation, country = SIGN_INS[role]
    person = queries.person_by_email(email)
    if person is None:
        person = services.add_person(
            name, email=email, organisation=organisation, country=country, stakeholder_kind="cluster", now=now
        )
    if db.session.get(Account, person.id) is None:
        accounts.create_account(person, password_hash=password_hash, is_admin=email == ADMINISTRATOR, now=now)
    return person


def _give_roles(event: Event, people: dict[str, Person], *, now: datetime) -> None:
    for role in ("organiser", "moderator", "communications"):
        accounts.assign_role(
            event.id,
            email=people[role].email or "",
            role=role,
            event=event.title,
            event_slug=event.slug,
            actor_id=None,
            now=now,
        )
