"""File names of downloads, and malicious ZIP files."""

import io
import zipfile
from time import thread_time

import pytest

from eventdesk.core.errors import Invalid
from eventdesk.speakers import rules


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\temp\\a.exe", "a.pdf"), ("/etc/passwd", "passwd.pdf"), ("..", "material.pdf"), ("", "material.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie b.pdf"), ('say "hi".pdf', "say hi.pdf"), ("a\x00b.pdf", "a b.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.pdf"), (".pdf", "pdf.pdf"), ("Лекция №1.pptx", "Лекция №1.pdf"),
    ],
)  # fmt: skip
def test_file_name_is_made_safe(name, safe):
    assert rules.file_name(name, "application/pdf") == safe


def package(names, compression=zipfile.ZIP_DEFLATED, content=b"x"):
    """Return a ZIP file that holds `content` under each of these names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name in names:
            archive.writestr(name, content)
    return written.getvalue()


def test_package_with_too_many_names_is_refused_quickly():
    bomb = package(["[Content_Types].xml", *(f"ppt/{number}" for number in range(100_000))])
    began = thread_time()

    with pytest.raises(Invalid):
        rules.media_type(bomb)

    assert thread_time() - began < 0.5


def test_large_content_of_a_package_is_not_unpacked():
    bomb = package(["[Content_Types].xml", "ppt/slide.xml"], content=b"0" * 50_000_000)
    began = thread_time()

    kind = rules.media_type(bomb)

    assert kind == "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    assert thread_time() - began < 0.1


def test_package_with_a_broken_mimetype_is_refused():
    content = bytearray(package(["mimetype"], content=b"application/vnd.oasis.opendocument.text"))
    content[40:50] = b"\xff" * 10

    with pytest.raises(Invalid):
        rules.media_type(bytes(content))
