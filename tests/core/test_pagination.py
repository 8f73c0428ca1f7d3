"""Pages of a list: their rows, numbers and neighbours."""

import pytest

from eventdesk.core.pagination import Page


@pytest.mark.parametrize(
    ("total", "count"), [(0, 1), (1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3)],
)  # fmt: skip
def test_number_of_pages(total, count):
    assert Page(1, 10, total).count == count


@pytest.mark.parametrize(("number", "shown"), [(-5, 1), (0, 1), (1, 1), (3, 3), (4, 3), (10**30, 3)])
def test_number_outside_of_the_list_gives_the_nearest_page(number, shown):
    assert Page.within(25, size=10, number=number) == Page(shown, 10, 25)


@pytest.mark.parametrize(
    ("number", "rows", "previous", "following"),
    [(1, [0, 1, 2], None, 2), (2, [3, 4, 5], 1, 3), (3, [6], 2, None)],
)
def test_page_has_its_rows_and_its_neighbours(number, rows, previous, following):
    page = Page(number, 3, 7)

    assert (page.offset, page.cut(range(7)), page.previous, page.next) == (
        rows[0],
        range(rows[0], rows[-1] + 1),
        previous,
        following,
    )


def test_empty_list_has_one_page_without_neighbours():
    page = Page.within(0, size=10, number=2)

    assert (page, page.cut([]), page.previous, page.next) == (Page(1, 10, 0), [], None, None)
