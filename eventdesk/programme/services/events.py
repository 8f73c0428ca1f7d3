"""Series and events: adding, changing, publishing and cancelling them."""

from datetime import date, datetime
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import select

from eventdesk.accounts.models import EventRole
from eventdesk.accounts.rules import is_email
from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.text import N_
from eventdesk.people import services as people
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Series
from eventdesk.programme.queries.events import event_by_slug, series_by_slug
from eventdesk.programme.queries.sessions import sessions_of_event
from eventdesk.programme.rules.brand_colour import validate_colour
from eventdesk.programme.rules.times import check_days, check_gap, same_clock_elsewhere, timezone_names
from eventdesk.programme.rules.validation import (
    EVENT_LINES,
    EVENT_TEXTS,
    check_country,
    check_line,
    check_slug,
    check_text,
    check_url,
    make_slug,
    normalise,
)
from eventdesk.programme.services.draft import bump_draft_revision
from eventdesk.programme.services.revision import bump_revision, lock_event
from eventdesk.programme.states import PublicationState

REQUIRED_TO_PUBLISH = {
    "title": N_("Enter a title"),
    "starts_on": N_("Enter the first day"),
    "ends_on": N_("Enter the last day"),
    "timezone": N_("Choose a time zone"),
}


class EventValues(TypedDict, total=False):
    """The values of an event; those left out stay unchanged."""

    slug: str
    title: str
    starts_on: date
    ends_on: date
    timezone: str
    series: Series | None
    subtitle: str
    edition: str
    lead: str
    description: str
    topics: str
    is_online: bool
    venue: str
    city: str
    country: str
    address: str
    online_url: str
    audience: str
    languages: str
    fee: str
    organiser: str
    organiser_country: str
    organiser_note: str
    contact_email: str
    accent: str
    speaker_gap: int
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None


def add_series(*, slug: str = "", title: str, description: str = "", actor_id: int | None, now: datetime) -> Series:
    """Add a series and return it; a series that is already at this address is returned unchanged.

    Raises Invalid without a title, or for an address that is not valid.
    """
    title = check_line("title", title, 160, missing=N_("Enter a title"))
    slug = slug or make_slug(title) or _numbered_slug("series")
    check_slug(slug)
    if known := series_by_slug(slug):
        return known
    series = Series(slug=slug, title=title, description=check_text("description", description))
    db.session.add(series)
    db.session.flush()
    audit.record("add_series", series, actor_id=actor_id, now=now)
    return series


def change_series(series: Series, *, title: str, description: str = "", actor_id: int | None, now: datetime) -> None:
    """Change title and description of a series. Raises Invalid without a title."""
    series.title = check_line("title", title, 160, missing=N_("Enter a title"))
    series.description = check_text("description", description)
    audit.record("change_series", series, actor_id=actor_id, now=now)
    for event_id in db.session.scalars(select(Event.id).where(Event.series_id == series.id)):
        bump_revision(event_id, now=now)
    db.session.flush()


def add_event(*, actor_id: int | None, now: datetime, **values: Unpack[EventValues]) -> Event:
    """Add an unpublished event with `actor_id` as its organiser, and return it.

    `title`, `starts_on`, `ends_on` and `timezone` are required; without `slug` the address is made from the title. The
    same event added again by its organiser is returned unchanged. Raises Invalid for a value that is not valid.
    """
    for name, missing in REQUIRED_TO_PUBLISH.items():
        if not values.get(name):
            raise Invalid(name, missing)
    checked = _checked(dict(values))
    slug = checked.pop("slug", "") or make_slug(checked["title"]) or _numbered_slug("event")
    check_slug(slug)
    if known := event_by_slug(slug):
        if _is_same(known, checked, actor_id):
            return known
        raise Invalid("slug", N_("Another event uses the address “%(slug)s”. Choose another"), slug=slug)
    event = Event(slug=slug, state=PublicationState.DRAFT.value, created_at=now, changed_at=now, **checked)
    db.session.add(event)
    db.session.flush()
    if actor_id is not None:
        db.session.add(EventRole(event_id=event.id, person_id=actor_id, role="organiser", given_at=now))
    audit.record("add_event", event, actor_id=actor_id, now=now, event_id=event.id, slug=slug)
    db.session.flush()
    return event


