"""Values for every email template, in each of its branches: (name of the case, template, values)."""

_PERSON = {"name": "Ana Lobo"}
_LINK = {**_PERSON, "token": "abc"}
_EVENT = {**_PERSON, "event": "Cluster Days", "event_slug": "cluster-days"}
_REGISTRATION = {**_EVENT, "ref": ["ABC", 0]}
SESSION = {
    **_EVENT,
    "title": "Funding a cross-border pilot",
    "session_code": "15808",
    "timezone": "Europe/Vilnius",
    "starts_at": "2026-04-14T09:00:00+00:00",
    "place": "Room 1.05",
}
_UNSCHEDULED = {**SESSION, "starts_at": "", "place": ""}
_GUEST_SESSION = {**SESSION, "ref": ["ABC", 0]}
_ROLE = {**_EVENT, "role": "moderator"}
_CONFIRMATION = {**_EVENT, "token": "abc", "minutes": 15, "title": ""}
_CANCELLED_EVENT = {
    **_EVENT,
    "city": "Kaunas",
    "starts_on": "2026-04-14",
    "ends_on": "2026-04-15",
    "contact_email": "hello@example.org",
}
_MESSAGE = {
    **_REGISTRATION,
    "organisation": "Baltic Cluster",
    "subject": "Bring your badge",
    "text": "Dear all,\n\nPlease bring it.",
}
_STATE = {
    "title": "Funding a cross-border pilot",
    "starts_at": "2026-04-14T09:00:00+00:00",
    "ends_at": "2026-04-14T09:45:00+00:00",
    "where": "Room 1.05",
    "track": "",
    "kind": "session",
    "is_on": True,
}
_MOVED = {
    "code": "15808",
    "title": "Funding a cross-border pilot",
    "kinds": ["moved", "placed", "renamed"],
    "before": {**_STATE, "title": "Funding a pilot", "where": "Room 1.07"},
    "after": {**_STATE, "starts_at": "2026-04-15T07:00:00+00:00", "ends_at": "2026-04-15T07:45:00+00:00"},
}
_UNTIMED = {**_STATE, "title": "Lunch", "starts_at": "", "ends_at": "", "kind": "break"}
_NEW_BREAK = {"code": "15809", "title": "Lunch", "kinds": ["added"], "before": {}, "after": _UNTIMED}
_PROGRAMME = {**_EVENT, "timezone": "Europe/Vilnius", "note": "", "changes": [_MOVED]}
_OFFER = {**SESSION, "until": "2026-04-13T09:00:00+00:00"}

CASES = [
    ("sign-up link", "sign_up_link", _LINK),
    ("sign-in link", "sign_in_link", _LINK),
    ("sign-in link for an unknown address", "sign_in_unknown", {"email": "ana@example.org"}),
    ("organiser", "role_assigned", {**_ROLE, "role": "organiser"}),
    ("moderator", "role_assigned", _ROLE),
    ("communications", "role_assigned", {**_ROLE, "role": "communications"}),
    ("confirmation link", "registration_link", _CONFIRMATION),
    ("confirmation link with a seat", "registration_link", {**_CONFIRMATION, "minutes": 1, "title": "Opening"}),
    ("registered", "registration_confirmed", _EVENT),
    ("registered without an account", "registration_confirmed", _REGISTRATION),
    ("awaiting approval", "registration_pending", _REGISTRATION),
    ("rejected", "registration_rejected", {**_REGISTRATION, "reason": "The event is for members of clusters."}),
    ("registration cancelled", "registration_cancelled", {**_REGISTRATION, "reason": ""}),
    ("registration cancelled with a reason", "registration_cancelled", {**_REGISTRATION, "reason": "The hall is small."}),
    ("registered by a colleague", "registered_by_colleague", {**_REGISTRATION, "by": "Ines Pereira", "is_pending": False}),
    ("registered by a colleague, awaiting approval", "registered_by_colleague",
     {**_REGISTRATION, "by": "Ines Pereira", "is_pending": True}),
    ("message", "organiser_message", _MESSAGE),
    ("message with merge fields", "organiser_message",
     {**_MESSAGE, "subject": "{event}", "text": "{name}\n\n{organisation}\n\n{page}"}),
    ("message without a personal page", "organiser_message", {**_MESSAGE, "ref": None}),
    ("event cancelled", "event_cancelled", _CANCELLED_EVENT),
    ("online event cancelled", "event_cancelled",
     {**_CANCELLED_EVENT, "city": "", "contact_email": "", "ends_on": "2026-04-14"}),
    ("one session changed", "programme_changed", _PROGRAMME),
    ("two sessions changed", "programme_changed", {**_PROGRAMME, "note": "Lunch is new.", "changes": [_MOVED, _NEW_BREAK]}),
    ("session without a time changed", "programme_changed", {**_PROGRAMME, "changes": [_NEW_BREAK]}),
    ("seat confirmed", "seat_confirmed", {**SESSION, "position": 0}),
    ("seat confirmed without an account", "seat_confirmed", {**_GUEST_SESSION, "position": 0}),
    ("seat confirmed in an unscheduled session", "seat_confirmed", {**_UNSCHEDULED, "position": 0}),
    ("waiting for a seat that is assigned", "seat_waiting", {**SESSION, "position": 3, "offer_minutes": None}),
    ("waiting for a seat that is offered for hours", "seat_waiting", {**SESSION, "position": 3, "offer_minutes": 120}),
    ("waiting for a seat that is offered for an hour", "seat_waiting", {**SESSION, "position": 3, "offer_minutes": 60}),
    ("waiting for a seat that is offered for minutes", "seat_waiting", {**SESSION, "position": 3, "offer_minutes": 90}),
    ("waiting for a seat that is offered for a minute", "seat_waiting", {**SESSION, "position": 3, "offer_minutes": 1}),
    ("waiting, queued before offers were named", "seat_waiting", {**SESSION, "position": 3}),
    ("seat from the waiting list", "seat_promoted", SESSION),
    ("seat offered", "seat_offered", _OFFER),
    ("seat offered without an account", "seat_offered", {**_OFFER, "ref": ["ABC", 0]}),
    ("offer expired", "seat_offer_expired", SESSION),
    ("skipped because of an overlap", "seat_skipped", {**SESSION, "why": "overlap", "other": "Panel: who pays?"}),
    ("skipped because of the seats of the organisation", "seat_skipped", {**SESSION, "why": "organisation", "other": ""}),
    ("skipped because of a limit per person", "seat_skipped", {**SESSION, "why": "max_seats_per_person", "other": ""}),
    ("skipped because of a limit per day", "seat_skipped", {**SESSION, "why": "max_seats_per_day", "other": ""}),
    ("seat requested", "seat_requested", {**SESSION, "position": 0}),
    ("seat request rejected", "seat_request_rejected", {**SESSION, "reason": "It is for first-time visitors."}),
    ("invited", "seat_invited", SESSION),
    ("seat moved", "seat_moved", {**SESSION, "goal": "Panel: who pays?", "goal_code": "PANEL"}),
    ("seat released", "seat_released", {**SESSION, "had_seat": True}),
    ("waiting list left", "seat_released", {**SESSION, "had_seat": False}),
    ("seat removed", "seat_removed", {**SESSION, "had_seat": True, "reason": ""}),
    ("seat removed with a reason", "seat_removed", {**SESSION, "had_seat": True, "reason": "The room is smaller."}),
    ("removed from the waiting list", "seat_removed", {**SESSION, "had_seat": False, "reason": ""}),
]  # fmt: skip
