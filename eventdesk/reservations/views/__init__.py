"""HTTP of this room: registering and reserving (`seats`), one's own pages (`mine`), the door (`door`), who
registered (`registrations`)."""

from flask import Blueprint

blueprint = Blueprint("reservations", __name__)

# Their routes stand on the blueprint above, which therefore has to be there first.
from eventdesk.reservations.views import door, mine, registrations, seats  # noqa: E402

__all__ = ["blueprint", "door", "mine", "registrations", "seats"]
