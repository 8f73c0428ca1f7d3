"""What several views of this room share: public things, pages whose address is a secret."""

from eventdesk.programme.queries.sessions import SessionStub, session_stub
from eventdesk.seats.services.reservation_context import ReservationContext, load_context_by_slug
from eventdesk.web.guard import current_identity
from eventdesk.web.idempotency import submitted_key


def session_to_reserve(event_slug: str, session_code: str) -> ReservationContext | SessionStub | None:
    """Return all that matters before the reader claims a seat there; for a visitor, who cannot, the session alone."""
    reader = current_identity()
    found = (
        load_context_by_slug(event_slug, session_code, reader.person_id, submitted_key() or None)
        if reader
        else session_stub(event_slug, session_code)
    )
    return found if found and found.is_public else None
