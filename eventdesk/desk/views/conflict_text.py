"""Conflicts in words, where there is no template: what is said after a move."""

from datetime import date

from flask_babel import gettext, ngettext

from eventdesk.programme.rules.schedule_conflict import ScheduleConflict
from eventdesk.web.filters import day_month


def conflict_text(conflict: ScheduleConflict) -> str:
    """Return the sentence of a conflict in the reader's language, as `templates/desk/_conflict.html` shows it with links."""
    values = {name: day_month(value) if isinstance(value, date) else value for name, value in conflict.params.items()}
    people = values.get("people")
    subject = ngettext("%(num)s person", "%(num)s people", people) if people else conflict.subject
    return str(gettext(conflict.message, subject=subject, **values))
