"""The days of an event as the choices of a form."""

from datetime import date, timedelta

from flask_babel import gettext

from eventdesk.programme.models.programme import Event
from eventdesk.programme.rules.times import days_of
from eventdesk.web.filters import day_month, weekday


def day_choices(event: Event, current_day: str) -> list[tuple[str, str]]:
    """Return the choices of a day: the days of the event, the day before and after it, and `current_day` unless it is ""."""
    days = {*days_of(event.starts_on, event.ends_on)}
    outside = {event.starts_on - timedelta(days=1), event.ends_on + timedelta(days=1)}
    if current_day:
        days.add(date.fromisoformat(current_day))
    return [(day.isoformat(), _day_label(event, day)) for day in sorted(days | outside)]


def _day_label(event: Event, day: date) -> str:
    label = f"{weekday(day)} {day_month(day)}"
    if event.starts_on <= day <= event.ends_on:
        return label
    return gettext("%(day)s (not a day of the event)", day=label)
