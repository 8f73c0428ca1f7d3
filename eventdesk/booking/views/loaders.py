"""Loading the session in which the reader reserves a seat."""

from eventdesk.programme.queries.sessions import SessionStub, session_stub
from eventdesk.seats.queries.reservation_context import context_by_address
from eventdesk.seats.rules.reservation import ReservationContext
from eventdesk.web.guard import current_identity
from eventdesk.web.idempotency import submitted_key


def session_to_reserve(event_slug: str, session_code: str) -> ReservationContext | SessionStub | None:
    """Return the context of the reader's reservation; for a visitor, who cannot reserve a seat, only the session."""
    reader = current_identity()
    session = (
        context_by_address(event_slug, session_code, reader.person_id, submitted_key() or None)
        if reader
        else session_stub(event_slug, session_code)
    )
    return session if session and session.is_public else None
