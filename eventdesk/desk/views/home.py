"""The home of the desk: the events that a person works for."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.accounts.rules import EVENT_ROLES
from eventdesk.core import clock
from eventdesk.desk import rules
from eventdesk.desk.queries.overview import Counts, counts_of_events, events_of_desk
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.labels import NO_EVENT, STEPS, location_text, state_text
from eventdesk.permissions import Identity, Permission
from eventdesk.programme.models.programme import Event
from eventdesk.web.filters import cover_dates, local, month_year
from eventdesk.web.guard import current_actor, requires


@blueprint.get("/desk/")
@requires(Permission.DESK_ENTER)
def home() -> Any:
    identity, now = current_actor(), clock.now()
    my_event_ids = sorted({event_id for event_id, _ in identity.roles})
    events = events_of_desk(None if identity.is_admin else my_event_ids)
    counts = counts_of_events([event.id for event in events])
    shown = [(event, _is_over(event, now), _entry(event, counts[event.id], identity, now)) for event in events]
    return render_template(
        "desk/home.html",
        coming=[entry for _, is_over, entry in reversed(shown) if not is_over],
        past=[entry for _, is_over, entry in shown if is_over],
        accents=sorted({event.accent for event in events})[:20],
        desk_head=NO_EVENT,
    )


def _is_over(event: Event, now: Any) -> bool:
    return event.ends_on < local(now, event.timezone).date()


def _entry(event: Event, counts: Counts, identity: Identity, now: Any) -> dict[str, Any]:
    """Return an event as the list of events shows it, with the next step."""
    is_over = _is_over(event, now)
    is_organiser = identity.is_admin or identity.has_role(event.id, "organiser")
    roles = [gettext(name) for role, name in EVENT_ROLES.items() if identity.has_role(event.id, role)]
    steps = rules.next_steps(progress(event, counts, is_over=is_over)) if is_organiser else []
    facts = [
        ngettext("%(num)s session", "%(num)s sessions", counts.sessions if is_organiser else counts.published),
        ngettext("%(num)s person registered", "%(num)s people registered", counts.registered),
    ]
    return {
        "title": event.title,
        "url": url_for("desk.overview", event_slug=event.slug),
        "days": cover_dates(event.starts_on, event.ends_on),
        "month": month_year(event.starts_on),
        "words": ". ".join(filter(None, [location_text(event), ", ".join([state_text(event), *facts])])),
        "note": " · ".join(
            [", ".join(roles)] * bool(roles)
            + [gettext("Next: %(step)s", step=gettext(STEPS[step])) for step in steps[:1]]
        ),
        "accent": event.accent,
        "report_url": "",
    }


def progress(event: Event, counts: Counts, *, is_over: bool, conflicts: int = 0) -> rules.Progress:
    """Return how far an event is, for `rules.next_steps`."""
    return rules.Progress(
        state=event.state,
        is_online=event.is_online,
        is_over=is_over,
        rooms=counts.rooms,
        sessions=counts.sessions,
        unplaced=counts.unplaced,
        changes=counts.changes,
        conflicts=conflicts,
    )
