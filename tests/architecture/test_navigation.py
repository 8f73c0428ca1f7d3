"""Menus are data that each package provides; every page of a site or event is in a menu or is listed in OTHERWISE."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from eventdesk.web.navigation import EXTENSION, Menu, NavigationItem, init_navigation

WEB = Path(__file__).resolve().parents[2] / "eventdesk" / "web"

OTHERWISE = {
    "a link on the overview of the event": {
        "desk.event_cancel", "desk.event_copy", "desk.roles", "programme.event_settings", "programme.rooms",
        "programme.tracks", "programme.links",
    },
    "a link on the list of events": {"desk.outbox", "programme.event_new"},
    "a link on the agenda": {"planning.agenda_changes", "desk.programme_publish", "desk.session_new"},
    "a link beside the list of registrations": {
        "registration.form_builder", "booking.registration_preview", "desk.registration_policy",
        "registration.invitation_codes", "registration.question_new",
    },
    "a bulk action on the list of registrations": {
        "attendees.approve_selected", "attendees.refuse_selected", "attendees.cancel_selected",
        "attendees.move_selected", "attendees.write_selected",
    },
    "a file beside the list it holds": {
        "attendees.registrations_csv", "attendees.registrations_json", "statistics.figures_csv",
        "calendars.programme_ics", "reports.published_pdf", "reports.latest_pdf", "privacy.export_my_data",
    },
    "requested by a script of its page": {"reports.progress", "public.service_worker", "public.offline"},
    "a button on the event's page": {"booking.register", "booking.register_group", "public.changes"},
    "where a form leads to": {"booking.confirmation_sent", "accounts.sent", "accounts.sent_mail"},
    "a link on My agenda": {
        "accounts.profile", "accounts.password", "privacy.my_data", "calendars.my_feed",
        "agenda.my_agenda_print",
    },
    "a button or a link at the top or the foot of every page": {
        "accounts.sign_out", "public.accessibility", "public.privacy",
    },
    "a link on the sign-in page": {"accounts.sign_up"},
    "for machines": {"health.is_alive", "health.is_ready"},
}  # fmt: skip


def endpoints_in(source: str, endpoints: set[str]) -> list[str]:
    """Return the endpoints that a module names in a string."""
    constants = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return [value for value in constants if isinstance(value, str) and value in endpoints]


def test_endpoints_in_finds_endpoints_in_strings():
    source = 'url_for("public.home"); "public.homely"; f("public home"); redirect(url_for(endpoint="desk.home"))'

    assert endpoints_in(source, {"public.home", "desk.home"}) == ["public.home", "desk.home"]


def test_web_names_no_endpoint_of_a_package(app):
    endpoints = set(app.view_functions) - {"static"}
    assert len(endpoints) > 100

    named = {path.name: endpoints_in(path.read_text(), endpoints) for path in sorted(WEB.rglob("*.py"))}

    assert {name: endpoints for name, endpoints in named.items() if endpoints} == {}


def test_page_is_in_a_menu_or_reached_otherwise(app):
    """Pages of one session, person or question are reached from the list that contains it."""
    in_menus = {item.endpoint for items in app.extensions[EXTENSION].values() for item in items}
    pages = {
        rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments <= {"event_slug"}
    }
    listed = [endpoint for endpoints in OTHERWISE.values() for endpoint in endpoints]

    assert sorted(pages) == sorted([*in_menus, *listed])


def test_menus_are_in_order(app):
    menus = {menu: [item.key for item in items] for menu, items in app.extensions[EXTENSION].items()}

    assert menus == {
        Menu.SITE: ["home", "my", "desk", "sign-in"],
        Menu.EVENT: ["event", "programme", "speakers"],
        Menu.ORGANISER: ["overview", "agenda", "sessions", "speakers", "registrations", "seats", "door", "statistics",
                         "report"],
    }  # fmt: skip


def test_permission_of_an_item_is_that_of_its_page(app):
    differ = [
        item.endpoint
        for item in app.extensions[EXTENSION][Menu.ORGANISER]
        if app.view_functions[item.endpoint].permission is not item.permission
    ]

    assert differ == []


def test_item_without_its_page_is_refused():
    with pytest.raises(RuntimeError, match="leads to missing endpoints"):
        init_navigation(Flask("shop"), [NavigationItem(Menu.SITE, "home", "Home", "nowhere.page", 1)])
