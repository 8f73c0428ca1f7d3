"""The organiser's list of who registered, and the tables made of it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext

from eventdesk.attendees.queries.registrations import (
    RegistrationFilter,
    count_and_newest,
    matching_ids,
    registrations_page,
    seats_by_person,
)
from eventdesk.attendees.registration_table import STATES, RegistrationTable
from eventdesk.attendees.services.exports import request_export
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.registration_filters import filter_choices, parse_filter, to_query
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.web.csv_export import csv_stream
from eventdesk.web.filters import country_name, format_datetime, local
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head
from eventdesk.web.setup import settings

PAGE = 50
MARKS = {
    "confirmed": "confirmed", "pending": "to-confirm", "unconfirmed": "waiting", "rejected": "cancelled",
    "cancelled": "cancelled",
}  # fmt: skip
"""The square beside each state, as components/table.html draws it."""


def list_page(event_slug: str, **_: Any) -> str:
    """Return the address of the list that a form of this page stands on."""
    return url_for("attendees.registrations", event_slug=event_slug)


@blueprint.get("/desk/<event_slug>/registrations")
@requires(Permission.REGISTRATIONS_VIEW, on=event_by_slug)
def registrations(event: Event) -> Any:
    wanted, order = parse_filter(request.args)
    asked_page = request.args.get("page", 1, type=int)
    found = registrations_page(event.id, wanted, order=order, page=asked_page, size=PAGE)
    rows, page, total = found.rows, found.page, found.page.total
    seats = seats_by_person(event.id, [row.person_id for row in rows])
    asked: dict[str, Any] = to_query(wanted, order)
    terms, now = registration_policy(event.id), clock.now()

    def url(**changed: Any) -> str:
        return url_for("attendees.registrations", event_slug=event.slug, **{**asked, **changed})

    return render_template(
        "attendees/registrations.html",
        event=event,
        desk_head=desk_head(event),
        wanted=wanted,
        order=order,
        asked=asked,
        rows=[(row, seats.get(row.person_id, 0)) for row in rows],
        states={state: (MARKS[state], gettext(said)) for state, said in STATES.items()},
        total=total,
        newest=found.newest,
        first=page.offset + 1,
        last=page.offset + len(rows),
        everybody=count_and_newest(event.id, RegistrationFilter())[0] if to_query(wanted) and not total else total,
        page=page.number,
        pages=page.count,
        previous_url=url(page=page.previous) if page.previous else "",
        next_url=url(page=page.next) if page.next else "",
        order_urls={name: url(order=name) for name in ("name", "organisation", "registered")},
        all_url=url_for("attendees.registrations", event_slug=event.slug),
        csv_url=url_for("attendees.registrations_csv", event_slug=event.slug, **asked),
        json_url=url_for("attendees.registrations_json", event_slug=event.slug, **asked),
        filters=filter_choices(event.id, wanted),
        opening=_opening(event, now),
        places=_places(terms),
        # Where nobody has to be approved, these deeds would be for nobody.
        is_decided=terms.requires_approval or any(row.state == "pending" for row in rows),
        now=now,
        registration_url=settings().base_url + desk_head(event)["public_url"],
    )


@blueprint.get("/desk/<event_slug>/registrations.csv")
@requires(Permission.REGISTRATIONS_VIEW, on=event_by_slug)
def registrations_csv(event: Event) -> Any:
    wanted, order = parse_filter(request.args)
    table = RegistrationTable(event, words=gettext, country=country_name, moments_as_text=True)
    rows = table.rows(matching_ids(event.id, wanted, order=order))
    return csv_stream(f"{event.slug}-registrations", table.heads, rows)


@blueprint.get("/desk/<event_slug>/registrations.json")
@requires(Permission.REGISTRATIONS_VIEW, on=event_by_slug)
def registrations_json(event: Event) -> Any:
    wanted, order = parse_filter(request.args)
    ids = matching_ids(event.id, wanted, order=order)
    table = RegistrationTable(event, words=gettext, country=country_name)
    head = {"event": event.slug, "timezone": event.timezone, "questions": table.questions()}
    parts = _json_parts(head, table.objects(ids))
    response = Response(stream_with_context(parts), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-registrations.json"'
    return response


def _json_parts(head: dict[str, Any], objects: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Give the text of one JSON object, a registration on each line, while the registrations are read."""
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "registrations": ['
    encode = json.JSONEncoder(ensure_ascii=False).encode
    sign = "\n"
    lines: list[str] = []
    for one in objects:
        lines.append(sign + encode(one))
        sign = ",\n"
        if len(lines) == PAGE:
            yield "".join(lines)
            lines.clear()
    yield "".join([*lines, "\n]}\n"])


@blueprint.post("/desk/<event_slug>/registrations/table")
@requires(Permission.REGISTRATIONS_VIEW, on=event_by_slug, return_to=list_page)
def registrations_table(event: Event) -> Any:
    """Have a worker write the XLSX of what the filter shows: of 20,000 it takes seconds."""
    wanted, order = parse_filter(request.form)
    event_slug = event.slug
    with transaction():
        task_id = request_export(event, wanted, order=order, actor_id=current_actor().person_id, now=clock.now())
    return redirect(url_for("attendees.bulk_progress", event_slug=event_slug, task_id=task_id), 303)


def _places(terms: RegistrationPolicy) -> str:
    """Return how many places of an event are taken, in a sentence; "" where they are not counted."""
    if terms.places is None:
        return ""
    return gettext("%(taken)s of %(places)s places are taken.", taken=terms.taken, places=terms.places)


def _opening(event: Event, now: datetime) -> str:
    """Return whether people can register, in a sentence."""
    zone = event.timezone
    if event.state != "published":
        return gettext("The event is not published, so nobody can register.")
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if closes and closes <= now:
        return gettext("Registration closed on %(moment)s.", moment=format_datetime(closes, zone))
    if local(now, zone).date() > event.ends_on:
        return gettext("The event is over.")
    if opens and now < opens:
        return gettext("Registration opens on %(moment)s.", moment=format_datetime(opens, zone))
    if closes:
        return gettext("Registration is open until %(moment)s.", moment=format_datetime(closes, zone))
    return gettext("Registration is open.")
