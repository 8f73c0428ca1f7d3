"""States: members are the stored strings, with label and icon."""

import pytest

from eventdesk.core.models import OutboxItem
from eventdesk.core.states import OPEN_STATES, OutboxState, sql_list


def test_member_equals_the_stored_string():
    assert OutboxState("failed") is OutboxState.FAILED
    assert (OutboxState.FAILED == "failed", f"{OutboxState.FAILED}") == (True, "failed")
    assert (OutboxState.FAILED.label, OutboxState.FAILED.icon) == ("Failed", "cancelled")


def test_sql_list_quotes_each_state():
    assert sql_list(OPEN_STATES) == "'queued', 'claimed', 'sending'"


@pytest.mark.parametrize(
    ("state", "is_open"),
    [("queued", True), ("claimed", True), ("sending", True), ("done", False), ("logged", False), ("failed", False)],
)
def test_item_is_open_until_it_is_done_or_failed(state, is_open):
    assert OutboxItem(state=state).is_open is is_open
