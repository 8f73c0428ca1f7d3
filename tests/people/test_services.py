"""Adding and changing people and organisations."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.errors import Invalid
from eventdesk.people.services import add_person
from tests.factories import NOW


@pytest.mark.parametrize(("field", "max_length"), [("name", 120), ("organisation", 200), ("job_title", 160)])
def test_too_long_text_is_refused(app, field, max_length):
    def add(text):
        with transaction():
            return add_person(**{"name": "Ana", field: text}, now=NOW)

    with pytest.raises(Invalid) as caught:
        add("x" * (max_length + 1))

    assert (caught.value.field, str(caught.value)) == (field, f"Enter {max_length} characters or fewer")
    assert add("x" * max_length).name != ""
