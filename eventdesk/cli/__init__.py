"""The `eventdesk` command and the worker.

Not here: rules; every command opens one transaction and calls the same services as the pages.
"""

import sys

import click

from eventdesk.cli import exports, maintenance, people, server
from eventdesk.core.errors import DomainError
from eventdesk.core.settings import BadSetting


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def eventdesk() -> None:
    """Run eventdesk, maintain its data and export results."""


for module in (server, people, exports, maintenance):
    for command in module.COMMANDS:
        eventdesk.add_command(command)


def main() -> None:
    """Run a command: exit with 0, or with another code and one line on standard error."""
    try:
        eventdesk.main(standalone_mode=False)
    except click.ClickException as problem:
        sys.exit(_print_error(problem.format_message(), problem.exit_code))
    except click.exceptions.Abort:
        sys.exit(_print_error("Stopped.", 130))
    except (BadSetting, DomainError, OSError) as problem:
        sys.exit(_print_error(str(problem), 1))


def _print_error(line: str, code: int) -> int:
    """Print one line on standard error and return the exit code."""
    click.echo(" ".join(line.split()), err=True)
    return code
