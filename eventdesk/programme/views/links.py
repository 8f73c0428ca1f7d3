"""Links of the event itself: partners, projects, press releases."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.permissions import Permission
from eventdesk.programme.forms import LinkForm
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.contents import LinkOfEvent, link_of_event, links_of_event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.services.contents import add_link, change_link, remove_link
from eventdesk.programme.views.blueprint import blueprint
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@blueprint.route("/desk/<event_slug>/links/", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug, once=True)
def links(event: Event) -> Any:
    form = LinkForm()
    if form.validate_on_submit():
        try:
            with transaction():
                link = add_link(event, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(name)s” is added.", name=link.title))
            return redirect(url_for(".links", event_slug=event.slug), 303)
    page = render_template(
        "programme/links.html", form=form, event=event, links=links_of_event(event.id),
        desk_head=desk_head(event),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/links/<int(max=2147483647):link_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=link_of_event)
def link(found: LinkOfEvent) -> Any:
    form = LinkForm(obj=found.link)
    if form.validate_on_submit():
        try:
            with transaction():
                change_link(found.link, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved."))
            return redirect(_home_of(found), 303)
    page = render_template(
        "programme/link.html", form=form, found=found, back_url=_home_of(found), desk_head=desk_head(found.event)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/links/<int(max=2147483647):link_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=link_of_event)
def link_remove(found: LinkOfEvent) -> Any:
    form, back_url, title = Form(), _home_of(found), found.link.title
    if form.validate_on_submit():
        with transaction():
            remove_link(found.link, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("“%(name)s” is removed.", name=title))
        return redirect(back_url, 303)
    ask = {
        "title": gettext("Remove “%(name)s”?", name=title),
        "words": gettext("It is then gone from the public page too."),
        "button": gettext("Remove the link"),
        "back_url": back_url,
        "back_label": gettext("Back"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(found.event))


def _home_of(found: LinkOfEvent) -> str:
    """Return the page where the link stands: its session's, or the event's links."""
    if found.session_code:
        return url_for(
            "desk.session_edit", event_slug=found.event.slug, session_code=found.session_code, _anchor="links"
        )
    return url_for(".links", event_slug=found.event.slug)
