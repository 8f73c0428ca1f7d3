"""Fixtures of the command line's tests."""

from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller

from tests.cli.postbox import Postbox
from tests.servers import free_port


@pytest.fixture
def postbox(app, monkeypatch):
    """A mail server that the settings of the application refer to."""
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    url = f"smtp://127.0.0.1:{server.port}"
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=url))
    box.url = url
    yield box
    server.stop()
