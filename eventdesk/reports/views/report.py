"""The organiser's report page: texts, creating the PDF and publishing it; and the published PDF."""

from io import BytesIO
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from eventdesk.core import clock, files
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.states import OutboxState
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.queries.sessions import session_by_code
from eventdesk.reports import rules, services
from eventdesk.reports.forms import OutcomeForm, ReportForm
from eventdesk.reports.models import EventReport
from eventdesk.reports.queries.published import (
    PublishedReport,
    outcome_of,
    published_report,
    rendering_of,
    report_of,
    sessions_with_outcomes,
)
from eventdesk.reports.states import ReportState
from eventdesk.reports.views.blueprint import blueprint
from eventdesk.web.errors import translate
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_identity, requires
from eventdesk.web.heads import desk_head
from eventdesk.web.setup import settings


def _actor() -> int | None:
    identity = current_identity()
    return identity.person_id if identity else None


def _report_url(event: Event) -> str:
    return url_for("reports.report", event_slug=event.slug)


def _page_of_form(event_slug: str, **_: str) -> str:
    return url_for("reports.report", event_slug=event_slug)


@blueprint.route("/desk/<event_slug>/report", methods=["GET", "POST"])
@requires(Permission.REPORT_WRITE, on=event_by_slug)
def report(event: Event) -> Any:
    form = ReportForm(obj=report_of(event.id))
    if form.validate_on_submit():
        try:
            with transaction():
                services.write_report(event, **form.values(), actor_id=_actor(), now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Report saved."))
            return redirect(_report_url(event), 303)
    return _report_page(event, form), 422 if request.method == "POST" else 200


def _report_page(event: Event, form: Form, problem: str = "") -> str:
    stored = report_of(event.id)
    job = rendering_of(stored)
    is_published = stored is not None and stored.state == ReportState.PUBLISHED
    is_latest_published = stored is not None and is_published and stored.published_file_key == stored.file_key
    is_outdated = stored is not None and rules.is_outdated(stored.changed_at, stored.data_as_of)
    return render_template(
        "reports/report.html",
        event=event,
        desk_head=desk_head(event),
        form=form,
        problem=problem,
        report=stored,
        has_pdf=bool(stored and stored.version),
        is_published=is_published,
        is_latest_published=is_latest_published,
        is_outdated=is_outdated,
        sessions=sessions_with_outcomes(event.id),
        is_running=job is not None and job.is_open,
        failure=job.error if job and job.state == OutboxState.FAILED else "",
    )


@blueprint.route("/desk/<event_slug>/report/sessions/<session_code>", methods=["GET", "POST"])
@requires(Permission.REPORT_WRITE, on=session_by_code)
def session_outcome(event_session: EventSession) -> Any:
    form = OutcomeForm(obj=outcome_of(event_session.id))
    if form.validate_on_submit():
        try:
            with transaction():
                services.write_session_outcome(event_session, **form.values(), actor_id=_actor(), now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Saved the texts of “%(title)s”.", title=event_session.title))
            return redirect(f"{_report_url(event_session.event)}#sessions", 303)
    page = render_template(
        "reports/session_outcome.html",
        event=event_session.event,
        event_session=event_session,
        desk_head=desk_head(event_session.event),
        form=form,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/desk/<event_slug>/report/make")
@requires(Permission.REPORT_WRITE, on=event_by_slug, return_to=_page_of_form)
def create_pdf(event: Event) -> Any:
    if Form().validate_on_submit():
        with transaction():
            services.request_rendering(event, actor_id=_actor(), now=clock.now())
    return redirect(url_for(".progress", event_slug=event.slug), 303)


@blueprint.get("/desk/<event_slug>/report/progress")
@requires(Permission.REPORT_WRITE, on=event_by_slug)
def progress(event: Event) -> Any:
    job = rendering_of(report_of(event.id))
    if job is None or not job.is_open:
        return redirect(_report_url(event), 303)
    return render_template(
        "reports/progress.html",
        event=event,
        desk_head=desk_head(event),
        job=job,
        has_begun=job.state != OutboxState.QUEUED,
    )


@blueprint.get("/desk/<event_slug>/report/latest.pdf")
@requires(Permission.REPORT_WRITE, on=event_by_slug)
def latest_pdf(event: Event) -> Any:
    stored = report_of(event.id)
    if stored is None or not stored.file_key:
        raise NotFound
    return _pdf(event, stored, stored.file_key, download="download" in request.args)


@blueprint.post("/desk/<event_slug>/report/publish")
@requires(Permission.REPORT_PUBLISH, on=event_by_slug, return_to=_page_of_form)
def publish(event: Event) -> Any:
    form = Form()
    if form.validate_on_submit():
        try:
            with transaction():
                services.publish_report(event, actor_id=_actor(), now=clock.now())
        except DomainError as problem:
            return _report_page(event, ReportForm(None, obj=report_of(event.id)), translate(problem)), 422
        flash(gettext("Report published. It is now on the event page."))
    return redirect(_report_url(event), 303)


@blueprint.post("/desk/<event_slug>/report/withdraw")
@requires(Permission.REPORT_PUBLISH, on=event_by_slug, return_to=_page_of_form)
def unpublish(event: Event) -> Any:
    if Form().validate_on_submit():
        with transaction():
            services.unpublish_report(event, actor_id=_actor(), now=clock.now())
        flash(gettext("Report unpublished. Visitors can no longer see it."))
    return redirect(_report_url(event), 303)


@blueprint.get("/events/<event_slug>/report.pdf")
@requires(Permission.EVENT_VIEW, on=published_report)
def published_pdf(published: PublishedReport) -> Any:
    return _pdf(published.event, published.report, published.report.published_file_key)


def _pdf(event: Event, stored: EventReport, key: str, *, download: bool = False) -> Response:
    """Return a PDF to be shown or downloaded; an unchanged one is answered with 304."""
    path = files.path_of(settings().data_dir, key)
    if not path.is_file():
        raise NotFound
    response = send_file(
        BytesIO(path.read_bytes()),
        "application/pdf",
        as_attachment=download,
        download_name=f"{event.slug}-report.pdf",
        etag=key,
        conditional=True,
        last_modified=stored.data_as_of,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response
