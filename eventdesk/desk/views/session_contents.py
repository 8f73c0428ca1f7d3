"""The parts of a session: talks, people, material, links, comments. Each is added and edited on a page of its own."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.desk.forms.contents import AssignmentForm, LinkForm, MaterialForm, PositionForm, TalkForm
from eventdesk.desk.queries.people import AssignmentOfSession, assignment_by_id
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.queries.contents import CommentOfSession, TalkOfSession, comment_by_id, talk_by_id, talks
from eventdesk.programme.queries.sessions import session_by_code
from eventdesk.programme.services.contents import (
    add_link,
    add_talk,
    change_talk,
    move_talk,
    remove_comment,
    remove_talk,
)
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.queries import MaterialOfSession
from eventdesk.speakers.rules import MAX_MATERIAL_BYTES
from eventdesk.speakers.services.assignments import (
    add_assignment,
    change_assignment,
    move_assignment,
    remove_assignment,
)
from eventdesk.speakers.services.materials import add_material, remove_material, store_material
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head
from eventdesk.web.setup import settings

SESSION = "/desk/<event_slug>/sessions/<session_code>"
NUMBER = "int(max=2147483647)"


def _page(event_session: EventSession, part: str) -> str:
    """Return the address of a part of the session's page."""
    return url_for(".session_edit", event_slug=event_session.event.slug, session_code=event_session.code, _anchor=part)


def _form_page(template: str, form: Any, event_session: EventSession, part: str, **more: Any) -> Any:
    page = render_template(
        template,
        form=form,
        event_session=event_session,
        back_url=_page(event_session, part),
        desk_head=desk_head(event_session.event),
        **more,
    )
    return page, 422 if form.errors else 200


def _saved(event_session: EventSession, part: str, message: str) -> Any:
    flash(message)
    return redirect(_page(event_session, part), 303)


def _confirm(event_session: EventSession, part: str, title: str, text: str, button: str) -> Any:
    ask = {
        "title": title,
        "words": text,
        "button": button,
        "back_url": _page(event_session, part),
        "back_label": gettext("Edit session"),
    }
    return render_template("layouts/confirm.html", form=Form(), ask=ask, desk_head=desk_head(event_session.event))


def _actor() -> dict[str, Any]:
    """Return the arguments of services that say who acts, and when."""
    return {"actor_id": current_actor().person_id, "now": clock.now()}


def _page_of_form(event_slug: str, session_code: str, **_: Any) -> str:
    return url_for(".session_edit", event_slug=event_slug, session_code=session_code)


@blueprint.route(f"{SESSION}/talks/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=session_by_code, once=True)
def talk_new(event_session: EventSession) -> Any:
    form = TalkForm()
    if form.validate_on_submit():
        try:
            with transaction():
                add_talk(event_session, **form.values(), **_actor())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "talks", gettext("Talk added."))
    return _form_page("desk/talk.html", form, event_session, "talks", talk=None)