def change_event(event: Event, *, actor_id: int | None, now: datetime, **values: Unpack[EventValues]) -> None:
    """Change the given values of an event; with another time zone, sessions keep their time of day.

    Raises Invalid for a value that is not valid, or for a new address once the event is published.
    """
    lock_event(event.id)
    checked = _checked(dict(values), event)
    slug = checked.pop("slug", None) or event.slug
    if slug != event.slug:
        _check_new_slug(event, slug)
        checked["slug"] = slug
    if (timezone := checked.get("timezone", event.timezone)) != event.timezone:
        for name in ("registration_opens_at", "registration_closes_at"):
            if name not in checked and (at := getattr(event, name)):
                checked[name] = same_clock_elsewhere(at, event.timezone, timezone)
    changed = sorted(name for name, value in checked.items() if getattr(event, name) != value)
    if not changed:
        return
    if "timezone" in changed:
        _keep_clock_times(event, checked["timezone"], now)
    for name in changed:
        setattr(event, name, checked[name])
    if {"venue", "city", "address", "is_online", "online_url"} & set(changed):
        _sessions_changed(event, now)
    if {"speaker_gap", "starts_on", "ends_on"} & set(changed):
        # Schedule conflicts depend on these values, so open agendas must reload.
        bump_draft_revision(event)
    audit.record("change_event", event, actor_id=actor_id, now=now, event_id=event.id, changed=changed)
    bump_revision(event.id, now=now)


def publish_event(event: Event, *, actor_id: int | None, now: datetime) -> None:
    """Publish the event, so that visitors see it and its published sessions. Raises Conflict if it is cancelled."""
    lock_event(event.id)
    if event.state == PublicationState.CANCELLED:
        raise Conflict(N_("This event is cancelled. Restore it first."))
    _set_state(event, PublicationState.PUBLISHED, "publish_event", actor_id, now)


def cancel_event(event: Event, *, actor_id: int | None, now: datetime) -> None:
    """Cancel a published event; it stays visible, marked as cancelled. Raises Conflict if it was never published."""
    lock_event(event.id)
    if not event.is_public:
        raise Conflict(N_("This event is not published, so there is nothing to cancel."))
    _set_state(event, PublicationState.CANCELLED, "cancel_event", actor_id, now)


def restore_event(event: Event, *, actor_id: int | None, now: datetime) -> None:
    """Restore a cancelled event. Seats that were released meanwhile stay released."""
    lock_event(event.id)
    if event.state == PublicationState.CANCELLED:
        _set_state(event, PublicationState.PUBLISHED, "restore_event", actor_id, now)


def _set_state(event: Event, state: PublicationState, verb: str, actor_id: int | None, now: datetime) -> None:
    if event.state == state:
        return
    event.state = state.value
    _sessions_changed(event, now)
    audit.record(verb, event, actor_id=actor_id, now=now, event_id=event.id)
    bump_revision(event.id, now=now)


def _sessions_changed(event: Event, now: datetime) -> None:
    """Increase the SEQUENCE of all published sessions: a change of the event changes their calendar entries."""
    for event_session in sessions_of_event(event.id):
        event_session.sequence += 1
        event_session.changed_at = now


def _keep_clock_times(event: Event, timezone: str, now: datetime) -> None:
    published = select(EventSession).where(EventSession.event_id == event.id, EventSession.starts_at.is_not(None))
    for event_session in db.session.scalars(published):
        _show_same_clock(event_session, event.timezone, timezone)
        event_session.sequence += 1
        event_session.changed_at = now
    drafts = select(DraftSession).where(DraftSession.event_id == event.id, DraftSession.starts_at.is_not(None))
    for plan in db.session.scalars(drafts):
        _show_same_clock(plan, event.timezone, timezone)
        plan.version += 1
    bump_draft_revision(event)


