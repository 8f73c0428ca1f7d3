"""An endpoint that does not declare who may use it keeps the application from starting."""

import pytest
from flask import Flask

from eventdesk.permissions import GRANTS, Permission, can
from eventdesk.web.guard import public, refuse_to_start_unguarded, requires


def test_endpoint_without_declaration_is_refused():
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/open", "open", public(lambda: ""))
    app.add_url_rule("/closed", "closed", requires(Permission.MY_PAGES)(lambda: ""))
    refuse_to_start_unguarded(app)

    app.add_url_rule("/forgotten", "forgotten", lambda: "")

    with pytest.raises(RuntimeError, match="forgotten"):
        refuse_to_start_unguarded(app)


def test_every_endpoint_is_declared(app):
    refuse_to_start_unguarded(app)


def test_every_permission_is_granted_to_a_role():
    assert set(GRANTS) == set(Permission)
    assert [permission for permission, grants in GRANTS.items() if not grants] == []


def test_unknown_permission_is_an_error():
    with pytest.raises(KeyError):
        can(None, "seat:steal")
