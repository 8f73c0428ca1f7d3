"""People and organisations: what is stored of what was given."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.errors import Invalid
from eventdesk.people.services import add_person
from tests.factories import NOW


@pytest.mark.parametrize(("field", "most"), [("name", 120), ("organisation", 200), ("job_title", 160)])
def test_add_person_with_too_long_a_text_is_refused(app, field, most):
    def add(text):
        with transaction():
            return add_person(**{"name": "Ana", field: text}, now=NOW)

    with pytest.raises(Invalid) as caught:
        add("x" * (most + 1))

    assert (caught.value.field, str(caught.value)) == (field, f"Enter {most} characters or fewer")
    assert add("x" * most).name != ""
