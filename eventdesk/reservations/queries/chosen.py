"""The registrations that a deed for many is for, as they were chosen in the organisers' list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.reservations.models import SEATED_STATES, Registration, Reservation
from eventdesk.reservations.queries.registrations import Wanted, conditions


@dataclass(frozen=True)
class Chosen:
    """Which registrations of a list a deed is for: those ticked, or all that are wanted."""

    codes: tuple[str, ...] = ()
    wanted: Wanted | None = None
    """Instead of the codes: all that match this, as far as `newest`."""
    newest: int | None = None
    """The id of the newest registration when the list was looked at; who came later is not meant."""


def chosen_ids(event_id: int, chosen: Chosen, *, states: Sequence[str]) -> Sequence[int]:
    """Return the ids of the chosen registrations in one of these states, in their order. One query.

    Codes of other events choose nobody.
    """
    return db.session.scalars(
        _among(select(Registration.id), event_id, chosen)
        .where(Registration.state.in_(states))
        .order_by(Registration.id)
    ).all()


def chosen_states(event_id: int, chosen: Chosen) -> dict[str, int]:
    """Return how many of the chosen registrations are in which state. One query."""
    found = _among(select(Registration.state, func.count()), event_id, chosen).group_by(Registration.state)
    rows = db.session.execute(found)
    return {row[0]: row[1] for row in rows}


def chosen_people(event_id: int, chosen: Chosen, *, states: Sequence[str], most: int) -> Sequence[Registration]:
    """Return the first of the chosen registrations in one of these states, with their people. One query."""
    return db.session.scalars(
        _among(select(Registration), event_id, chosen)
        .where(Registration.state.in_(states))
        .order_by(Registration.id)
        .limit(most)
    ).all()


def unreachable_count(event_id: int, chosen: Chosen) -> int:
    """Return how many of the chosen, those apart whose address is not confirmed, have no e-mail address. One query."""
    found = _among(select(func.count()), event_id, chosen)
    return db.session.scalar(found.where(Person.email.is_(None), Registration.state != "held")) or 0


def seated_count(event_id: int, chosen: Chosen, event_session_id: int) -> int:
    """Return how many of the chosen who are confirmed have a seat in a session. One query."""
    found = _among(select(func.count()), event_id, chosen).where(
        Registration.state == "confirmed",
        select(Reservation.id)
        .where(
            Reservation.event_session_id == event_session_id,
            Reservation.person_id == Registration.person_id,
            Reservation.state.in_(SEATED_STATES),
        )
        .exists(),
    )
    return db.session.scalar(found) or 0


def _among(what: Any, event_id: int, chosen: Chosen) -> Any:
    found = what.select_from(Registration).join(Person, Person.id == Registration.person_id)
    if chosen.wanted is None:
        return found.where(Registration.event_id == event_id, Registration.code.in_(chosen.codes))
    found = found.where(*conditions(event_id, chosen.wanted))
    return found if chosen.newest is None else found.where(Registration.id <= chosen.newest)
