"""The roles of an event: assigning and removing them."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.accounts import queries as accounts
from eventdesk.accounts import services
from eventdesk.accounts.rules import EVENT_ROLES
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk.forms.people import RoleForm
from eventdesk.desk.queries.people import RoleOfEvent, role_by_id
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.web.errors import translate
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@blueprint.route("/desk/<event_slug>/roles", methods=["GET", "POST"])
@requires(Permission.ROLE_GIVE, on=event_by_slug, once=True)
def roles(event: Event) -> Any:
    form = RoleForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.assign_role(
                    event.id,
                    **form.values(),
                    event=event.title,
                    event_slug=event.slug,
                    actor_id=current_actor().person_id,
                    now=clock.now(),
                )
        except DomainError as problem:
            form.show(problem)
        else:
            role = _role(form.role.data)
            flash(
                gettext("%(email)s now has the role “%(role)s” and will be emailed.", email=form.email.data, role=role)
            )
            return redirect(url_for(".roles", event_slug=event.slug), 303)
    page = render_template(
        "desk/roles.html",
        form=form,
        event=event,
        desk_head=desk_head(event),
        roles=[(role, _role(role.role)) for role in accounts.roles_of_event(event.id)],
    )
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/roles/<int(max=2147483647):role_id>/remove", methods=["GET", "POST"])
@requires(Permission.ROLE_GIVE, on=role_by_id)
def role_remove(of_event: RoleOfEvent) -> Any:
    form, event, back_url = Form(), of_event.event, url_for(".roles", event_slug=of_event.event.slug)
    name, role = of_event.role.person.name, _role(of_event.role.role)
    if form.validate_on_submit():
        try:
            with transaction():
                services.remove_role(of_event.role, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem))
        else:
            flash(gettext("%(name)s no longer has the role “%(role)s”.", name=name, role=role))
        return redirect(back_url, 303)
    ask = {
        "title": gettext("Remove the role “%(role)s” from %(name)s?", name=name, role=role),
        "words": gettext("They will only have access through their other roles."),
        "button": gettext("Remove role"),
        "back_url": back_url,
        "back_label": gettext("Roles"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event))


def _role(role: str) -> str:
    return gettext(EVENT_ROLES[role])
