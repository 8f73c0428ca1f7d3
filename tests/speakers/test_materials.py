"""Names under which material is downloaded."""

import pytest

from eventdesk.speakers import rules


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\temp\\a.exe", "a.pdf"), ("/etc/passwd", "passwd.pdf"), ("..", "material.pdf"), ("", "material.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie b.pdf"), ('say "hi".pdf', "say hi.pdf"), ("a\x00b.pdf", "a b.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.pdf"), (".pdf", "pdf.pdf"), ("Лекция №1.pptx", "Лекция №1.pdf"),
    ],
)  # fmt: skip
def test_name_of_a_file_is_made_harmless(name, safe):
    assert rules.file_name(name, "application/pdf") == safe
