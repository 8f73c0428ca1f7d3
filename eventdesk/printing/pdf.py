"""Printing: HTML in, PDF out. The one module that imports WeasyPrint, and only when something is printed.

WeasyPrint and Pango are C underneath: without a font, or with hostile nesting, the process dies. So the doors use
`render_apart`, which prints in a child process with limits on time and memory; `render_pdf` is what the child does.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLES = STATIC / "print"
FONTS = STATIC / "vendor" / "report-fonts"
LONGEST_HTML = 5_000_000
"""Characters of HTML that are printed at most."""
LONGEST_RENDERING = 240
"""Seconds after which a child is stopped; a thousand names take about ten."""
MOST_MEMORY = 3 * 1024**3
"""Bytes of address space that a child may take; the report of sixty people takes a twentieth."""
_REFUSED = 3
"""How a child exits that could not print and said why."""
_LINKS = ("http", "https", "mailto")
_TYPES = {".css": "text/css", ".ttf": "font/ttf"}


class PrintingFailed(Exception):
    """Something could not be printed; the message is an English sentence for the person who asked for it."""


def render_pdf(html: str, problems: list[str] | None = None) -> bytes:
    """Return `html` as a tagged PDF (PDF/UA-1, ISO 14289-1); the same HTML gives the same bytes.

    Nothing is loaded but the files of `static/print` and the bundled fonts. What WeasyPrint complains of is added to
    `problems`. Raises PrintingFailed when the HTML is too long or the fonts are not there.
    """
    if len(html) > LONGEST_HTML:
        raise PrintingFailed("The document is too long to be printed.")
    weasyprint = _prepare()
    with _complaints(problems if problems is not None else []):
        page = weasyprint.HTML(string=html, base_url="print:/", url_fetcher=_fetcher())
        _drop_foreign_links(page.etree_element)
        printed: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return printed


class Printer:
    """A child process that prints one document, started early: it imports WeasyPrint while the HTML is written.

    The child gets neither settings nor secrets, and ends when its parent does.
    """

    def __init__(self) -> None:
        passed_on = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "XDG_CACHE_HOME")
        self._child = subprocess.Popen(  # noqa: S603 - this very file, by our own Python
            [sys.executable, "-I", str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={name: os.environ[name] for name in passed_on if name in os.environ},
            start_new_session=True,
        )

    def print(self, html: str, problems: list[str] | None = None, *, timeout: float = LONGEST_RENDERING) -> bytes:
        """Return `html` as a PDF, as `render_pdf` does; a printer is used once.

        Raises PrintingFailed when it takes longer than `timeout` seconds, or when the child dies, with the reason.
        """
        try:
            printed, said = self._child.communicate(html.encode("utf-8", "replace"), timeout=timeout)
        except subprocess.TimeoutExpired:
            self.stop()
            raise PrintingFailed(f"Printing took longer than {timeout:.0f} seconds and was stopped.") from None
        code = self._child.returncode
        if code == 0:
            if problems is not None:
                problems.extend(json.loads(said.splitlines()[-1]))
            return printed
        lines = said.decode("utf-8", "replace").strip().splitlines() or [""]
        if code == _REFUSED:
            raise PrintingFailed(lines[-1])
        reason = signal.strsignal(-code) if code < 0 else lines[-1][:200]
        raise PrintingFailed(f"The printing process ended early ({reason}).")

    def stop(self) -> None:
        """End the child, whatever it does; harmless when it has ended."""
        with contextlib.suppress(ProcessLookupError):
            self._child.kill()
        self._child.communicate()


def render_apart(html: str, problems: list[str] | None = None, *, timeout: float = LONGEST_RENDERING) -> bytes:
    """Return `html` as a PDF, printed in a process of its own; raises PrintingFailed as `Printer.print` does."""
    return Printer().print(html, problems, timeout=timeout)


def check_fonts() -> None:
    """Raise PrintingFailed unless every font that the style sheet names is bundled; asked at start-up as well."""
    style = STYLES / "fonts.css"
    names = [part.partition(")")[0] for part in style.read_text().split("print:/fonts/")[1:]] if style.exists() else []
    missing = [name for name in names if not (FONTS / name).is_file()]
    if missing or not names:
        raise PrintingFailed(f"Fonts are missing in static/vendor/report-fonts: {', '.join(missing)}")


def bundled_file(address: str) -> Path:
    """Return the file that `print:/NAME` or `print:/fonts/NAME` stands for.

    Raises ValueError for every other address: other schemes, hosts, folders, kinds of file, and what is not there.
    """
    parts = urlsplit(address)
    path = PurePosixPath(unquote(parts.path))
    folder = {("/",): STYLES, ("/", "fonts"): FONTS}.get(path.parts[:-1])
    if parts.scheme != "print" or parts.netloc or folder is None or path.suffix not in _TYPES:
        raise ValueError(f"A printed document may not load {address[:200]}")
    file = folder / path.name
    if not file.is_file():
        raise ValueError(f"There is no {address[:200]}")
    return file


def _prepare() -> Any:
    """Return the WeasyPrint module, loaded so that it finds the bundled fonts first; raises PrintingFailed."""
    check_fonts()
    os.environ["FONTCONFIG_FILE"] = str(STYLES / "fonts.conf")
    try:
        import weasyprint
    except OSError as problem:
        raise PrintingFailed(f"A library that WeasyPrint needs is not installed: {problem}") from problem
    return weasyprint


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class BundledFiles(URLFetcher):  # type: ignore[misc]
        """Hands over our own static files and refuses everything else, `data:` as well."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ARG002 - WeasyPrint's signature
            file = bundled_file(url)
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": _TYPES[file.suffix]})

    return BundledFiles()


def _drop_foreign_links(root: Any) -> None:
    """Take away links that are neither inside the document nor to the web or a mailbox, and what could embed a file.

    A fetcher that refuses everything still lets `javascript:` and `file:` through as annotations.
    """
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        href = element.get("href", "").strip()
        if name == "link" and element.get("rel") != "stylesheet":
            element.attrib.pop("href", None)
        elif name in ("a", "area"):
            element.attrib.pop("rel", None)
            if not href.startswith("#") and _scheme(href) not in _LINKS:
                element.attrib.pop("href", None)
        elif name == "base":
            element.attrib.clear()


def _scheme(address: str) -> str:
    """Return the scheme of an address in small letters, or "" where it has none or cannot be read."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


class _Collector(logging.Handler):
    def __init__(self, problems: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.problems = problems

    def emit(self, record: logging.LogRecord) -> None:
        self.problems.append(record.getMessage())


@contextlib.contextmanager
def _complaints(problems: list[str]) -> Iterator[None]:
    """Collect what WeasyPrint and fontTools warn of into `problems`."""
    collector = _Collector(problems)
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(collector)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(collector)


def _print_in_child() -> int:
    """Read HTML from standard input and write the PDF to standard output, within limits; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_RENDERING, LONGEST_RENDERING))
    problems: list[str] = []
    try:
        _prepare()
        printed = render_pdf(sys.stdin.buffer.read().decode(), problems)
    except (PrintingFailed, MemoryError, RecursionError) as problem:
        sys.stderr.write(f"{problem or 'The document needs more memory than it may take.'}\n")
        return _REFUSED
    sys.stdout.buffer.write(printed)
    sys.stderr.write(json.dumps(problems) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(_print_in_child())
