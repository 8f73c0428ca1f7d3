"""The organiser's list of who registered."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from eventdesk.core import clock
from eventdesk.core.text import clean_line
from eventdesk.people.rules import STAKEHOLDER_KINDS
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event
from eventdesk.reservations import queries
from eventdesk.reservations.queries import Wanted
from eventdesk.reservations.views import blueprint
from eventdesk.web.csv_file import csv_response
from eventdesk.web.filters import country_name, day_time, kind_name, local
from eventdesk.web.floor import settings
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head

PAGE = 50
LONGEST_SEARCH = 100
NOT_SAID = "-"


@blueprint.get("/desk/<event_slug>/registrations")
@requires(Permission.REGISTRATIONS_VIEW, on=programme.event_by_slug)
def registrations(event: Event) -> Any:
    wanted, order = _wanted()
    total = queries.registrations_count(event.id, wanted)
    pages = max(1, -(-total // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows = queries.registrations(event.id, wanted, order=order, limit=PAGE, offset=(page - 1) * PAGE)
    seats = queries.seats_by_person(event.id, [row.person_id for row in rows])
    countries, kinds = queries.countries_and_kinds(event.id)
    asked: dict[str, Any] = _asked(wanted)

    def url(**changed: Any) -> str:
        return url_for(".registrations", event_slug=event.slug, **{**asked, "order": order, **changed})

    return render_template(
        "reservations/registrations.html",
        event=event,
        desk_head=desk_head(event),
        wanted=wanted,
        order=order,
        rows=[(row, seats.get(row.person_id, 0)) for row in rows],
        total=total,
        first=(page - 1) * PAGE + 1,
        last=(page - 1) * PAGE + len(rows),
        everybody=queries.registrations_count(event.id, Wanted()) if asked and not total else total,
        page=page,
        pages=pages,
        previous_url=url(page=page - 1) if page > 1 else "",
        next_url=url(page=page + 1) if page < pages else "",
        order_urls={name: url(order=name) for name in ("name", "organisation", "registered")},
        all_url=url_for(".registrations", event_slug=event.slug),
        csv_url=url_for(".registrations_csv", event_slug=event.slug, **{"order": order, **asked}),
        states=[("", gettext("All")), ("confirmed", gettext("Confirmed")), ("cancelled", gettext("Cancelled"))],
        kinds=_choices(gettext("All kinds"), [(kind, kind_name(kind)) for kind in kinds]),
        countries=_choices(gettext("All countries"), [(code, country_name(code)) for code in countries]),
        filters_on=_filters_on(wanted),
        opening=_opening(event),
        now=clock.now(),
        registration_url=settings().base_url + desk_head(event)["public_url"],
    )


@blueprint.get("/desk/<event_slug>/registrations.csv")
@requires(Permission.REGISTRATIONS_VIEW, on=programme.event_by_slug)
def registrations_csv(event: Event) -> Any:
    wanted, order = _wanted()
    rows = queries.registrations(event.id, wanted, order=order)
    seats = queries.seats_by_person(event.id)
    yes, no = gettext("yes"), gettext("no")
    states = {"confirmed": gettext("Confirmed"), "cancelled": gettext("Cancelled")}
    heads = (
        gettext("Name"), gettext("E-mail"), gettext("Organisation"), gettext("Function"), gettext("Kind"),
        gettext("Country"), gettext("Registered (%(zone)s)", zone=event.timezone), gettext("Status"),
        gettext("Seats"), gettext("May be named"),
    )  # fmt: skip
    cells = (
        (
            row.name, row.email, row.organisation, row.job_title, kind_name(row.kind), country_name(row.country),
            local(row.created_at, event.timezone).strftime("%Y-%m-%d %H:%M"), states[row.state],
            seats.get(row.person_id, 0), yes if row.may_be_named else no,
        )
        for row in rows
    )  # fmt: skip
    return csv_response(f"{event.slug}-registrations", heads, cells)


def _wanted() -> tuple[Wanted, str]:
    """Return what the address asks for; what it may not ask for asks for all."""

    def one_of(name: str, allowed: Any) -> str:
        value = request.args.get(name, "")
        return value if value in allowed else ""

    country = request.args.get("country", "")
    wanted = Wanted(
        words=clean_line(request.args.get("q", ""))[:LONGEST_SEARCH],
        state=one_of("status", ("confirmed", "cancelled")),
        kind=one_of("kind", (*STAKEHOLDER_KINDS, NOT_SAID)),
        country=country if country == NOT_SAID or (len(country) == 2 and country.isalpha()) else "",
    )
    return wanted, one_of("order", ("name", "organisation")) or "registered"


def _asked(wanted: Wanted) -> dict[str, str]:
    """Return the arguments of an address that asks for this again."""
    asked = {"q": wanted.words, "status": wanted.state, "kind": wanted.kind, "country": wanted.country}
    return {name: value for name, value in asked.items() if value}


def _choices(all_of_them: str, known: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return choices by their words; those who did not say come last."""
    named = sorted(((value, words) for value, words in known if value), key=lambda choice: choice[1])
    not_said = [(NOT_SAID, gettext("Not said"))] if any(not value for value, _ in known) else []
    return [("", all_of_them), *named, *not_said]


def _filters_on(wanted: Wanted) -> list[str]:
    """Return what narrows the list, in words."""
    states = {"confirmed": gettext("Confirmed"), "cancelled": gettext("Cancelled")}
    said = [
        (gettext("Status"), states.get(wanted.state, "")),
        (gettext("Kind"), kind_name(wanted.kind.strip(NOT_SAID)) if wanted.kind else ""),
        (gettext("Country"), (country_name(wanted.country.strip(NOT_SAID)) or gettext("Not said"))
         if wanted.country else ""),
    ]  # fmt: skip
    return [gettext("%(filter)s “%(value)s”", filter=name, value=value) for name, value in said if value]


def _opening(event: Event) -> str:
    """Return whether people can register, in a sentence."""
    now = clock.now()
    if event.state != "published":
        return gettext("The event is not published, so nobody can register.")
    if event.registration_closes_at and event.registration_closes_at <= now:
        return gettext(
            "Registration closed on %(moment)s.", moment=day_time(event.registration_closes_at, event.timezone)
        )
    if event.registration_opens_at:
        moment = day_time(event.registration_opens_at, event.timezone)
        if now < event.registration_opens_at:
            return gettext("Registration opens on %(moment)s.", moment=moment)
        return gettext("Registration opened on %(moment)s.", moment=moment)
    return gettext("Registration is open.")
