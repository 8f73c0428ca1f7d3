"""Downloads of the registrations that match the filters of the list: CSV, JSON, and a spreadsheet by the worker."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, redirect, request, stream_with_context, url_for
from flask_babel import gettext

from eventdesk.attendees.queries.registrations import matching_ids
from eventdesk.attendees.registration_table import RegistrationTable
from eventdesk.attendees.services.exports import request_export
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.registration_filters import parse_filter
from eventdesk.attendees.views.registrations import list_page
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.web.csv_export import csv_stream
from eventdesk.web.filters import country_name
from eventdesk.web.guard import current_actor, requires

CHUNK_ROWS = 50
"""Registrations that are sent at once."""


@blueprint.get("/desk/<event_slug>/registrations.csv")
@requires(Permission.REGISTRATIONS_VIEW, on=event_by_slug)
def registrations_csv(event: Event) -> Any:
    filters, order = parse_filter(request.args)
    table = RegistrationTable(event, translate=gettext, country=country_name, moments_as_text=True)
    rows = table.rows(matching_ids(event.id, filters, order=order))
    return csv_stream(f"{event.slug}-registrations", table.columns, rows)


@blueprint.get("/desk/<event_slug>/registrations.json")
@requires(Permission.REGISTRATIONS_VIEW, on=event_by_slug)
def registrations_json(event: Event) -> Any:
    filters, order = parse_filter(request.args)
    ids = matching_ids(event.id, filters, order=order)
    table = RegistrationTable(event, translate=gettext, country=country_name)
    header = {"event": event.slug, "timezone": event.timezone, "questions": table.questions()}
    parts = _json_parts(header, table.objects(ids))
    response = Response(stream_with_context(parts), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-registrations.json"'
    return response


def _json_parts(header: dict[str, Any], objects: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Yield the text of one JSON object, with a registration on each line, while the registrations are read."""
    yield json.dumps(header, ensure_ascii=False)[:-1] + ', "registrations": ['
    encode = json.JSONEncoder(ensure_ascii=False).encode
    separator = "\n"
    lines: list[str] = []
    for registration in objects:
        lines.append(separator + encode(registration))
        separator = ",\n"
        if len(lines) == CHUNK_ROWS:
            yield "".join(lines)
            lines.clear()
    yield "".join([*lines, "\n]}\n"])


@blueprint.post("/desk/<event_slug>/registrations/table")
@requires(Permission.REGISTRATIONS_VIEW, on=event_by_slug, return_to=list_page)
def registrations_table(event: Event) -> Any:
    """Queue a spreadsheet for the worker: 20,000 registrations take seconds."""
    filters, order = parse_filter(request.form)
    event_slug = event.slug
    with transaction():
        task_id = request_export(event, filters, order=order, actor_id=current_actor().person_id, now=clock.now())
    return redirect(url_for("attendees.bulk_progress", event_slug=event_slug, task_id=task_id), 303)
