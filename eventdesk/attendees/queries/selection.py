"""The registrations that a deed for many is for, as they were chosen in the organisers' list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from eventdesk.attendees.queries.registrations import RegistrationFilter, filter_conditions
from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.registration.models import Registration
from eventdesk.seats.models import SEATED_STATES, Reservation


@dataclass(frozen=True)
class Selection:
    """Which registrations of a list a deed is for: those ticked, or all that are wanted."""

    codes: tuple[str, ...] = ()
    wanted: RegistrationFilter | None = None
    """Instead of the codes: all that match this, as far as `newest`."""
    newest: int | None = None
    """The id of the newest registration when the list was looked at; who came later is not meant."""


def selected_ids(event_id: int, chosen: Selection, *, states: Sequence[str]) -> Sequence[int]:
    """Return the ids of the chosen registrations in one of these states, in their order. One query.

    Codes of other events choose nobody.
    """
    return db.session.scalars(
        _within_selection(select(Registration.id), event_id, chosen)
        .where(Registration.state.in_(states))
        .order_by(Registration.id)
    ).all()


def selected_states(event_id: int, chosen: Selection) -> dict[str, int]:
    """Return how many of the chosen registrations are in which state. One query."""
    found = _within_selection(select(Registration.state, func.count()), event_id, chosen).group_by(Registration.state)
    rows = db.session.execute(found)
    return {row[0]: row[1] for row in rows}


def selected_people(event_id: int, chosen: Selection, *, states: Sequence[str], most: int) -> Sequence[Registration]:
    """Return the first of the chosen registrations in one of these states, with their people. One query."""
    return db.session.scalars(
        _within_selection(select(Registration), event_id, chosen)
        .where(Registration.state.in_(states))
        .order_by(Registration.id)
        .limit(most)
    ).all()


def unreachable_count(event_id: int, chosen: Selection) -> int:
    """Return how many of the chosen, those apart whose address is not confirmed, have no e-mail address. One query."""
    found = _within_selection(select(func.count()), event_id, chosen)
    return db.session.scalar(found.where(Person.email.is_(None), Registration.state != "unconfirmed")) or 0


def seated_count(event_id: int, chosen: Selection, event_session_id: int) -> int:
    """Return how many of the chosen who are confirmed have a seat in a session. One query."""
    found = _within_selection(select(func.count()), event_id, chosen).where(
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


def _within_selection(what: Any, event_id: int, chosen: Selection) -> Any:
    found = what.select_from(Registration).join(Person, Person.id == Registration.person_id)
    if chosen.wanted is None:
        return found.where(Registration.event_id == event_id, Registration.code.in_(chosen.codes))
    found = found.where(*filter_conditions(event_id, chosen.wanted))
    return found if chosen.newest is None else found.where(Registration.id <= chosen.newest)
