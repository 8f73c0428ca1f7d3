"""Printing HTML as PDF. This is the only module that imports WeasyPrint, and only when something is printed.

WeasyPrint depends on Pango, a C library: without a font, or with hostile nesting, the process can crash. Callers
therefore use `render_apart`, which prints in a child process with limits on time and memory; the child calls
`render_pdf`.
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
MAX_HTML_LENGTH = 5_000_000
"""Characters of HTML in one document."""
MAX_SECONDS = 240
"""Seconds after which the child process is stopped; a list of a thousand names takes about ten."""
MAX_MEMORY = 3 * 1024**3
"""Bytes of address space of the child process; the report of an event with sixty people takes a twentieth."""
_REFUSED = 3
"""The exit code of a child process that could not print and has written the reason."""
_LINKS = ("http", "https", "mailto")
_TYPES = {".css": "text/css", ".ttf": "font/ttf"}


class PrintingFailed(Exception):
    """A document could not be printed; the message is an English sentence for the person who requested it."""


def render_pdf(html: str, problems: list[str] | None = None) -> bytes:
    """Return `html` as a tagged PDF (PDF/UA-1, ISO 14289-1); the same HTML gives the same bytes.

    Only the files of `static/print` and the bundled fonts are loaded. The warnings of WeasyPrint are added to
    `problems`. Raises PrintingFailed if the HTML is too long or fonts are missing.
    """
    if len(html) > MAX_HTML_LENGTH:
        raise PrintingFailed("The document is too long to be printed.")
    weasyprint = _prepare()
    with _collect_warnings(problems if problems is not None else []):
        page = weasyprint.HTML(string=html, base_url="print:/", url_fetcher=_fetcher())
        _drop_foreign_links(page.etree_element)
        printed: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return printed


class Printer:
    """A child process that prints one document. It is started early, to import WeasyPrint while the HTML is rendered.

    The child gets neither settings nor secrets.
    """

    def __init__(self) -> None:
        variables = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "XDG_CACHE_HOME")
        self._child = subprocess.Popen(  # noqa: S603 - this file, with the same Python
            [sys.executable, "-I", str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={name: os.environ[name] for name in variables if name in os.environ},
            start_new_session=True,
        )

    def print(self, html: str, problems: list[str] | None = None, *, timeout: float = MAX_SECONDS) -> bytes:
        """Return `html` as a PDF, as `render_pdf` does. A printer can be used once.

        Raises PrintingFailed, with the reason, if it takes longer than `timeout` seconds or the child process dies.
        """
        try:
            printed, output = self._child.communicate(html.encode("utf-8", "replace"), timeout=timeout)
        except subprocess.TimeoutExpired:
            self.stop()
            raise PrintingFailed(f"Printing took longer than {timeout:.0f} seconds and was stopped.") from None
        code = self._child.returncode
        if code == 0:
            if problems is not None:
                problems.extend(json.loads(output.splitlines()[-1]))
            return printed
        lines = output.decode("utf-8", "replace").strip().splitlines() or [""]
        if code == _REFUSED:
            raise PrintingFailed(lines[-1])
        reason = signal.strsignal(-code) if code < 0 else lines[-1][:200]
        raise PrintingFailed(f"The printing process ended early ({reason}).")

    def stop(self) -> None:
        """Kill the child process. It is harmless if the process has ended."""
        with contextlib.suppress(ProcessLookupError):
            self._child.kill()
        self._child.communicate()


def render_apart(html: str, problems: list[str] | None = None, *, timeout: float = MAX_SECONDS) -> bytes:
    """Return `html` as a PDF, printed in a child process. Raises PrintingFailed as `Printer.print` does."""
    return Printer().print(html, problems, timeout=timeout)


def check_fonts() -> None:
    """Raise PrintingFailed unless all fonts of the style sheet are bundled. It is also called at start-up."""
    style = STYLES / "fonts.css"
    names = [part.partition(")")[0] for part in style.read_text().split("print:/fonts/")[1:]] if style.exists() else []
    missing = [name for name in names if not (FONTS / name).is_file()]
    if missing or not names:
        raise PrintingFailed(f"Fonts are missing in static/vendor/report-fonts: {', '.join(missing)}")


def bundled_file(address: str) -> Path:
    """Return the file of the address `print:/NAME` or `print:/fonts/NAME`.

    Raises ValueError for any other scheme, host, folder or type of file, and for a missing file.
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
    """Import WeasyPrint so that it uses the bundled fonts, and return the module. Raises PrintingFailed."""
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
        """Fetches the files of `bundled_file` and refuses everything else, including `data:`."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ARG002 - the signature of WeasyPrint
            file = bundled_file(url)
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": _TYPES[file.suffix]})

    return BundledFiles()


def _drop_foreign_links(root: Any) -> None:
    """Remove links other than those inside the document, to the web or to a mailbox, and those that embed a file.

    A fetcher that refuses every address does not prevent `javascript:` and `file:` links in annotations.
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
    """Return the scheme of an address in lower case, or "" if it has none or is invalid."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


class _Collector(logging.Handler):
    """Collects log messages in a list."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.problems = problems

    def emit(self, record: logging.LogRecord) -> None:
        self.problems.append(record.getMessage())


@contextlib.contextmanager
def _collect_warnings(problems: list[str]) -> Iterator[None]:
    """Collect the warnings of WeasyPrint and fontTools in `problems`."""
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
    """Read HTML from standard input, write the PDF to standard output within the limits; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    problems: list[str] = []
    try:
        _prepare()
        printed = render_pdf(sys.stdin.buffer.read().decode(), problems)
    except (PrintingFailed, MemoryError, RecursionError) as problem:
        sys.stderr.write(f"{problem or 'The document needs too much memory.'}\n")
        return _REFUSED
    sys.stdout.buffer.write(printed)
    sys.stderr.write(json.dumps(problems) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(_print_in_child())
