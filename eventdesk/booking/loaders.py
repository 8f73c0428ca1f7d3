"""Loaders of registrations by what an address names them by. Views of higher packages use them too."""

from dataclasses import dataclass
from typing import Any

from flask import abort, render_template

from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.sessions import public_session
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.questions import answers_of
from eventdesk.registration.queries.registrations import registration_by_code
from eventdesk.web.heads import event_head
from eventdesk.web.responses import uncached_page
from eventdesk.web.signed_links import verify_registration


@dataclass(frozen=True)
class LoadedRegistration:
    """A registration, and how its address named it."""

    registration: Registration
    ref: str
    """The signed link or the code of the registration, as in the address."""
    is_keyed: bool
    """Whether the address is a signed link: it opens the registration without signing in."""

    @property
    def event(self) -> Event:
        """The event it is for."""
        return self.registration.event

    @property
    def event_id(self) -> int:
        """The event's id, for the guard."""
        return self.registration.event_id

    @property
    def person_id(self) -> int:
        """The registered person, for the guard."""
        return self.registration.person_id


def registration_by_ref(registration_ref: str) -> LoadedRegistration | None:
    """Return the registration that a signed link opens, or that has this code; None for neither.

    A signed link that was revoked is answered with a page of its own, 410.
    """
    signed_ref = verify_registration(registration_ref)
    registration = registration_by_code(signed_ref[0] if signed_ref else registration_ref)
    if registration is None:
        return None
    if signed_ref and signed_ref != registration.ref:
        page = render_template(
            "booking/link_revoked.html", event=registration.event, event_head=event_head(registration.event)
        )
        abort(uncached_page(page, 410))
    return LoadedRegistration(registration, registration_ref, signed_ref is not None)


@dataclass(frozen=True)
class RegistrationWithSession(LoadedRegistration):
    """A registration, and a session of its event in which something is done for the registered person."""

    event_session: EventSession


@dataclass(frozen=True)
class RegistrationWithFile(LoadedRegistration):
    """A registration, and a file that was uploaded as an answer."""

    file: dict[str, Any]


def registration_and_session(registration_ref: str, session_code: str) -> RegistrationWithSession | None:
    """Return a registration with a session of its event that visitors can see, or None."""
    loaded = registration_by_ref(registration_ref)
    event_session = public_session(loaded.event.slug, session_code) if loaded else None
    if loaded is None or event_session is None:
        return None
    return RegistrationWithSession(loaded.registration, loaded.ref, loaded.is_keyed, event_session)


def registration_and_file(registration_ref: str, file_code: str) -> RegistrationWithFile | None:
    """Return a registration with the file that answers the question with this code, or None."""
    loaded = registration_by_ref(registration_ref)
    answer = answers_of(loaded.registration.id).get(file_code) if loaded else None
    if loaded is None or not isinstance(answer, dict):
        return None
    return RegistrationWithFile(loaded.registration, loaded.ref, loaded.is_keyed, answer)
