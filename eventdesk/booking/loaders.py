"""Loaders of registrations by what an address names them by. Views of higher packages use them too."""

from dataclasses import dataclass

from flask import abort, render_template

from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration
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
