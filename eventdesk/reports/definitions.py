"""What each figure counts, in the words that stand in the notes and in Annex C.

A definition says who counts, once or more, and until when. What `queries` counts must be what is said here.
"""

from eventdesk.core.text import N_

DEFINITIONS: dict[str, tuple[str, str]] = {
    "registered": (
        N_("Registered"),
        N_("put down for the event, whether or not they cancelled later. One person counts once."),
    ),
    "confirmed": (N_("Confirmed"), N_("registered, and did not cancel.")),
    "attended": (
        N_("Attended"),
        N_("checked in to at least one session. One person counts once."),
    ),
    "no_show": (N_("No-show"), N_("confirmed, did not cancel, and never checked in. Share of those confirmed.")),
    "organisation": (
        N_("Organisation"),
        N_("each distinct organisation that participants named, counted once, however many came from it."),
    ),
    "country": (N_("Country"), N_("as given by the participant at registration.")),
    "kind": (
        N_("Kind"),
        N_(
            "kind of organisation, as chosen by the participant at registration. An organisation stands in each row "
            "from which somebody came; the total counts it once."
        ),
    ),
    "seats": (
        N_("Seats"),
        N_(
            "places offered. Reserved: seats held at the end of the session. Waiting: in the "
            "queue and not let in. Attended: checked in to this session. "
            "A person may attend several."
        ),
    ),
    "presence": (
        N_("Attendance of a session"),
        N_("checked in to this session. A person may attend several."),
    ),
    "used": (N_("Used"), N_("those checked in who had reserved a seat, divided by the seats reserved.")),
    "time": (
        N_("Registrations over time"),
        N_("counted on the day of registration, in the time zone of the event; cancelled ones included."),
    ),
    "rounding": (
        N_("Rounding"),
        N_("shares are computed from whole numbers and rounded to one decimal; they may not add up to 100."),
    ),
}
