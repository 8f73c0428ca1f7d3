"""The pages that create an event and change its settings."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.permissions import Permission
from eventdesk.programme.forms import EventForm, NewEventForm
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug, series_by_slug
from eventdesk.programme.services.events import add_event, add_series, change_event
from eventdesk.programme.views.blueprint import blueprint
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head

NO_EVENT: dict[str, Any] = {"name": "", "url": "", "public_url": "", "accent": None, "tabs": []}


@blueprint.route("/desk/events/new", methods=["GET", "POST"])
@requires(Permission.EVENT_ADD, once=True)
def event_new() -> Any:
    form = NewEventForm()
    if form.validate_on_submit():
        try:
            with transaction():
                event = add_event(**form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            return redirect(url_for("desk.overview", event_slug=event.slug), 303)
    return render_template("programme/event_new.html", form=form, desk_head=NO_EVENT), 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/settings", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT, on=event_by_slug)
def event_settings(event: Event) -> Any:
    form = EventForm(event)
    if form.validate_on_submit():
        try:
            with transaction():
                actor_id, now = current_actor().person_id, clock.now()
                series = _series(form, actor_id, now)
                change_event(event, **form.event_values(), series=series, actor_id=actor_id, now=now)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("The settings have been saved."))
            return redirect(url_for("desk.overview", event_slug=event.slug), 303)
    page = render_template("programme/event_settings.html", form=form, event=event, desk_head=desk_head(event))
    return page, 422 if form.errors else 200


def _series(form: EventForm, actor_id: int, now: Any) -> Any:
    """Return the selected series, or the one with the typed name, which is added if it is new; None without either."""
    if form.new_series.data:
        return add_series(title=form.new_series.data, actor_id=actor_id, now=now)
    return series_by_slug(form.series.data) if form.series.data else None
