"""Error pages: headings and headers."""

import pytest

from tests.pages import text_of


def test_address_without_post_names_its_methods(client):
    answer = client.post("/accessibility")

    assert text_of(client.checked(answer, 405).h1) == "This action is not available"
    assert {"GET", "HEAD"} <= answer.allow


@pytest.mark.parametrize("part", ["bytes=999999999-", "bytes=5-2", "bytes=0-1,3-4"])
def test_range_outside_of_a_file_is_a_wrong_request(client, part):
    answer = client.get("/static/img/favicon.svg", headers={"Range": part})

    assert text_of(client.checked(answer, 416).h1) == "This request could not be read"
