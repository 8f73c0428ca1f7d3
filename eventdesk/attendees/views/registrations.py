"""The organiser's list of registrations."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.attendees.queries.registrations import (
    RegistrationFilter,
    count_and_newest,
    registrations_page,
    seats_by_person,
)
from eventdesk.attendees.rules import BulkAction
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.registration_filters import FilterFields, filter_fields, parse_filter, to_query
from eventdesk.core import clock
from eventdesk.core.pagination import Page
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.states import PublicationState
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.states import RegistrationState
from eventdesk.web.filters import format_datetime, local
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head
from eventdesk.web.setup import settings

PAGE = 50

BULK_LABELS = {
    BulkAction.APPROVE: N_("Approve"),
    BulkAction.REJECT: N_("Reject"),
    BulkAction.MESSAGE: N_("Send message"),
    BulkAction.MOVE: N_("Move to another session"),
    BulkAction.CANCEL: N_("Cancel registrations"),
}
"""The buttons above the list, in their order."""


class Column(NamedTuple):
    """A column of the list."""

    label: str
    url: str = ""
    """Sorts by this column; "" where that is not possible."""
    sort: str = ""
    """`ascending` or `descending` if the list is sorted by it."""
    arrow: str = ""


class BulkButton(NamedTuple):
    """A button for a bulk action."""

    label: str
    url: str
    is_danger: bool


def list_page(event_slug: str, **_: Any) -> str:
    """Return the address of the list."""
    return url_for("attendees.registrations", event_slug=event_slug)


@blueprint.get("/desk/<event_slug>/registrations")
@requires(Permission.REGISTRATIONS_VIEW, on=event_by_slug)
def registrations(event: Event) -> Any:
    filters, order = parse_filter(request.args)
    result = registrations_page(event.id, filters, order=order, page=request.args.get("page", 1, type=int), size=PAGE)
    rows, page = result.rows, result.page
    seats = seats_by_person(event.id, [row.person_id for row in rows])
    query: dict[str, Any] = to_query(filters, order)
    policy, now = registration_policy(event.id), clock.now()
    fields = filter_fields(event.id, filters)
    is_filtered = bool(to_query(filters))
    all_count = count_and_newest(event.id, RegistrationFilter())[0] if is_filtered and not page.total else page.total

    def url(**changes: Any) -> str:
        return url_for("attendees.registrations", event_slug=event.slug, **{**query, **changes})

    return render_template(
        "attendees/registrations.html",
        event=event,
        desk_head=desk_head(event),
        search=filters.search,
        filters=fields,
        order=order,
        query=query,
        rows=[(row, seats.get(row.person_id, 0)) for row in rows],
        states={state: (state.icon, gettext(state.label)) for state in RegistrationState},
        columns=_columns(order, url),
        bulk_buttons=_bulk_buttons(
            event,
            # Where no one needs approval, these actions would apply to no one.
            has_approval=policy.requires_approval or any(row.state == RegistrationState.PENDING for row in rows),
        ),
        total=page.total,
        newest=result.newest,
        count_text=_count_text(page, len(rows), order),
        select_all_label=_select_all_label(page),
        has_registrations=bool(all_count),
        empty_title=_empty_title(filters),
        empty_text=_empty_text(fields, all_count),
        page=page.number,
        pages=page.count,
        previous_url=url(page=page.previous) if page.previous else "",
        next_url=url(page=page.next) if page.next else "",
        all_url=list_page(event.slug),
        csv_url=url_for("attendees.registrations_csv", event_slug=event.slug, **query),
        json_url=url_for("attendees.registrations_json", event_slug=event.slug, **query),
        opening_text=_opening_text(event, now),
        status_text=" ".join(filter(None, (_opening_text(event, now), _capacity_text(policy)))),
        is_published=event.state == PublicationState.PUBLISHED,
        is_draft=event.state == PublicationState.DRAFT,
        now=now,
        registration_url=settings().base_url + desk_head(event)["public_url"],
    )


def _columns(order: str, url: Any) -> list[Column]:
    def sortable(key: str, label: str, direction: str = "ascending") -> Column:
        if key != order:
            return Column(label, url(order=key))
        return Column(label, url(order=key), direction, "↓" if direction == "descending" else "↑")

    return [
        sortable("name", gettext("Name")),
        sortable("organisation", gettext("Organisation")),
        Column(gettext("Type of organisation")),
        Column(gettext("Country")),
        sortable("registered", gettext("Registered"), "descending"),
        Column(gettext("Status")),
    ]


def _bulk_buttons(event: Event, *, has_approval: bool) -> list[BulkButton]:
    return [
        BulkButton(
            gettext(label),
            url_for(f"attendees.{action}_selected", event_slug=event.slug),
            is_danger=action is BulkAction.CANCEL,
        )
        for action, label in BULK_LABELS.items()
        if has_approval or action not in (BulkAction.APPROVE, BulkAction.REJECT)
    ]


def _count_text(page: Page, shown: int, order: str) -> str:
    """Return how many registrations match, which are shown, and how they are sorted: one sentence each."""
    sentences = [ngettext("%(num)s registration.", "%(num)s registrations.", page.total)]
    if page.count > 1:
        sentences.append(gettext("Showing %(first)s to %(last)s.", first=page.offset + 1, last=page.offset + shown))
    if page.total > 1:
        by_order = {
            "registered": gettext("Newest first."),
            "name": gettext("Sorted by family name."),
            "organisation": gettext("Sorted by organisation."),
        }
        sentences.append(by_order[order])
    return " ".join(sentences)


def _select_all_label(page: Page) -> str:
    if page.count > 1:
        return gettext("Select all %(total)s on all pages", total=page.total)
    return gettext("Select all %(total)s", total=page.total)


def _empty_title(filters: RegistrationFilter) -> str:
    if filters.search:
        return gettext("No registrations match “%(search)s”", search=filters.search)
    return gettext("No registrations match")


def _empty_text(fields: FilterFields, all_count: int) -> str:
    registered = ngettext("%(num)s person is registered.", "%(num)s people are registered.", all_count)
    if not fields.active:
        return registered
    active = ngettext(
        "%(num)s filter is active: %(filters)s.",
        "%(num)s filters are active: %(filters)s.",
        len(fields.active),
        filters=", ".join(fields.active),
    )
    return f"{registered} {active}"


def _capacity_text(policy: RegistrationPolicy) -> str:
    """Return how many places of an event are taken; "" where they are not limited."""
    if policy.places is None:
        return ""
    return gettext("%(taken)s of %(capacity)s places are taken.", taken=policy.taken, capacity=policy.places)


def _opening_text(event: Event, now: datetime) -> str:
    """Return whether registration is open, and until when."""
    zone = event.timezone
    if event.state != PublicationState.PUBLISHED:
        return gettext("The event is not published, so no one can register.")
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
