"""Whether and how people can register for an event: sentences, and the action on the cover of its page."""

from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext, ngettext

from eventdesk.programme.models.programme import Event
from eventdesk.programme.states import PublicationState
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.registration.states import RegistrationState
from eventdesk.reports.models import EventReport
from eventdesk.web.filters import clock_time, day, day_month


class CoverAction(NamedTuple):
    """The button on the cover of an event's page ("" where there is none), and the line below it."""

    label: str = ""
    url: str = ""
    icon: str = ""
    note: str = ""
    link_label: str = ""
    link_url: str = ""


class ReaderRegistration(NamedTuple):
    """The reader's registration for an event."""

    state: str = ""
    """"" without one."""
    guest_ref: str = ""
    """Names the registration of a guest in addresses; "" for everybody else."""


def cover_action(
    event: Event,
    policy: RegistrationPolicy,
    report: EventReport | None,
    registration: ReaderRegistration,
    *,
    is_over: bool,
    now: datetime,
) -> CoverAction:
    """Return what the cover of an event's page offers to a reader."""
    if report is not None and report.published_at is not None:
        return CoverAction(
            label=gettext("Download the report"),
            url=url_for("reports.published_pdf", event_slug=event.slug),
            icon="file-earmark-pdf",
            note=gettext("PDF, published on %(day)s", day=day(report.published_at, event.timezone)),
        )
    if event.state == PublicationState.CANCELLED:
        return CoverAction(note=gettext("This event has been cancelled."))
    programme_url = url_for("public.programme", event_slug=event.slug)
    to_programme = CoverAction(gettext("See the programme"), programme_url)
    if is_over:
        return to_programme._replace(note=gettext("This event is over."))
    if registration.state == RegistrationState.CONFIRMED:
        link = _registration_link(registration) or CoverAction(
            link_label=gettext("My agenda"), link_url=url_for("agenda.my_agenda")
        )
        return link._replace(
            label=gettext("Choose your sessions"), url=programme_url, note=gettext("You are registered.")
        )
    if registration.state == RegistrationState.PENDING:
        note = gettext("Your registration is awaiting approval. We will email you the decision.")
        link = _registration_link(registration) or CoverAction()
        return link._replace(label=to_programme.label, url=to_programme.url, note=note)
    is_open = _is_open(event, now)
    note = " ".join(filter(None, (registration_notice(event, now), capacity_text(policy) if is_open else "")))
    if is_open and (policy.places is None or policy.taken < policy.places):
        url = url_for("booking.register", event_slug=event.slug)
        return CoverAction(gettext("Register"), url, note=note)
    return to_programme._replace(note=note)


def _registration_link(registration: ReaderRegistration) -> CoverAction | None:
    if not registration.guest_ref:
        return None
    url = url_for("booking.my_registration", registration_ref=registration.guest_ref)
    return CoverAction(link_label=gettext("Your registration"), link_url=url)


def _is_open(event: Event, now: datetime) -> bool:
    return event.state == PublicationState.PUBLISHED and registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )


def registration_text(event: Event, now: datetime) -> str:
    """Return from or until when people can register, as a sentence; "" without such a limit."""
    opens, closes, zone = event.registration_opens_at, event.registration_closes_at, event.timezone
    if opens and now < opens:
        return gettext("Registration opens on %(day)s.", day=day_month(opens, zone))
    if closes and now >= closes:
        return gettext("Registration is closed.")
    if closes:
        return gettext("Registration closes on %(day)s.", day=day_month(closes, zone))
    return ""


def registration_notice(event: Event, now: datetime) -> str:
    """Return the line below the button, as "Free. Closes on 7 October, 18:00."."""
    opens, closes, zone = event.registration_opens_at, event.registration_closes_at, event.timezone
    if closes and now >= closes:
        time = clock_time(closes, zone)
        return gettext("Registration closed on %(day)s, %(time)s.", day=day_month(closes, zone), time=time)
    sentences = [f"{event.fee.rstrip('.')}."] if event.fee else []
    if opens and now < opens:
        time = clock_time(opens, zone)
        sentences.append(gettext("Registration opens on %(day)s, %(time)s.", day=day_month(opens, zone), time=time))
    elif closes:
        time = clock_time(closes, zone)
        sentences.append(gettext("Closes on %(day)s, %(time)s.", day=day_month(closes, zone), time=time))
    return " ".join(sentences)


def capacity_text(policy: RegistrationPolicy) -> str:
    """Return how many places are left and on what conditions, in short sentences; "" without limits."""
    sentences = []
    if policy.places is not None:
        left = policy.places - policy.taken
        sentences.append(
            ngettext("%(num)s place left.", "%(num)s places left.", left) if left else gettext("All places are taken.")
        )
    if policy.requires_code:
        sentences.append(gettext("By invitation only: you need a code."))
    elif policy.requires_approval:
        sentences.append(gettext("The organisers review each registration."))
    return " ".join(sentences)
