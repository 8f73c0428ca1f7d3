"""The pages of an event's links: partners, projects, press releases."""

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
from eventdesk.programme.rules.validation import LINK_KINDS
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
            flash(gettext("“%(name)s” has been added.", name=link.title))
            return redirect(url_for(".links", event_slug=event.slug), 303)
    page = render_template(
        "programme/links.html",
        form=form,
        event=event,
        links=links_of_event(event.id),
        kinds=LINK_KINDS,
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/links/<int(max=2147483647):link_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=link_of_event)
def link(event_link: LinkOfEvent) -> Any:
    form = LinkForm(obj=event_link.link)
    if form.validate_on_submit():
        try:
            with transaction():
                change_link(event_link.link, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("The link has been saved."))
            return redirect(_list_url(event_link), 303)
    page = render_template(
        "programme/link.html",
        form=form,
        link=event_link.link,
        event=event_link.event,
        tab=_tab(event_link),
        back_url=_list_url(event_link),
        desk_head=desk_head(event_link.event),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/links/<int(max=2147483647):link_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=link_of_event)
def link_remove(event_link: LinkOfEvent) -> Any:
    form, back_url, title = Form(), _list_url(event_link), event_link.link.title
    if form.validate_on_submit():
        with transaction():
            remove_link(event_link.link, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("“%(name)s” has been removed.", name=title))
        return redirect(back_url, 303)
    ask = {
        "title": gettext("Remove “%(name)s”?", name=title),
        "words": gettext("It will also be removed from the public page."),
        "button": gettext("Remove link"),
        "back_url": back_url,
        "back_label": gettext("Back"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event_link.event))


def _tab(event_link: LinkOfEvent) -> str:
    return "sessions" if event_link.session_code else "overview"


def _list_url(event_link: LinkOfEvent) -> str:
    """Return the address of the page that lists the link: that of its session, or that of the event's links."""
    if event_link.session_code:
        return url_for(
            "desk.session_edit", event_slug=event_link.event.slug, session_code=event_link.session_code, _anchor="links"
        )
    return url_for(".links", event_slug=event_link.event.slug)
