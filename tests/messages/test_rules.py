"""In which language a mail is written."""

import pytest

from eventdesk.messages.rules import mail_language


@pytest.mark.parametrize(("stored", "language"), [("de", "de"), ("en_GB", "en_GB"), ("", "en_GB"), ("lt", "en_GB")])
def test_mail_is_written_in_the_stored_language_or_else_the_default_one(stored, language):
    assert mail_language(stored, known=("en_GB", "de"), default="en_GB") == language
