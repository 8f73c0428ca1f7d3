"""All tables: imported once at start, so that the mappers and the migrations know every one of them."""

import eventdesk.accounts.models
import eventdesk.agenda.models
import eventdesk.calendars.models
import eventdesk.checkin.models
import eventdesk.core.models
import eventdesk.people.models
import eventdesk.programme.models.draft
import eventdesk.programme.models.programme
import eventdesk.registration.models
import eventdesk.reports.models
import eventdesk.seats.models
import eventdesk.speakers.models  # noqa: F401 - importing is what this module is for
