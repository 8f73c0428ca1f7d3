"""HTTP of this room: signing up and in (`signing`), links sent by mail (`links`), one's own account (`own`)."""

from eventdesk.accounts.views import links, own, signing
from eventdesk.accounts.views.floor import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "links", "own", "signing"]
