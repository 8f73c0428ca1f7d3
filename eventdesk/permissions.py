"""Permissions: all of them with a description, the conditions, and who is granted what, on one page."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Permission(Enum):
    """An action, or a group of actions, that people can be allowed to do."""

    EVENT_VIEW = "event:view"
    """View an event, its programme and its speakers."""
    MY_PAGES = "my:pages"
    """View and change your own agenda, seats and data."""
    EVENT_REGISTER = "event:register"
    """Register for an event yourself, signed in or with an email address to be confirmed."""
    COLLEAGUES_REGISTER = "event:register-group"
    """Register several people of one organisation for an event at once."""
    MY_REGISTRATION = "my:registration"
    """View and change one registration: your own, or the one of a signed link."""
    SEAT_RESERVE = "seat:reserve"
    """Reserve and release a seat for yourself."""
    COMMENT_WRITE = "comment:write"
    """Comment on a session whose comments are open."""
    DESK_ENTER = "desk:enter"
    """View the list of the events in which you have a role."""
    EVENT_ADD = "event:add"
    """Create an event."""
    DESK_VIEW = "desk:view"
    """View the overview of an event's desk."""
    EVENT_EDIT = "event:edit"
    """Change, publish and cancel an event."""
    EVENT_COPY = "event:copy"
    """Copy an event into a new one, which takes the right to create events and to change this one."""
    PROGRAMME_EDIT = "programme:edit"
    """Change rooms, tracks, sessions, talks, speakers and materials."""
    ROLE_GIVE = "role:give"
    """Assign and remove roles in an event."""
    REGISTRATIONS_VIEW = "registrations:view"
    """View all registrations of an event."""
    REGISTRATIONS_CHANGE = "registrations:change"
    """Approve and reject registrations, email people, move their seats, reorder waiting lists."""
    REGISTRATION_FORM = "registration:form"
    """Edit the registration form, the registration policy and invitation codes."""
    ATTENDEES_VIEW = "attendees:view"
    """View who has a seat in a session."""
    ATTENDEES_CHECK_IN = "attendees:check-in"
    """Check people in to a session."""
    STATISTICS_VIEW = "statistics:view"
    """View the statistics of an event."""
    REPORT_WRITE = "report:write"
    """Write and preview the report of an event."""
    REPORT_PUBLISH = "report:publish"
    """Publish and unpublish the report of an event."""
    OUTBOX_READ = "outbox:read"
    """Read all outgoing emails of the installation."""


@dataclass(frozen=True)
class Identity:
    """The signed-in person who acts, with their roles."""

    person_id: int
    name: str
    email: str = ""
    is_admin: bool = False
    roles: frozenset[tuple[int, str]] = frozenset()
    """Pairs of the id of an event and a role in it."""

    def has_role(self, event_id: int, *roles: str) -> bool:
        """Return whether this person has one of `roles` in the event."""
        return any((event_id, role) in self.roles for role in roles)


class OfEvent(Protocol):
    """An object that belongs to an event."""

    @property
    def event_id(self) -> int: ...


Condition = Callable[[Identity | None, OfEvent | None], bool]


def _is_public(actor: Identity | None, subject: OfEvent | None) -> bool:
    """Return whether the event, and the session if it is one, is published, or was before it was cancelled."""
    return getattr(subject, "is_public", False)


def _is_signed_in(actor: Identity | None, subject: OfEvent | None) -> bool:
    return actor is not None


def _is_theirs(actor: Identity | None, subject: OfEvent | None) -> bool:
    """Return whether the subject is the actor's registration."""
    return actor is not None and getattr(subject, "person_id", None) == actor.person_id


def _has_key(actor: Identity | None, subject: OfEvent | None) -> bool:
    """Return whether the subject was loaded from its signed link."""
    return getattr(subject, "is_keyed", False)


def _is_admin(actor: Identity | None, subject: OfEvent | None) -> bool:
    return actor is not None and actor.is_admin


def _is_organiser_somewhere(actor: Identity | None, subject: OfEvent | None) -> bool:
    return actor is not None and any(role == "organiser" for _, role in actor.roles)


def _has_any_role(actor: Identity | None, subject: OfEvent | None) -> bool:
    return actor is not None and bool(actor.roles)


def _role(*roles: str) -> Condition:
    """Return the condition that the actor has one of `roles` in the event of the subject."""

    def has_one_of(actor: Identity | None, subject: OfEvent | None) -> bool:
        if actor is None or subject is None:
            return False
        # Sessions that are only in the draft of the programme are visible to organisers alone.
        allowed = roles if getattr(subject, "is_shown", True) else tuple({"organiser"}.intersection(roles))
        return actor.has_role(subject.event_id, *allowed)

    return has_one_of


_is_organiser = _role("organiser")
_checks_in = _role("organiser", "moderator")
_communicates = _role("organiser", "communications")
_has_role_in_event = _role("organiser", "moderator", "communications")

GRANTS: dict[Permission, list[list[Condition]]] = {
    Permission.EVENT_VIEW: [[_is_public], [_has_role_in_event], [_is_admin]],
    Permission.MY_PAGES: [[_is_signed_in]],
    Permission.EVENT_REGISTER: [[_is_public]],
    Permission.COLLEAGUES_REGISTER: [[_is_signed_in, _is_public]],
    Permission.MY_REGISTRATION: [[_is_theirs], [_has_key]],
    Permission.SEAT_RESERVE: [[_is_signed_in, _is_public]],
    Permission.COMMENT_WRITE: [[_is_signed_in, _is_public]],
    Permission.DESK_ENTER: [[_has_any_role], [_is_admin]],
    Permission.EVENT_ADD: [[_is_organiser_somewhere], [_is_admin]],
    Permission.DESK_VIEW: [[_has_role_in_event], [_is_admin]],
    Permission.EVENT_EDIT: [[_is_organiser], [_is_admin]],
    Permission.EVENT_COPY: [[_is_organiser_somewhere, _is_organiser], [_is_admin]],
    Permission.PROGRAMME_EDIT: [[_is_organiser], [_is_admin]],
    Permission.ROLE_GIVE: [[_is_organiser], [_is_admin]],
    Permission.REGISTRATIONS_VIEW: [[_is_organiser], [_is_admin]],
    Permission.REGISTRATIONS_CHANGE: [[_is_organiser], [_is_admin]],
    Permission.REGISTRATION_FORM: [[_is_organiser], [_is_admin]],
    Permission.ATTENDEES_VIEW: [[_checks_in], [_is_admin]],
    Permission.ATTENDEES_CHECK_IN: [[_checks_in], [_is_admin]],
    Permission.STATISTICS_VIEW: [[_communicates], [_is_admin]],
    Permission.REPORT_WRITE: [[_communicates], [_is_admin]],
    Permission.REPORT_PUBLISH: [[_communicates], [_is_admin]],
    Permission.OUTBOX_READ: [[_is_admin]],
}
"""A permission is granted if all conditions of one of its lists are true."""


def can(actor: Identity | None, permission: Permission, subject: OfEvent | None = None) -> bool:
    """Return whether `actor` (None: a visitor) has `permission` on `subject`.

    Raises KeyError for a permission without grants.
    """
    return any(all(condition(actor, subject) for condition in all_of) for all_of in GRANTS[permission])


def is_staff_of(actor: Identity | None, subject: OfEvent | None) -> bool:
    """Return whether `actor` has any role in the event of the subject, so that a refusal reveals nothing to them."""
    return _has_role_in_event(actor, subject) or _is_admin(actor, subject)
