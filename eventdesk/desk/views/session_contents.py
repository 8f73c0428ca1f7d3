"""What a session holds: talks, people, material, links, comments. Each is added and changed on a page of its own."""

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
        template, form=form, event_session=event_session, back_url=_page(event_session, part),
        desk_head=desk_head(event_session.event), **more,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _saved(event_session: EventSession, part: str, words: str) -> Any:
    flash(words)
    return redirect(_page(event_session, part), 303)


def _ask(event_session: EventSession, part: str, title: str, words: str, button: str) -> Any:
    ask = {
        "title": title, "words": words, "button": button, "back_url": _page(event_session, part),
        "back_label": gettext("Edit session"),
    }  # fmt: skip
    return render_template("layouts/confirm.html", form=Form(), ask=ask, desk_head=desk_head(event_session.event))


def _who() -> dict[str, Any]:
    """Return who acts, and when, as the services want to know it."""
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
                add_talk(event_session, **form.values(), **_who())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "talks", gettext("The talk is added."))
    return _form_page("desk/talk.html", form, event_session, "talks", talk=None)


@blueprint.route(f"{SESSION}/talks/<{NUMBER}:talk_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=talk_by_id)
def talk(found: TalkOfSession) -> Any:
    form = TalkForm(obj=found.talk)
    if form.validate_on_submit():
        try:
            with transaction():
                change_talk(found.talk, **form.values(), **_who())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(found.event_session, "talks", gettext("Saved."))
    return _form_page("desk/talk.html", form, found.event_session, "talks", talk=found.talk)


@blueprint.post(f"{SESSION}/talks/<{NUMBER}:talk_id>/move")
@requires(Permission.PROGRAMME_EDIT, on=talk_by_id, return_to=_page_of_form)
def talk_move(found: TalkOfSession) -> Any:
    form = PositionForm()
    if form.validate_on_submit():
        with transaction():
            move_talk(found.talk, by=form.by.data, **_who())
    return redirect(_page(found.event_session, "talks"), 303)


@blueprint.route(f"{SESSION}/talks/<{NUMBER}:talk_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=talk_by_id)
def talk_remove(found: TalkOfSession) -> Any:
    event_session, title = found.event_session, found.talk.title
    if Form().validate_on_submit():
        with transaction():
            remove_talk(found.talk, **_who())
        return _saved(event_session, "talks", gettext("“%(name)s” is removed.", name=title))
    words = gettext("People who appear only in this talk appear in the session no more.")
    return _ask(event_session, "talks", gettext("Remove “%(name)s”?", name=title), words, gettext("Remove the talk"))


@blueprint.route(f"{SESSION}/people/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=session_by_code, once=True)
def appearance_new(event_session: EventSession) -> Any:
    form = AssignmentForm(talks(event_session.id))
    if form.validate_on_submit():
        try:
            with transaction():
                add_assignment(event_session, **form.appearance_values(), **_who())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "people", gettext("“%(name)s” is added.", name=form.name.data))
    return _form_page("desk/appearance.html", form, event_session, "people", person=None)


@blueprint.route(f"{SESSION}/people/<{NUMBER}:appearance_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=assignment_by_id)
def appearance(found: AssignmentOfSession) -> Any:
    one, event_session = found.appearance, found.event_session
    typed = {
        "name": one.person.name, "part": one.part, "talk": str(one.talk_id or ""), "job_title": one.job_title,
        "organisation": one.organisation.name if one.organisation else "",
        "country": one.organisation.country if one.organisation else one.person.country,
    }  # fmt: skip
    form = AssignmentForm(talks(event_session.id), typed)
    if form.validate_on_submit():
        values = form.appearance_values()
        values.pop("name")
        try:
            with transaction():
                change_assignment(one, **values, **_who())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "people", gettext("Saved."))
    return _form_page("desk/appearance.html", form, event_session, "people", person=one.person)


@blueprint.post(f"{SESSION}/people/<{NUMBER}:appearance_id>/move")
@requires(Permission.PROGRAMME_EDIT, on=assignment_by_id, return_to=_page_of_form)
def appearance_move(found: AssignmentOfSession) -> Any:
    form = PositionForm()
    if form.validate_on_submit():
        with transaction():
            move_assignment(found.appearance, by=form.by.data, **_who())
    return redirect(_page(found.event_session, "people"), 303)


@blueprint.route(f"{SESSION}/people/<{NUMBER}:appearance_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=assignment_by_id)
def appearance_remove(found: AssignmentOfSession) -> Any:
    event_session, name = found.event_session, found.appearance.person.name
    if Form().validate_on_submit():
        with transaction():
            remove_assignment(found.appearance, **_who())
        return _saved(event_session, "people", gettext("“%(name)s” is removed.", name=name))
    title = gettext("Take %(name)s out of this session?", name=name)
    words = gettext("In other sessions and parts this person stays.")
    return _ask(event_session, "people", title, words, gettext("Take out of the session"))


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
                add_material(event_session, stored, title=form.title.data, **_who())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "material", gettext("The file is added."))
    return _form_page("desk/material.html", form, event_session, "material")


@blueprint.route(f"{SESSION}/material/<material_code>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=speakers.material_by_code)
def material_remove(found: MaterialOfSession) -> Any:
    event_session, title = found.event_session, found.material.title
    if Form().validate_on_submit():
        with transaction():
            remove_material(found.material, **_who())
        return _saved(event_session, "material", gettext("“%(name)s” is removed.", name=title))
    words = gettext("Visitors cannot download it any more.")
    return _ask(event_session, "material", gettext("Remove “%(name)s”?", name=title), words, gettext("Remove the file"))


@blueprint.route(f"{SESSION}/links/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=session_by_code, once=True)
def link_new(event_session: EventSession) -> Any:
    form = LinkForm()
    if form.validate_on_submit():
        try:
            with transaction():
                add_link(event_session.event, event_session=event_session, **form.values(), **_who())
        except DomainError as problem:
            form.show(problem)
        else:
            return _saved(event_session, "links", gettext("“%(name)s” is added.", name=form.title.data))
    return _form_page("desk/link_new.html", form, event_session, "links")


@blueprint.route(f"{SESSION}/comments/<{NUMBER}:comment_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=comment_by_id)
def comment_remove(found: CommentOfSession) -> Any:
    event_session = found.event_session
    if Form().validate_on_submit():
        with transaction():
            remove_comment(found.comment, **_who())
        return _saved(event_session, "comments", gettext("The comment is removed."))
    author = found.comment.author.name if found.comment.author else gettext("somebody")
    title = gettext("Remove the comment of %(name)s?", name=author)
    return _ask(event_session, "comments", title, found.comment.text, gettext("Remove the comment"))
