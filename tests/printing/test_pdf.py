"""HTML printed as PDF: files that are never loaded, and the reasons of failures."""

import io
import re

import pytest
from pypdf import PdfReader

from eventdesk.printing import pdf
from eventdesk.printing.pdf import PrintingFailed, bundled_file, check_fonts, render_apart, render_pdf

PAGE = (
    "<html lang=en><title>x</title><link rel=stylesheet href='print:/fonts.css'><p style='font-family: ED Sans'>Žodis"
)


def test_unsafe_links_are_removed():
    problems = []
    printed = render_pdf(
        "<html lang=en><title>x</title><a href='java\tscript:alert(1)'>a</a><a href=file:///etc/passwd>b</a>"
        "<a href='data:text/html,x'>c</a><a rel=attachment href=file:///etc/passwd>d</a>"
        "<link rel=attachment href=file:///etc/passwd><a href=https://example.org/>e</a><img alt=i src=file:///etc/passwd>"
        "<img alt=i src=http://127.0.0.1:9/><img alt=i src=data:image/png;base64,AA>",
        problems,
    )
    reader = PdfReader(io.BytesIO(printed))

    targets = [annotation.get_object()["/A"]["/URI"] for annotation in reader.pages[0]["/Annots"]]
    assert targets == ["https://example.org/"]
    assert "/EmbeddedFiles" not in reader.trailer["/Root"].get("/Names", {})
    assert len([problem for problem in problems if problem.startswith("Failed to load image")]) == 3


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "http://127.0.0.1/", "https://example.org/report.css", "data:text/css,p{}",
        "print:/../vendor/x.css", "print:/fonts/../../../pyproject.toml", "print:/fonts/%2e%2e/x.ttf",
        "print://host/report.css", "print:/missing.css", "print:/fonts.conf", "report.css", "ftp://x/y.ttf",
        "print:/fonts/LICENSE-noto-serif.txt",
    ],
)  # fmt: skip
def test_bundled_file_refuses_everything_else(address):
    with pytest.raises(ValueError, match=r"may not load|There is no"):
        bundled_file(address)


def test_bundled_file_returns_style_sheets_and_fonts():
    assert bundled_file("print:/report.css").name == "report.css"
    assert bundled_file("print:/fonts/noto-sans-latin-400-normal.ttf").parent == pdf.FONTS


def test_render_apart_gives_the_same_bytes():
    problems = []

    assert render_apart(PAGE, problems) == render_pdf(PAGE, problems)
    assert problems == []


def test_render_apart_raises_the_reason():
    too_deep = "<html lang=en><title>x</title>" + "<div>" * 5000

    with pytest.raises(PrintingFailed, match="took longer than 0 seconds"):
        render_apart("<html lang=en><title>x</title>", timeout=0.01)
    with pytest.raises(PrintingFailed, match=r"ended early|recursion|memory"):
        render_apart(too_deep)


def test_missing_fonts_are_refused(tmp_path, monkeypatch):
    check_fonts()
    monkeypatch.setattr(pdf, "FONTS", tmp_path)

    with pytest.raises(
        PrintingFailed, match="Fonts are missing in static/vendor/report-fonts: noto-serif-display-latin-300"
    ):
        check_fonts()


def test_font_configuration_names_the_bundled_fonts(tmp_path, monkeypatch):
    conf = (pdf.STYLES / "fonts.conf").read_text()

    assert re.findall(r"<dir[^>]*>(.*?)</dir>", conf) == ["../vendor/report-fonts"]
