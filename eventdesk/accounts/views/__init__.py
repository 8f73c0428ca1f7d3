"""HTTP of this room: signing up and in (`signing`), links sent by mail (`links`), one's own account (`own`)."""

from eventdesk.accounts.views import links, own, signing  # noqa: F401 - their routes stand on the blueprint
from eventdesk.accounts.views.floor import blueprint as blueprint
