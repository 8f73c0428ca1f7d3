"""The speakers of an event: the list, their public details, and their availability."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.accounts import queries as accounts
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk import rules
from eventdesk.desk.forms.people import AvailabilityForm, SpeakerForm
from eventdesk.desk.queries.people import SpeakerOfEvent, other_events_of, speaker_by_code, speakers_of_event
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.rules.times import local_times
from eventdesk.speakers import queries as appearing
from eventdesk.speakers.models import AvailabilitySlot
from eventdesk.speakers.services.people import add_availability, change_speaker, remove_availability
from eventdesk.web.filters import day_month, weekday
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


def _page_of(event_slug: str, speaker_code: str, **_: Any) -> str:
    return url_for(".speaker", event_slug=event_slug, speaker_code=speaker_code, _anchor="availability")


@blueprint.get("/desk/<event_slug>/speakers/")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def speakers(event: Event) -> Any:
    return render_template(
        "desk/speakers.html", event=event, speakers=speakers_of_event(event.id), desk_head=desk_head(event)
    )


@blueprint.route("/desk/<event_slug>/speakers/<speaker_code>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=speaker_by_code)
def speaker(of_event: SpeakerOfEvent) -> Any:
    event, person = of_event.event, of_event.person
    may_change = _may_change(of_event)
    form = SpeakerForm(data=_typed(person))
    if form.is_submitted() and not may_change:
        form.form_errors.append(gettext("You cannot edit these details."))
    elif form.validate_on_submit():
        try:
            with transaction():
                change_speaker(
                    person, **form.values(), event_id=event.id, actor_id=current_actor().person_id, now=clock.now()
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(url_for(".speakers", event_slug=event.slug), 303)
    return _page(of_event, form, AvailabilityForm(event, formdata=None), may_change)


@blueprint.post("/desk/<event_slug>/speakers/<speaker_code>/availability")
@requires(Permission.PROGRAMME_EDIT, on=speaker_by_code, return_to=_page_of, once=True)
def availability_add(of_event: SpeakerOfEvent) -> Any:
    event, person = of_event.event, of_event.person
    form = AvailabilityForm(event)
    if form.validate_on_submit():
        try:
            starts_at, ends_at = form.window()
            with transaction():
                window = add_availability(
                    event,
                    person,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    actor_id=current_actor().person_id,
                    now=clock.now(),
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Added: %(when)s.", when=_when(window, event.timezone)))
            return redirect(_page_of(event.slug, person.code), 303)
    return _page(of_event, SpeakerForm(formdata=None, data=_typed(person)), form, _may_change(of_event))


@blueprint.post("/desk/<event_slug>/speakers/<speaker_code>/availability/<int(max=2147483647):window_id>/remove")
@requires(Permission.PROGRAMME_EDIT, on=appearing.availability_by_id, return_to=_page_of)
def availability_remove(window: AvailabilitySlot) -> Any:
    event, person, when = window.event, window.person, _when(window, window.event.timezone)
    if Form().validate_on_submit():
        with transaction():
            remove_availability(window, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("Removed: %(when)s.", when=when))
    return redirect(_page_of(event.slug, person.code), 303)


def _page(of_event: SpeakerOfEvent, form: SpeakerForm, window_form: AvailabilityForm, may_change: bool) -> Any:
    event, person = of_event.event, of_event.person
    windows = appearing.availability(event.id, person.id)
    page = render_template(
        "desk/speaker.html",
        form=form,
        window_form=window_form,
        event=event,
        person=person,
        may_change=may_change,
        windows=[(window, _when(window, event.timezone)) for window in windows],
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors or window_form.errors else 200


def _may_change(of_event: SpeakerOfEvent) -> bool:
    return rules.may_change_speaker(
        has_account=accounts.account_of(of_event.person.id) is not None,
        other_events=other_events_of(of_event.person.id, of_event.event.id),
        is_admin=current_actor().is_admin,
    )


def _when(window: AvailabilitySlot, timezone: str) -> str:
    """Return "Tuesday 14 April, 09:00–12:00", "Tuesday 14 April, all day"."""
    date, starts, ends, _ = local_times(window.starts_at, window.ends_at, timezone)
    day = f"{weekday(date)} {day_month(date)}"
    # Midnight is not shown: "all day" reads better than "00:00–00:00".
    is_from_midnight, is_to_midnight = not (starts.hour or starts.minute), not (ends.hour or ends.minute)
    if is_from_midnight and is_to_midnight:
        return gettext("%(day)s, all day", day=day)
    if is_to_midnight:
        return gettext("%(day)s, from %(time)s", day=day, time=f"{starts:%H:%M}")
    if is_from_midnight:
        return gettext("%(day)s, until %(time)s", day=day, time=f"{ends:%H:%M}")
    return gettext("%(day)s, %(start)s–%(end)s", day=day, start=f"{starts:%H:%M}", end=f"{ends:%H:%M}")


def _typed(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "job_title": person.job_title,
        "country": person.country,
        "organisation": person.organisation.name if person.organisation else "",
        "biography": person.biography,
    }