@blueprint.route(f"{SESSION}/talks/<{NUMBER}:talk_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=talk_by_id)
def talk(of_session: TalkOfSession) -> Any:
    form = TalkForm(obj=of_session.talk)
    if form.validate_on_submit():
        try:
            with transaction():
                change_talk(of_session.talk, **form.values(), **_actor())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(of_session.event_session, "talks", gettext("Saved."))
    return _form_page("desk/talk.html", form, of_session.event_session, "talks", talk=of_session.talk)


@blueprint.post(f"{SESSION}/talks/<{NUMBER}:talk_id>/move")
@requires(Permission.PROGRAMME_EDIT, on=talk_by_id, return_to=_page_of_form)
def talk_move(of_session: TalkOfSession) -> Any:
    form = PositionForm()
    if form.validate_on_submit():
        with transaction():
            move_talk(of_session.talk, by=form.by.data, **_actor())
    return redirect(_page(of_session.event_session, "talks"), 303)


@blueprint.route(f"{SESSION}/talks/<{NUMBER}:talk_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=talk_by_id)
def talk_remove(of_session: TalkOfSession) -> Any:
    event_session, title = of_session.event_session, of_session.talk.title
    if Form().validate_on_submit():
        with transaction():
            remove_talk(of_session.talk, **_actor())
        return _saved(event_session, "talks", gettext("“%(name)s” removed.", name=title))
    text = gettext("People who appear only in this talk are removed from the session too.")
    return _confirm(event_session, "talks", gettext("Remove “%(name)s”?", name=title), text, gettext("Remove talk"))


@blueprint.route(f"{SESSION}/people/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=session_by_code, once=True)
def appearance_new(event_session: EventSession) -> Any:
    form = AssignmentForm(talks(event_session.id))
    if form.validate_on_submit():
        try:
            with transaction():
                add_assignment(event_session, **form.appearance_values(), **_actor())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "people", gettext("“%(name)s” added.", name=form.name.data))
    return _form_page("desk/appearance.html", form, event_session, "people", person=None)


@blueprint.route(f"{SESSION}/people/<{NUMBER}:appearance_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=assignment_by_id)
def appearance(of_session: AssignmentOfSession) -> Any:
    assignment, event_session = of_session.appearance, of_session.event_session
    typed = {
        "name": assignment.person.name,
        "part": assignment.part,
        "talk": str(assignment.talk_id or ""),
        "job_title": assignment.job_title,
        "organisation": assignment.organisation.name if assignment.organisation else "",
        "country": (assignment.organisation or assignment.person).country,
    }
    form = AssignmentForm(talks(event_session.id), typed)
    if form.validate_on_submit():
        values = form.appearance_values()
        values.pop("name")
        try:
            with transaction():
                change_assignment(assignment, **values, **_actor())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "people", gettext("Saved."))
    return _form_page("desk/appearance.html", form, event_session, "people", person=assignment.person)


@blueprint.post(f"{SESSION}/people/<{NUMBER}:appearance_id>/move")
@requires(Permission.PROGRAMME_EDIT, on=assignment_by_id, return_to=_page_of_form)
def appearance_move(of_session: AssignmentOfSession) -> Any:
    form = PositionForm()
    if form.validate_on_submit():
        with transaction():
            move_assignment(of_session.appearance, by=form.by.data, **_actor())
    return redirect(_page(of_session.event_session, "people"), 303)


@blueprint.route(f"{SESSION}/people/<{NUMBER}:appearance_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=assignment_by_id)
def appearance_remove(of_session: AssignmentOfSession) -> Any:
    event_session, name = of_session.event_session, of_session.appearance.person.name
    if Form().validate_on_submit():
        with transaction():
            remove_assignment(of_session.appearance, **_actor())
        return _saved(event_session, "people", gettext("“%(name)s” removed.", name=name))
    title = gettext("Remove %(name)s from this session?", name=name)
    text = gettext("Their parts in other sessions and talks stay.")
    return _confirm(event_session, "people", title, text, gettext("Remove person"))


@blueprint.route(f"{SESSION}/material/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=session_by_code, once=True)
def material_new(event_session: EventSession) -> Any:
    form = MaterialForm()
    if form.validate_on_submit():
        upload = form.file.data
        content, name = upload.stream.read(MAX_MATERIAL_BYTES + 1), upload.filename or ""
        upload.close()
        try:
            stored = store_material(settings().data_dir, content, name)
            with transaction():
                add_material(event_session, stored, title=form.title.data, **_actor())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "material", gettext("File added."))
    return _form_page("desk/material.html", form, event_session, "material")


@blueprint.route(f"{SESSION}/material/<material_code>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=speakers.material_by_code)
def material_remove(of_session: MaterialOfSession) -> Any:
    event_session, title = of_session.event_session, of_session.material.title
    if Form().validate_on_submit():
        with transaction():
            remove_material(of_session.material, **_actor())
        return _saved(event_session, "material", gettext("“%(name)s” removed.", name=title))
    text = gettext("Visitors will no longer be able to download it.")
    return _confirm(event_session, "material", gettext("Remove “%(name)s”?", name=title), text, gettext("Remove file"))


@blueprint.route(f"{SESSION}/links/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=session_by_code, once=True)
def link_new(event_session: EventSession) -> Any:
    form = LinkForm()
    if form.validate_on_submit():
        try:
            with transaction():
                add_link(event_session.event, event_session=event_session, **form.values(), **_actor())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "links", gettext("“%(name)s” added.", name=form.title.data))
    return _form_page("desk/link_new.html", form, event_session, "links")


@blueprint.route(f"{SESSION}/comments/<{NUMBER}:comment_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=comment_by_id)
def comment_remove(of_session: CommentOfSession) -> Any:
    event_session = of_session.event_session
    if Form().validate_on_submit():
        with transaction():
            remove_comment(of_session.comment, **_actor())
        return _saved(event_session, "comments", gettext("Comment removed."))
    author = of_session.comment.author
    title = gettext("Remove the comment by %(name)s?", name=author.name) if author else gettext("Remove this comment?")
    return _confirm(event_session, "comments", title, of_session.comment.text, gettext("Remove comment"))
