"""Who may do what: every permission with its sentence, the conditions, and who is granted what, on one page."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Permission(Enum):
    """What somebody can be allowed to do."""

    EVENT_VIEW = "event:view"
    """See an event, its programme and its speakers."""
    MY_PAGES = "my:pages"
    """See and change one's own agenda, seats and data."""
    EVENT_REGISTER = "event:register"
    """Register for an event: oneself, signed in or by an address that is confirmed afterwards."""
    COLLEAGUES_REGISTER = "event:register-group"
    """Register several people of one organisation for an event at once."""
    MY_REGISTRATION = "my:registration"
    """See and change one registration: one's own, or the one whose key one holds."""
    SEAT_RESERVE = "seat:reserve"
    """Reserve a seat for oneself, and give it back."""
    COMMENT_WRITE = "comment:write"
    """Write below a session whose comments are open."""
    DESK_ENTER = "desk:enter"
    """See the list of the events one works for."""
    EVENT_ADD = "event:add"
    """Add a new event."""
    DESK_VIEW = "desk:view"
    """See the overview of an event's desk."""
    EVENT_EDIT = "event:edit"
    """Change what an event is, publish and cancel it."""
    EVENT_COPY = "event:copy"
    """Copy an event into a new one: for whoever may both add events and change this one."""
    PROGRAMME_EDIT = "programme:edit"
    """Change rooms, tracks, sessions, talks, speakers and materials."""
    ROLE_GIVE = "role:give"
    """Give and take roles in an event."""
    REGISTRATIONS_VIEW = "registrations:view"
    """See everybody who registered for an event."""
    REGISTRATIONS_CHANGE = "registrations:change"
    """Approve and refuse registrations, write to people, move their seats, order the queues."""
    REGISTRATION_FORM = "registration:form"
    """Build the registration form, set its terms and give invitation codes."""
    ATTENDEES_VIEW = "attendees:view"
    """See who has a seat in a session."""
    ATTENDEES_CHECK_IN = "attendees:check-in"
    """Check people in at the door of a session."""
    STATISTICS_VIEW = "statistics:view"
    """See an event's figures."""
    REPORT_WRITE = "report:write"
    """Write and preview an event's report."""
    REPORT_PUBLISH = "report:publish"
    """Publish an event's report, and withdraw it."""
    OUTBOX_READ = "outbox:read"
    """Read the mails of the whole house."""


@dataclass(frozen=True)
class Identity:
    """Who is acting: somebody who is signed in, with the roles they hold."""

    person_id: int
    name: str
    email: str = ""
    is_admin: bool = False
    roles: frozenset[tuple[int, str]] = frozenset()
    """Pairs of an event's id and a role in it."""

    def has_role(self, event_id: int, *roles: str) -> bool:
        """Return whether this person holds one of `roles` in the event."""
        return any((event_id, role) in self.roles for role in roles)


class OfEvent(Protocol):
    """Anything that belongs to an event."""

    @property
    def event_id(self) -> int: ...


Condition = Callable[[Identity | None, OfEvent | None], bool]


def _is_public(actor: Identity | None, subject: OfEvent | None) -> bool:
    """The event, and the session if it is one, are published or cancelled after having been so."""
    return getattr(subject, "is_public", False)


def _is_signed_in(actor: Identity | None, subject: OfEvent | None) -> bool:
    return actor is not None


def _is_own(actor: Identity | None, subject: OfEvent | None) -> bool:
    """The subject is the actor's: their registration."""
    return actor is not None and getattr(subject, "person_id", None) == actor.person_id


def _has_key(actor: Identity | None, subject: OfEvent | None) -> bool:
    """The address that led to the subject held its key."""
    return getattr(subject, "is_keyed", False)


def _is_admin(actor: Identity | None, subject: OfEvent | None) -> bool:
    return actor is not None and actor.is_admin


def _is_organiser_somewhere(actor: Identity | None, subject: OfEvent | None) -> bool:
    return actor is not None and any(role == "organiser" for _, role in actor.roles)


def _has_any_role(actor: Identity | None, subject: OfEvent | None) -> bool:
    return actor is not None and bool(actor.roles)


def _role(*roles: str) -> Condition:
    """Return the condition that the actor holds one of `roles` in the subject's event."""

    def holds(actor: Identity | None, subject: OfEvent | None) -> bool:
        if actor is None or subject is None:
            return False
        # What waits in the draft of a programme is there for organisers alone.
        held = roles if getattr(subject, "is_shown", True) else tuple({"organiser"}.intersection(roles))
        return actor.has_role(subject.event_id, *held)

    return holds


_organiser = _role("organiser")
_door = _role("organiser", "moderator")
_press = _role("organiser", "communications")
_staff = _role("organiser", "moderator", "communications")

GRANTS: dict[Permission, list[list[Condition]]] = {
    Permission.EVENT_VIEW: [[_is_public], [_staff], [_is_admin]],
    Permission.MY_PAGES: [[_is_signed_in]],
    Permission.EVENT_REGISTER: [[_is_public]],
    Permission.COLLEAGUES_REGISTER: [[_is_signed_in, _is_public]],
    Permission.MY_REGISTRATION: [[_is_own], [_has_key]],
    Permission.SEAT_RESERVE: [[_is_signed_in, _is_public]],
    Permission.COMMENT_WRITE: [[_is_signed_in, _is_public]],
    Permission.DESK_ENTER: [[_has_any_role], [_is_admin]],
    Permission.EVENT_ADD: [[_is_organiser_somewhere], [_is_admin]],
    Permission.DESK_VIEW: [[_staff], [_is_admin]],
    Permission.EVENT_EDIT: [[_organiser], [_is_admin]],
    Permission.EVENT_COPY: [[_is_organiser_somewhere, _organiser], [_is_admin]],
    Permission.PROGRAMME_EDIT: [[_organiser], [_is_admin]],
    Permission.ROLE_GIVE: [[_organiser], [_is_admin]],
    Permission.REGISTRATIONS_VIEW: [[_organiser], [_is_admin]],
    Permission.REGISTRATIONS_CHANGE: [[_organiser], [_is_admin]],
    Permission.REGISTRATION_FORM: [[_organiser], [_is_admin]],
    Permission.ATTENDEES_VIEW: [[_door], [_is_admin]],
    Permission.ATTENDEES_CHECK_IN: [[_door], [_is_admin]],
    Permission.STATISTICS_VIEW: [[_press], [_is_admin]],
    Permission.REPORT_WRITE: [[_press], [_is_admin]],
    Permission.REPORT_PUBLISH: [[_press], [_is_admin]],
    Permission.OUTBOX_READ: [[_is_admin]],
}
"""A permission is granted when all conditions of one of its lists hold."""


def can(actor: Identity | None, permission: Permission, subject: OfEvent | None = None) -> bool:
    """Return whether `actor` (None: a visitor) may do `permission` on `subject`.

    Raises KeyError for a permission that nobody has thought about.
    """
    return any(all(condition(actor, subject) for condition in all_of) for all_of in GRANTS[permission])


def is_staff_of(actor: Identity | None, subject: OfEvent | None) -> bool:
    """Return whether `actor` holds any role in the subject's event: a refusal is then no secret."""
    return _staff(actor, subject) or _is_admin(actor, subject)
