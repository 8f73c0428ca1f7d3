"""Who works for an event: giving and taking roles."""

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
                    event.id, **form.values(), event=event.title, event_slug=event.slug,
                    actor_id=current_actor().person_id, now=clock.now(),
                )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            words = gettext(
                "%(name)s has the role “%(role)s” and is told by mail.",
                name=form.email.data,
                role=_role(form.role.data),
            )
            flash(words)
            return redirect(url_for(".roles", event_slug=event.slug), 303)
    page = render_template(
        "desk/roles.html", form=form, event=event, desk_head=desk_head(event),
        roles=[(held, _role(held.role)) for held in accounts.roles_of_event(event.id)],
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/roles/<int(max=2147483647):role_id>/remove", methods=["GET", "POST"])
@requires(Permission.ROLE_GIVE, on=role_by_id)
def role_remove(found: RoleOfEvent) -> Any:
    form, event, back_url = Form(), found.event, url_for(".roles", event_slug=found.event.slug)
    name, role = found.role.person.name, _role(found.role.role)
    if form.validate_on_submit():
        try:
            with transaction():
                services.remove_role(found.role, actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            flash(translate(problem))
        else:
            flash(gettext("%(name)s has the role “%(role)s” no more.", name=name, role=role))
        return redirect(back_url, 303)
    ask = {
        "title": gettext("Take the role “%(role)s” from %(name)s?", name=name, role=role),
        "words": gettext("They can then open only what their other roles allow."),
        "button": gettext("Take the role"),
        "back_url": back_url,
        "back_label": gettext("Roles"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event))


def _role(role: str) -> str:
    return gettext(EVENT_ROLES[role])
