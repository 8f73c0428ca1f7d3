"""Navigation: the menu items that each package hands over, as `NAVIGATION` beside its blueprint.

`create_app` collects them. `web` itself knows no endpoint of any package.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from flask import Flask, current_app, url_for

from eventdesk.permissions import Permission

EXTENSION = "eventdesk_navigation"


class Menu(StrEnum):
    """Where an item stands."""

    SITE = "site"
    """At the top of every page. The items `home` and `sign-in` are where the guard leads visitors to."""
    EVENT = "event"
    """The tabs of an event's public pages; the first one is the event itself."""
    ORGANISER = "organiser"
    """The tabs of an event's organiser pages; the first one is the event's overview."""


class NavigationItem(NamedTuple):
    """One item of a menu. Its endpoint takes `event_slug`, or nothing in the site's menu."""

    menu: Menu
    key: str
    """What a page names to be marked as the current one."""
    label: str
    """Marked for translation with N_."""
    endpoint: str
    order: int
    permission: Permission | None = None
    """Without it the item is not shown; None: everybody sees it."""

    def url(self, **values: Any) -> str:
        """Return the address of its page."""
        return url_for(self.endpoint, **values)


def init_navigation(app: Flask, items: Iterable[NavigationItem]) -> None:
    """Give `app` its menus. Raises RuntimeError where an item leads to an endpoint that is not there."""
    ordered = sorted(items, key=lambda item: item.order)
    unknown = [item.endpoint for item in ordered if item.endpoint not in app.view_functions]
    if unknown:
        raise RuntimeError(f"Navigation leads to endpoints that are not there: {', '.join(unknown)}")
    app.extensions[EXTENSION] = {menu: tuple(item for item in ordered if item.menu is menu) for menu in Menu}


def items_of(menu: Menu) -> tuple[NavigationItem, ...]:
    """Return the items of a menu in their order, whoever may see them."""
    return current_app.extensions[EXTENSION][menu]  # type: ignore[no-any-return]


def site_url(key: str) -> str:
    """Return the address of an item of the site's menu, as `home` or `sign-in`."""
    return next(item for item in items_of(Menu.SITE) if item.key == key).url()
