"""What each figure counts, in the words that stand below them. What `queries` counts must be what is said here."""

from eventdesk.core.text import N_

DEFINITIONS: tuple[tuple[str, str], ...] = (
    (N_("Registered"), N_("Everybody who registered, whether or not they cancelled later. One person counts once.")),
    (N_("Confirmed"), N_("Registered, and did not cancel.")),
    (N_("Reserved a seat"), N_("Confirmed, with a seat in at least one session. Waiting is no seat.")),
    (N_("Were here"), N_("Checked in at the door of at least one session. One person counts once.")),
    (N_("No-show"), N_("Confirmed, and checked in nowhere. Counted from the first day of the event on.")),
    (
        N_("Organisations"),
        N_("Each organisation once, however many came from it; people who named none are not counted here."),
    ),
    (N_("Countries and kinds"), N_("As said at registration. One answer each; those who did not say are counted.")),
    (
        N_("Seats"),
        N_("Those that can be reserved, over all sessions that take reservations; one person may have several."),
    ),
    (N_("Waiting"), N_("In the queue of a session, and not let in.")),
    (
        N_("Registrations over time"),
        N_("By the day of registration in the event's time zone, those cancelled later included."),
    ),
)
