"""Typography of printed text."""

import pytest

from eventdesk.printing import typography


@pytest.mark.parametrize(("name", "direction"), [("Anna", "ltr"), ("ليلى", "rtl"), ("2. ليلى", "rtl"), ("", "ltr")])
def test_direction_is_that_of_the_first_letter(name, direction):
    assert typography.direction(name) == direction


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Zoë 🦊 O’Neill", "Zoë O’Neill"), ("Ana ❤️", "Ana ❤"), ("🦊", "🦊"), ("Ana Lobo", "Ana Lobo")],
)
def test_emoji_are_removed_if_a_name_remains(name, expected):
    assert typography.without_emoji(name) == expected
