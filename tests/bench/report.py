"""The report of an event, measured against WeasyPrint alone on the same HTML."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import Flask

from eventdesk.core import clock
from eventdesk.printing import pdf
from eventdesk.programme.models.programme import Event
from eventdesk.reports import services
from eventdesk.reports.html import document_html
from eventdesk.reports.queries.build_document import report_document

ALONE = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("pdf", sys.argv[1])
pdf = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pdf)
weasyprint = pdf._prepare()
html = open(sys.argv[2]).read()
page = weasyprint.HTML(string=html, base_url="print:/", url_fetcher=pdf._fetcher())
page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
"""
"""A process that does nothing but WeasyPrint: start, import, print. It needs our fetcher to find fonts and styles."""


def times(app: Flask, event: Event, runs: int) -> tuple[float, float]:
    """Return the medians of both in seconds: our report from the database to the bytes, and WeasyPrint alone.

    They take turns, so that whatever else the machine does hits both alike.
    """
    now = clock.now()
    base_url = app.config["SETTINGS"].base_url
    ours, alone = [], []
    with NamedTemporaryFile("w", suffix=".html") as page:
        page.write(document_html(report_document(event, now=now, base_url=base_url)))
        page.flush()
        for _ in range(runs):
            ours.append(_seconds(lambda: services.make_pdf(event, now=now, base_url=base_url)))
            command = [sys.executable, "-c", ALONE, str(Path(pdf.__file__)), page.name]
            alone.append(_seconds(lambda: subprocess.run(command, check=True)))  # noqa: B023 - run at once
    return statistics.median(ours), statistics.median(alone)


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
