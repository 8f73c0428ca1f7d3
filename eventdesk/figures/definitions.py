"""The label and the definition of each figure, the same on the page, in the CSV file and in the PDF.

The counts are in `queries.py`: change the two together.
"""

from typing import NamedTuple

from eventdesk.core.text import N_


class Definition(NamedTuple):
    """What a figure is called and what it counts; both are translated where they are shown."""

    label: str
    text: str


NOT_SPECIFIED = N_("Not specified")
"""Label of those who did not give an answer."""

DEFINITIONS: dict[str, Definition] = {
    "registered": Definition(
        N_("Registered"),
        N_("Everyone who registered, including later cancellations and rejections. Each person is counted once."),
    ),
    "confirmed": Definition(
        N_("Confirmed"),
        N_("People whose registration is confirmed and was not cancelled."),
    ),
    "reserved": Definition(
        N_("Reserved a seat"),
        N_("People with a seat in at least one session. Waiting-list places do not count."),
    ),
    "attended": Definition(
        N_("Attended"),
        N_("People checked in to at least one session. Each person is counted once."),
    ),
    "no_show": Definition(
        N_("No-show"),
        N_("People with a confirmed registration who were never checked in, as a share of everyone confirmed."),
    ),
    "organisations": Definition(
        N_("Organisations"),
        N_("Organisations that participants named. A total counts each organisation once."),
    ),
    "countries": Definition(
        N_("Countries"),
        N_("The country each participant gave at registration."),
    ),
    "kinds": Definition(
        N_("Types of organisation"),
        N_("The type of organisation each participant chose at registration."),
    ),
    "seats": Definition(
        N_("Seats"),
        N_("Seats that can be reserved in a session."),
    ),
    "seats_reserved": Definition(
        N_("Reserved"),
        N_("Seats with a confirmed reservation. One person can have seats in several sessions."),
    ),
    "occupancy": Definition(
        N_("Occupancy"),
        N_("People who attended, as a share of the seats. Until attendance is known, seats reserved."),
    ),
    "waiting": Definition(
        N_("Waiting"),
        N_("People on the waiting list of a session who did not get in."),
    ),
    "session_attendance": Definition(
        N_("Session attendance"),
        N_("People checked in to this session. One person can attend several."),
    ),
    "used": Definition(
        N_("Used"),
        N_("People checked in who had reserved a seat, as a share of the seats reserved."),
    ),
    "over_time": Definition(
        N_("Registrations over time"),
        N_("Registrations by the day they were made, in the event’s time zone, including later cancellations."),
    ),
    "rounding": Definition(
        N_("Rounding"),
        N_("Shares are calculated from whole numbers and rounded, so they may not add up to 100 per cent."),
    ),
}
