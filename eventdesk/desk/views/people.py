"""Everybody who appears in an event, and what is public of one of them."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.accounts import queries as accounts
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk import queries, rules
from eventdesk.desk.forms import SpeakerForm
from eventdesk.desk.queries import SpeakerOfEvent
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event
from eventdesk.speakers import services
from eventdesk.web.guard import actor, requires
from eventdesk.web.heads import desk_head


@blueprint.get("/desk/<event_slug>/speakers/")
@requires(Permission.PROGRAMME_EDIT, on=programme.event_by_slug)
def speakers(event: Event) -> Any:
    return render_template(
        "desk/speakers.html", event=event, speakers=queries.speakers_of_event(event.id), desk_head=desk_head(event)
    )


@blueprint.route("/desk/<event_slug>/speakers/<speaker_code>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=queries.speaker_by_code)
def speaker(found: SpeakerOfEvent) -> Any:
    event, person = found.event, found.person
    may_change = rules.may_change_speaker(
        has_account=accounts.account_of(person.id) is not None,
        other_events=queries.other_events_of(person.id, event.id),
        is_admin=actor().is_admin,
    )
    form = SpeakerForm(data=_typed(person))
    if form.is_submitted() and not may_change:
        form.form_errors.append(gettext("These details cannot be changed here."))
    elif form.validate_on_submit():
        try:
            with transaction():
                services.change_speaker(
                    person, **form.values(), event_id=event.id, actor_id=actor().person_id, now=clock.now()
                )
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(url_for(".speakers", event_slug=event.slug), 303)
    page = render_template(
        "desk/speaker.html", form=form, event=event, person=person, may_change=may_change, desk_head=desk_head(event)
    )
    return page, 422 if form.errors else 200


def _typed(person: Person) -> dict[str, Any]:
    return {
        "name": person.name, "job_title": person.job_title, "country": person.country,
        "organisation": person.organisation.name if person.organisation else "",
        "biography": person.biography,
    }  # fmt: skip
