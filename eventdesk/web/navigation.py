"""Navigation: the menu items that each package declares as `NAVIGATION` next to its blueprint.

`create_app` collects them. `web` itself contains no endpoint of any package.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from flask import Flask, current_app, url_for

from eventdesk.permissions import Permission

EXTENSION = "eventdesk_navigation"


class Menu(StrEnum):
    """The menu that an item belongs to."""

    SITE = "site"
    """At the top of every page. The guard leads visitors to the items `home` and `sign-in`."""
    EVENT = "event"
    """The tabs of an event's public pages; the first one is the event itself."""
    ORGANISER = "organiser"
    """The tabs of an event's organiser pages; the first one is the event's overview."""


class NavigationItem(NamedTuple):
    """One item of a menu. Its endpoint takes `event_slug`, or nothing in the site's menu."""

    menu: Menu
    key: str
    """The value by which a page marks this item as the current one."""
    label: str
    """Marked for translation with N_."""
    endpoint: str
    order: int
    permission: Permission | None = None
    """The item is only shown to readers with this permission; None: to everyone."""

    def url(self, **values: Any) -> str:
        """Return the address of the page."""
        return url_for(self.endpoint, **values)


def init_navigation(app: Flask, items: Iterable[NavigationItem]) -> None:
    """Set the menus of `app`. Raises RuntimeError if an item leads to a missing endpoint."""
    ordered = sorted(items, key=lambda item: item.order)
    unknown = [item.endpoint for item in ordered if item.endpoint not in app.view_functions]
    if unknown:
        raise RuntimeError(f"Navigation leads to missing endpoints: {', '.join(unknown)}")
    app.extensions[EXTENSION] = {menu: tuple(item for item in ordered if item.menu is menu) for menu in Menu}


def items_of(menu: Menu) -> tuple[NavigationItem, ...]:
    """Return all items of a menu in their order, without a check of permissions."""
    return current_app.extensions[EXTENSION][menu]  # type: ignore[no-any-return]


def site_url(key: str) -> str:
    """Return the address of an item of the site menu, such as `home` or `sign-in`."""
    return next(item for item in items_of(Menu.SITE) if item.key == key).url()
