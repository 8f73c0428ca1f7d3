"""Commands that export results: calendar, report, statistics."""

import json
import sys
from pathlib import Path

import click

from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.feeds import programme_file
from eventdesk.cli.context import application, event_named, settings_of
from eventdesk.core import clock
from eventdesk.printing.pdf import PrintingFailed
from eventdesk.reports import services as reports
from eventdesk.statistics import queries as statistics


@click.command()
@click.argument("event")
def calendar(event: str) -> None:
    """Print EVENT's programme as a calendar file (RFC 5545)."""
    with application() as app:
        addresses = Addresses(settings_of(app).base_url)
        sys.stdout.buffer.write(programme_file(event_named(event), addresses=addresses))


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def report(event: str, output: Path) -> None:
    """Write EVENT's report to a PDF file."""
    with application() as app:
        reported_event = event_named(event)
        with click.progressbar(length=100, file=sys.stderr, label="Creating the report") as bar:
            try:
                pdf = reports.make_pdf(
                    reported_event,
                    now=clock.now(),
                    base_url=settings_of(app).base_url,
                    progress=lambda percent: bar.update(percent - bar.pos),
                )
            except PrintingFailed as problem:
                raise click.ClickException(str(problem)) from problem
    output.write_bytes(pdf)
    click.echo(output)


@click.command("statistics")
@click.argument("event")
@click.option("--format", "output_format", type=click.Choice(["json"]), default="json", show_default=True)
def figures(event: str, output_format: str) -> None:  # noqa: ARG001 - the only format so far; scripts pass it
    """Print EVENT's statistics."""
    with application():
        values = statistics.as_dict(event_named(event), now=clock.now())
    click.echo(json.dumps(values, ensure_ascii=False, indent=2))


COMMANDS = (calendar, report, figures)