def _show_same_clock(session: EventSession | DraftSession, old: str, new: str) -> None:
    duration = session.ends_at - session.starts_at  # type: ignore[operator]
    session.starts_at = same_clock_elsewhere(session.starts_at, old, new)  # type: ignore[arg-type]
    session.ends_at = session.starts_at + duration


def _check_new_slug(event: Event, slug: str) -> None:
    check_slug(slug)
    if event.is_public:
        raise Invalid("slug", N_("The address of a published event cannot be changed"))
    if event_by_slug(slug):
        raise Invalid("slug", N_("Another event uses the address “%(slug)s”. Choose another"), slug=slug)


def _is_same(known: Event, checked: dict[str, Any], actor_id: int | None) -> bool:
    """Whether `known` has the same title, days and organiser: the form was submitted twice."""
    has_role = actor_id is not None and db.session.scalar(
        select(EventRole.id).where(
            EventRole.event_id == known.id, EventRole.person_id == actor_id, EventRole.role == "organiser"
        )
    )
    return bool(has_role) and all(getattr(known, name) == checked[name] for name in ("title", "starts_on", "ends_on"))


def _numbered_slug(prefix: Literal["series", "event"]) -> str:
    """Return an address for a title from which none can be made."""
    model = Series if prefix == "series" else Event
    taken = set(db.session.scalars(select(model.slug).where(model.slug.startswith(f"{prefix}-"))))
    return next(slug for number in range(1, len(taken) + 2) if (slug := f"{prefix}-{number}") not in taken)


def _checked(values: dict[str, Any], event: Event | None = None) -> dict[str, Any]:
    """Return `values` as they are stored. Raises Invalid for the first that is not valid."""
    checked = normalise(values, EVENT_LINES, EVENT_TEXTS)
    for name, missing in REQUIRED_TO_PUBLISH.items():
        if not checked.get(name, True):
            raise Invalid(name, missing)
    if {"starts_on", "ends_on"} & checked.keys():
        check_days(
            checked.get("starts_on") or event.starts_on,  # type: ignore[union-attr]
            checked.get("ends_on") or event.ends_on,  # type: ignore[union-attr]
        )
    if "timezone" in checked and checked["timezone"] not in timezone_names():
        raise Invalid("timezone", N_("Choose a time zone from the list"))
    check_url("online_url", checked.get("online_url", ""))
    check_country("country", checked.get("country", ""))
    if "accent" in checked:
        checked["accent"] = checked["accent"].strip().lower().removeprefix("#")
        if problem := validate_colour(checked["accent"]):
            raise Invalid("accent", problem)
    check_gap(checked.get("speaker_gap", 0))
    if checked.get("contact_email") and not is_email(checked["contact_email"]):
        raise Invalid("contact_email", N_("Enter an email address, as in name@example.org"))
    _check_registration(checked, event)
    return _with_ids(checked)


def _with_ids(checked: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the ids of organiser and series instead of the name and the object."""
    organiser_country = checked.pop("organiser_country", "")
    if "organiser" in checked:
        name = check_line("organiser", checked.pop("organiser"), 200)
        organiser = people.add_organisation(name, country=organiser_country) if name else None
        checked["organiser_id"] = organiser.id if organiser else None
    if "series" in checked:
        series = checked.pop("series")
        checked["series_id"] = series.id if series else None
    return checked


def _check_registration(checked: dict[str, Any], event: Event | None) -> None:
    opens = checked.get("registration_opens_at", event.registration_opens_at if event else None)
    closes = checked.get("registration_closes_at", event.registration_closes_at if event else None)
    if opens and closes and closes <= opens:
        raise Invalid("registration_closes_at", N_("Registration must close after it opens"))
