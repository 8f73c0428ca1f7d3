"""What the charts of a report show, and the text that stands for each chart in a screen reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventdesk.core import formats
from eventdesk.figures.values import PeriodCount
from eventdesk.printing.html import Translations
from eventdesk.reports import charts
from eventdesk.reports.report_model import Funnel, SessionReport


@dataclass(frozen=True, slots=True)
class ChartData:
    """Turns the figures of a report into bars and columns with labels in one language."""

    language: str
    translations: Translations

    def steps(self, funnel: Funnel) -> list[charts.Step]:
        """Return the bars from registration to attendance; without the last one if attendance is not known."""
        gettext, ngettext = self.translations.gettext, self.translations.ngettext
        not_confirmed = funnel.registered - funnel.confirmed
        steps = [
            charts.Step(gettext("Registered"), funnel.registered),
            charts.Step(
                gettext("Confirmed"),
                funnel.confirmed,
                not_confirmed,
                gettext("%(number)s not confirmed") % {"number": not_confirmed},
            ),
        ]
        if funnel.attended is not None:
            label = ngettext("%(number)s no-show", "%(number)s no-shows", funnel.no_shows) % {"number": funnel.no_shows}
            steps.append(charts.Step(gettext("Attended"), funnel.attended, funnel.no_shows, label))
        return steps

    def steps_text(self, steps: Iterable[charts.Step]) -> str:
        """Return the numbers of the funnel as text."""
        return _listed(
            f"{step.label}: {step.continued} ({step.dropped_out_label})"
            if step.dropped_out
            else f"{step.label}: {step.continued}"
            for step in steps
        )

    def columns(self, periods: Iterable[PeriodCount]) -> list[charts.Column]:
        """Return a column for the registrations of each period, labelled with its first day."""
        return [
            charts.Column(
                formats.short_day(period.first, locale=self.language, space=formats.NO_BREAK), period.registered
            )
            for period in periods
        ]

    def columns_text(self, periods: Iterable[PeriodCount]) -> str:
        """Return the registrations of each period as text."""
        return _listed(
            f"{formats.days(period.first, period.last, locale=self.language, space=' ')}: {period.registered}"
            for period in periods
        )

    def bars(self, sessions: Iterable[SessionReport]) -> list[charts.Seats]:
        """Return a bar for the seats of each session that has figures."""
        label = self.translations.gettext("Session %(number)s")
        return [
            charts.Seats(
                label % {"number": session.number},
                session.seats.capacity,
                session.seats.reserved,
                session.seats.attended,
                session.seats.walk_ins,
            )
            for session in sessions
            if session.seats
        ]

    def bars_text(self, sessions: Sequence[SessionReport]) -> str:
        """Return the seats of each session as text."""
        return _listed(self._seats_text(session) for session in sessions)

    def _seats_text(self, session: SessionReport) -> str:
        gettext, seats = self.translations.gettext, session.seats
        if seats is None or not seats.takes_reservations:
            text = gettext("Session %(number)s: %(attended)s attended")
        elif seats.capacity is None:
            text = gettext("Session %(number)s: %(reserved)s reserved, %(attended)s attended")
        else:
            text = gettext("Session %(number)s: %(seats)s seats, %(reserved)s reserved, %(attended)s attended")
        return text % {
            "number": session.number,
            "seats": seats.capacity if seats else 0,
            "reserved": seats.reserved if seats else 0,
            "attended": seats.attended if seats else 0,
        }


def _listed(parts: Iterable[str]) -> str:
    return f"{'; '.join(parts)}."
