"""Every table of the house: imported once at start, so that the mappers and the migrations know them all."""

import eventdesk.accounts.models
import eventdesk.calendars.models
import eventdesk.core.models
import eventdesk.people.models
import eventdesk.programme.models
import eventdesk.reports.models
import eventdesk.reservations.models
import eventdesk.speakers.models  # noqa: F401 - importing is what this module is for
