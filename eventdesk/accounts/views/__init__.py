"""HTTP of this room: signing up and in (`signing`), links sent by mail (`links`), one's own account (`own`)."""

from eventdesk.accounts.views import links, own, signing
from eventdesk.accounts.views.floor import blueprint

__all__ = ["blueprint", "links", "own", "signing"]
