"""The page on which people comment on a session."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, NotAllowed
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.programme.forms import CommentForm
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.queries.sessions import session_by_code
from eventdesk.programme.services.contents import add_comment
from eventdesk.programme.views.blueprint import blueprint
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import event_head
from eventdesk.web.limits import limiter


def visible_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session of this event if visitors can see it, or None."""
    event_session = session_by_code(event_slug, session_code)
    return event_session if event_session and event_session.is_public else None


@blueprint.route("/events/<event_slug>/sessions/<session_code>/comment", methods=["GET", "POST"])
@requires(Permission.COMMENT_WRITE, on=visible_session, once=True)
@limiter.limit("20 per hour", key_func=lambda: f"comment-{current_actor().person_id}", methods=["POST"])
def comment(event_session: EventSession) -> Any:
    if not event_session.comments_open:
        raise NotAllowed(N_("Comments are closed."))
    event = event_session.event
    back_url = url_for("public.session_page", event_slug=event.slug, session_code=event_session.code)
    form = CommentForm()
    if form.validate_on_submit():
        try:
            with transaction():
                add_comment(event_session, text=form.text.data, author_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Your comment has been added."))
            return redirect(back_url, 303)
    page = render_template(
        "programme/comment.html",
        form=form,
        event_session=event_session,
        back_url=back_url,
        event_head=event_head(event),
    )
    return page, 422 if form.errors else 200
