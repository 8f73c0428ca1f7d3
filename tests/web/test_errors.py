"""Error pages: what a refused request is told."""

import pytest

from tests.pages import words


def test_address_that_takes_no_posts_names_what_it_takes(client):
    answer = client.post("/accessibility")

    assert words(client.checked(answer, 405).h1) == "This address cannot do that"
    assert {"GET", "HEAD"} <= answer.allow


@pytest.mark.parametrize("part", ["bytes=999999999-", "bytes=5-2", "bytes=0-1,3-4"])
def test_part_that_a_file_does_not_have_is_not_called_our_fault(client, part):
    answer = client.get("/static/img/favicon.svg", headers={"Range": part})

    assert words(client.checked(answer, 416).h1) == "This request cannot be read"
