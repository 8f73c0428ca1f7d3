"""The registrations that are selected for a bulk action in the organiser's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from eventdesk.attendees.queries.registrations import RegistrationFilter, filter_conditions
from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.registration.models import Registration
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import SEATED_STATES, Reservation


@dataclass(frozen=True)
class Selection:
    """The registrations selected for a bulk action: single ones by code, or all that match a filter."""

    codes: tuple[str, ...] = ()
    filters: RegistrationFilter | None = None
    """Selects all registrations that match, up to `newest`; `codes` is then ignored."""
    newest: int | None = None
    """The id of the newest registration when the list was shown; later ones are not selected."""


def selected_ids(event_id: int, selection: Selection, *, states: Sequence[str]) -> Sequence[int]:
    """Return the ids of the selected registrations in one of these states, in order. One query.

    Codes of other events are ignored.
    """
    return db.session.scalars(
        _within_selection(select(Registration.id), event_id, selection)
        .where(Registration.state.in_(states))
        .order_by(Registration.id)
    ).all()


def selected_states(event_id: int, selection: Selection) -> dict[str, int]:
    """Return how many selected registrations there are in each state. One query."""
    statement = _within_selection(select(Registration.state, func.count()), event_id, selection).group_by(
        Registration.state
    )
    rows = db.session.execute(statement)
    return {row[0]: row[1] for row in rows}


def selected_people(
    event_id: int, selection: Selection, *, states: Sequence[str], limit: int
) -> Sequence[Registration]:
    """Return the first selected registrations in one of these states, with their people. One query."""
    return db.session.scalars(
        _within_selection(select(Registration), event_id, selection)
        .where(Registration.state.in_(states))
        .order_by(Registration.id)
        .limit(limit)
    ).all()


def unreachable_count(event_id: int, selection: Selection) -> int:
    """Return how many selected people have no email address; unconfirmed registrations do not count. One query."""
    statement = _within_selection(select(func.count()), event_id, selection)
    return (
        db.session.scalar(statement.where(Person.email.is_(None), Registration.state != RegistrationState.UNCONFIRMED))
        or 0
    )


def seated_count(event_id: int, selection: Selection, event_session_id: int) -> int:
    """Return how many selected people with a confirmed registration have a seat in a session. One query."""
    statement = _within_selection(select(func.count()), event_id, selection).where(
        Registration.state == RegistrationState.CONFIRMED,
        select(Reservation.id)
        .where(
            Reservation.event_session_id == event_session_id,
            Reservation.person_id == Registration.person_id,
            Reservation.state.in_(SEATED_STATES),
        )
        .exists(),
    )
    return db.session.scalar(statement) or 0


def _within_selection(what: Any, event_id: int, selection: Selection) -> Any:
    statement = what.select_from(Registration).join(Person, Person.id == Registration.person_id)
    if selection.filters is None:
        return statement.where(Registration.event_id == event_id, Registration.code.in_(selection.codes))
    statement = statement.where(*filter_conditions(event_id, selection.filters))
    return statement if selection.newest is None else statement.where(Registration.id <= selection.newest)
